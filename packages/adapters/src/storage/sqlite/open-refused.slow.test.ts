/** Directories and processes that do not let a store be opened; each refusal says why. */
import { chmod, chown, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startChild } from './child-programs/start-child.ts';
import { storeFilesIn } from './directory/store-files.ts';
import { openSqliteStore } from './open-sqlite-store.ts';

/** Root may write everywhere, so the child runs as another user; only root may become one. */
const isRoot = process.getuid?.() === 0;
const NOBODY = 65_534;

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tutti-refused-'));
  await chmod(directory, 0o755);
});
afterEach(() => rm(directory, { recursive: true }));

async function openAsNobody(path: string): Promise<string> {
  const child = startChild('hold-store.ts', { args: [path], uid: NOBODY, gid: NOBODY });
  try {
    return await child.line('');
  } finally {
    await child.kill();
  }
}

describe.skipIf(!isRoot)('a store of another user (needs root to become one)', () => {
  it('is refused where the directory cannot be written', async () => {
    const verdict = await openAsNobody(directory);
    expect(verdict).toMatch(/^refused store_read_only .* may not be written by this user .*EACCES/);
  });

  it('is refused where the directory cannot be made', async () => {
    expect(await openAsNobody(join(directory, 'new'))).toMatch(/^refused store_read_only .*EACCES/);
  });

  it('is refused where only its file cannot be written', async () => {
    const own = join(directory, 'own');
    await mkdir(own);
    await using store = await openSqliteStore({ directory: own });
    await store[Symbol.asyncDispose]();
    await chown(own, NOBODY, NOBODY);
    await chmod(storeFilesIn(own).database, 0o444);
    expect(await openAsNobody(own)).toMatch(/^refused store_read_only .*tutti\.db/);
  });
});

it('names the limit when a process may open too few files', async () => {
  const under = ['sh', '-c', 'ulimit -n 40; exec "$@"', 'sh'];
  const child = startChild('hold-store.ts', { args: [directory], under });
  expect(await child.line('')).toMatch(/^refused store_failed .*too many files open.*EMFILE/);
  await child.ended();
});
