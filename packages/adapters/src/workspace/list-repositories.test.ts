import { mkdir, mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { GitStage } from './testing/git-stage.ts';
import { listRepositories } from './list-repositories.ts';

it('names the allowed folders that are repositories, those right below the others, and nothing behind a link', async () => {
  const stage = await GitStage.create(onTestFinished);
  await stage.init({ 'a.txt': 'a\n' });
  const other = await realpath(await mkdtemp(join(tmpdir(), 'tutti-list-')));
  onTestFinished(() => rm(other, { recursive: true, force: true }));
  await mkdir(join(other, 'plain'));
  await mkdir(join(other, 'deep', 'one', '.git'), { recursive: true });
  await symlink(stage.repository, join(other, 'link'));
  await stage.gitIn(other, 'init', '--quiet', '--bare', 'bare.git');
  await stage.gitIn(other, 'init', '--quiet', 'tree');
  const own = await realpath(stage.repository);
  const found = await listRepositories([stage.repository, other, join(other, 'none'), other]);
  expect(found).toEqual({ paths: [own, join(other, 'bare.git'), join(other, 'tree')].sort(), more: false });
  expect(await listRepositories([])).toEqual({ paths: [], more: false });
});
