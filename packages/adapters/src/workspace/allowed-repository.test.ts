import { mkdir, mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { findAllowedRepository } from './allowed-repository.ts';

let root: string;
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'tutti-allowed-')));
  for (const folder of ['git/shop', 'git-secret', 'elsewhere']) await mkdir(join(root, folder), { recursive: true });
  await symlink(join(root, 'elsewhere'), join(root, 'git', 'out'));
  return () => rm(root, { recursive: true, force: true });
});

const find = (path: string, anywhere = false) =>
  findAllowedRepository(path, { allowed: [join(root, 'git'), '/not-there'], anywhere });

describe('a repository that is asked for over the API', () => {
  it('is one that an administrator has named, or lies in such a folder', async () => {
    expect(await find(join(root, 'git'))).toBe(join(root, 'git'));
    expect(await find(join(root, 'git', 'shop', '..', 'shop'))).toBe(join(root, 'git', 'shop'));
  });

  it('is refused beside them, through links, by relative paths, and alike whether it is there or not', async () => {
    for (const path of ['git-secret', 'git/out', 'git/../elsewhere', 'nowhere', 'git/nowhere', '..'])
      await expect(find(join(root, path)), path).rejects.toMatchObject({ code: 'repository_not_allowed' });
    await expect(find('git/shop')).rejects.toMatchObject({ code: 'repository_not_allowed' });
    await expect(findAllowedRepository(root, { allowed: [], anywhere: false })).rejects.toThrow('not among');
  });

  it('is any for whoever sits at the machine, with its path as it really is', async () => {
    expect(await find(join(root, 'git', 'out'), true)).toBe(join(root, 'elsewhere'));
    await expect(find(join(root, 'nowhere'), true)).rejects.toMatchObject({ code: 'repository_unusable' });
  });
});
