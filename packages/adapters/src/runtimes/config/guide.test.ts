import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { RuntimesFile } from './runtimes-file.ts';

const GUIDE = join(import.meta.dirname, '..', '..', '..', '..', '..', 'docs', 'guides', 'agents-elsewhere.md');

it('what the guide shows as runtimes.yaml is taken as it stands there', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'tutti-guide-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const blocks = [...(await readFile(GUIDE, 'utf8')).matchAll(/```yaml\n([\s\S]*?)```/g)];
  expect(blocks.length).toBeGreaterThan(2);
  for (const [index, [, block = '']] of blocks.entries()) {
    const path = join(directory, `${index}.yaml`);
    await writeFile(path, block);
    expect((await new RuntimesFile(path).read()).connections.size).toBeGreaterThan(0);
  }
});
