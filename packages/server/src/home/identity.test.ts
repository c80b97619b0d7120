import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock, systemRandom } from '@tutti/engine';
import { expect, it } from 'vitest';
import { openIdentity } from './identity.ts';

it('a file is refused as a data directory, and so is what would lie in it', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'tutti-'));
  const file = join(directory, 'notes.txt');
  await writeFile(file, 'mine');
  const ports = { clock: systemClock, random: systemRandom };
  for (const path of [file, join(file, 'sub')])
    await expect(openIdentity(path, ports)).rejects.toMatchObject({
      code: 'store_read_only',
      remedy: 'Choose another data directory.',
    });
  await rm(directory, { recursive: true });
});
