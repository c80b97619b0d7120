import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock, systemRandom } from '@tutti/engine';
import { createMemoryStore } from '@tutti/engine/testing';
import { expect, it, onTestFinished } from 'vitest';
import { openIdentity, shareIdentity } from './identity.ts';

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

it('processes that share a store have one identity, which is that of the first that had one', async () => {
  const [first, second] = await Promise.all([1, 2].map(() => mkdtemp(join(tmpdir(), 'tutti-'))));
  if (first === undefined || second === undefined) throw new Error('there is no directory');
  onTestFinished(async () => {
    for (const directory of [first, second]) await rm(directory, { recursive: true });
  });
  const ports = { clock: systemClock, random: systemRandom };
  const own = await openIdentity(first, ports);
  const store = createMemoryStore();
  const [one, other] = [await shareIdentity(store, first, ports), await shareIdentity(store, second, ports)];
  expect(one).toEqual(own);
  expect(other).toEqual(own);
  const fresh = createMemoryStore();
  const raced = await Promise.all([1, 2, 3].map(() => shareIdentity(fresh, second, ports)));
  expect(new Set(raced.map(({ tenant, user }) => `${tenant} ${user}`)).size).toBe(1);
});
