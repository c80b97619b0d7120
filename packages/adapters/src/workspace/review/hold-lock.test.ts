import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { describeThisProcess } from '../../process/process-identity.ts';
import { holdLock, holdLockIfFree } from './hold-lock.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tutti-lock-'));
  path = join(folder, 'lock');
  return () => rm(folder, { recursive: true, force: true });
});

describe('a lock', () => {
  it('lets one in at a time, and leaves nothing behind', { timeout: 60_000 }, async () => {
    let inside = 0;
    const most: number[] = [];
    const enter = () =>
      holdLock(path, async () => {
        most.push(++inside);
        await new Promise((resolve) => setImmediate(resolve));
        inside--;
      });
    await Promise.all(Array.from({ length: 8 }, enter));
    await expect(holdLock(path, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(most).toEqual(Array.from({ length: 8 }, () => 1));
    expect(await readdir(folder)).toEqual([]);
  });

  it('is taken from a process that has died, and from one that was last seen long ago', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    await writeFile(path, JSON.stringify({ ...describeThisProcess(), pid }));
    expect(await holdLock(path, async () => 'mine')).toBe('mine');
    await writeFile(path, JSON.stringify({ pid: 1, host: 'elsewhere' }));
    await utimes(path, 0, 0);
    expect(await holdLock(path, async () => 'mine')).toBe('mine');
  });

  it.runIf(process.platform === 'linux')('is taken from one that has died whose number this process has', async () => {
    await writeFile(path, JSON.stringify({ ...describeThisProcess(), startedAt: '1' }));
    expect(await holdLockIfFree(path, async () => 'mine')).toBe('mine');
  });

  it('is left to whoever holds it by those who do not wait', async () => {
    await holdLock(path, async () => {
      expect(await holdLockIfFree(path, async () => 'mine')).toBeUndefined();
    });
    expect(await holdLockIfFree(path, async () => 'mine')).toBe('mine');
    expect(await readdir(folder)).toEqual([]);
  });
});
