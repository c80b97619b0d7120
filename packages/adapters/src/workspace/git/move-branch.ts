/** Moves a branch of the user's on by one commit, and with it the folder in which it is checked out, if there is one and it is clean. */
import { lstat, readFile, readdir, realpath, stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { RunError } from '@tutti/engine';
import type { Manifest } from '../manifest.ts';
import { readTree, toBranchRef } from './git-versions.ts';
import type { Repository } from './repository.ts';

export interface Move {
  readonly branch: string;
  /** Where it is; empty: it does not exist yet. */
  readonly tip: string;
  readonly commit: string;
}

/** Nothing is moved yet: throws where it could not be done. */
export async function assertMovable(repository: Repository, { branch, tip, commit }: Move): Promise<void> {
  const tree = await findTree(repository, branch);
  if (!tree) return;
  const listed = await repository.ask(
    ['status', '--porcelain', '-z', '--untracked-files=no', '--ignore-submodules=all', '--no-renames'],
    inTree(tree),
  );
  const changed = listed
    .toString('utf8')
    .split('\0')
    .filter((line) => line !== '')
    .map((line) => line.slice(3));
  if (changed.length > 0) throw dirty(tree, branch, `changes of its own: ${changed.slice(0, 10).join(', ')}`);
  await repository.ask(['read-tree', '-n', '-m', '-u', tip, commit], inTree(tree)).catch((error: unknown) => {
    throw error instanceof RunError ? dirty(tree, branch, error.message) : error;
  });
  await assertRoom(repository, tree, { branch, tip, commit });
}

/** For git ignored files are there to be written over; for whoever has them they are not. */
async function assertRoom(repository: Repository, tree: Tree, { branch, tip, commit }: Move): Promise<void> {
  const [old, next] = [await readTree(repository, tip), await readTree(repository, commit)];
  const inTheWay: string[] = [];
  for (const path of next.keys()) if (!old.has(path)) inTheWay.push(...(await findInTheWay(tree.folder, path, old)));
  if (inTheWay.length === 0) return;
  const named = [...new Set(inTheWay)].slice(0, 10).join(', ');
  throw dirty(tree, branch, `files that git does not know where others would go: ${named}`);
}

/** What lies where a new file goes, and above it, and is not of the old version. */
async function findInTheWay(folder: string, path: string, old: Manifest): Promise<readonly string[]> {
  const names = path.split('/');
  for (const depth of names.keys()) {
    const at = names.slice(0, depth + 1).join('/');
    const stats = await lstat(join(folder, at)).catch(() => undefined);
    if (!stats) return [];
    if (!stats.isDirectory()) return old.has(at) ? [] : [at];
  }
  const below = await readdir(join(folder, path), { recursive: true, withFileTypes: true });
  return below
    .filter((entry) => !entry.isDirectory())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)).replaceAll(sep, '/'))
    .filter((each) => !old.has(each));
}

/** Only from where it was: whoever moved it meanwhile is not undone. */
export async function moveBranch(repository: Repository, { branch, tip, commit }: Move, why: string): Promise<void> {
  const none = '0'.repeat(commit.length);
  const words = ['update-ref', '--create-reflog', '-m', `tutti: ${why}`, toBranchRef(branch), commit, tip || none];
  await repository.ask(words).catch((cause: unknown) => {
    throw new RunError('branch_unusable', `${branch} was moved meanwhile`, { cause, nothingHappened: true });
  });
  await followBranch(repository, { branch, tip, commit });
}

/** After a crash: where the folder has not followed yet, and nothing has come in the way since. */
export async function followLater(repository: Repository, { branch, tip, commit }: Move): Promise<void> {
  const tree = await findTree(repository, branch);
  if (!tree) return;
  const isBehind = (await repository.find(['diff-index', '--cached', '--quiet', tip], inTree(tree))) !== undefined;
  if (!isBehind) return;
  await assertRoom(repository, tree, { branch, tip, commit });
  await followBranch(repository, { branch, tip, commit });
}

/** The folder in which the branch is checked out. */
async function followBranch(repository: Repository, { branch, tip, commit }: Move): Promise<void> {
  const tree = await findTree(repository, branch);
  if (tree) await repository.ask(['read-tree', '-m', '-u', tip, commit], inTree(tree));
}

export async function assertBranchName(repository: Repository, branch: string): Promise<void> {
  const isGood =
    !branch.startsWith('-') &&
    branch !== 'HEAD' &&
    (await repository.find(['check-ref-format', toBranchRef(branch)])) !== undefined;
  if (!isGood) throw new RunError('branch_unusable', `${JSON.stringify(branch)} is no name of a branch`);
}

interface Tree {
  readonly folder: string;
  readonly gitFolder: string;
}

function inTree({ folder, gitFolder }: Tree) {
  return { folder, environment: { GIT_DIR: gitFolder, GIT_WORK_TREE: folder, GIT_OPTIONAL_LOCKS: '0' } };
}

async function findTree(repository: Repository, branch: string): Promise<Tree | undefined> {
  const own = await findOwnTree(repository, branch);
  if (own) return own;
  const listed = await repository.ask(['worktree', 'list', '--porcelain', '-z']);
  const trees = listed
    .toString('utf8')
    .split('\0\0')
    .map((text) => text.split('\0'));
  const lines = trees.find((each) => each.includes(`branch ${toBranchRef(branch)}`) && !each.includes('bare'));
  const folder = lines?.find((line) => line.startsWith('worktree '))?.slice('worktree '.length);
  if (folder === undefined || !(await isFolder(folder))) return undefined;
  const gitFolder = await findGitFolder(folder);
  return gitFolder === undefined ? undefined : { folder, gitFolder };
}

/** The folder that was named. Git does not list it where its git folder lies elsewhere, as that of a submodule does. */
async function findOwnTree(repository: Repository, branch: string): Promise<Tree | undefined> {
  const { folder, ownGitFolder: gitFolder } = repository;
  const here = { environment: { GIT_DIR: gitFolder } };
  if ((await repository.find(['symbolic-ref', '--quiet', 'HEAD'], here)) !== toBranchRef(branch)) return undefined;
  if ((await repository.askText(['rev-parse', '--is-bare-repository'], here)) === 'true') return undefined;
  const found = await findGitFolder(folder);
  const isOwn = found !== undefined && (await realpath(found).catch(() => found)) === (await realpath(gitFolder));
  return isOwn ? { folder, gitFolder } : undefined;
}

/** Undefined where nothing says where it is: then it is no working tree. */
async function findGitFolder(folder: string): Promise<string | undefined> {
  const path = join(folder, '.git');
  if (await isFolder(path)) return path;
  const [, named] = /^gitdir: ([^]+?)\s*$/u.exec(await readFile(path, 'utf8').catch(() => '')) ?? [];
  return named === undefined ? undefined : resolve(folder, named);
}

function isFolder(path: string): Promise<boolean> {
  return stat(path)
    .then((stats) => stats.isDirectory())
    .catch(() => false);
}

function dirty({ folder }: Tree, branch: string, what: string): RunError {
  const message = `${branch} is checked out in ${folder}, which holds ${what}`;
  return new RunError('tree_dirty', message, { nothingHappened: true });
}
