/** A working tree of a run's own, on a branch of its own, and its end. Git makes the place; the files are written from here, as they are. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { RunError } from '@tutti/engine';
import type { RunId } from '@tutti/protocol';
import { writeFiles } from '../write-files.ts';
import { readTree } from './git-versions.ts';
import { readBlobs } from './read-blobs.ts';
import type { Repository } from './repository.ts';

export interface Worktree {
  readonly run: RunId;
  /** Nothing is there yet. */
  readonly folder: string;
  readonly branch: string;
  /** The commit that it begins with. */
  readonly start: string;
}

export interface Beginning {
  readonly commit: string;
  /** Absent: the name is no branch. */
  readonly branch: string | undefined;
}

export async function findBeginning(repository: Repository, base = 'HEAD'): Promise<Beginning> {
  const here = { environment: { GIT_DIR: repository.ownGitFolder } };
  const commit = await repository.findCommit(base, here);
  const why = base === 'HEAD' ? 'it has no commit yet' : `it has no ${base}`;
  if (commit === undefined)
    throw new RunError('repository_unusable', `${repository.folder} cannot be worked on: ${why}`, {
      nothingHappened: true,
    });
  const words =
    base === 'HEAD'
      ? ['symbolic-ref', '--quiet', 'HEAD']
      : ['rev-parse', '--verify', '--quiet', '--symbolic-full-name', base];
  const name = await repository.find(words, here);
  const [, branch] = /^refs\/heads\/([^]+)$/u.exec(name ?? '') ?? [];
  return { commit, branch };
}

/** Locked, so that nobody's `git worktree prune` takes it away. */
export async function makeWorktree(repository: Repository, { run, folder, branch, start }: Worktree): Promise<void> {
  const reason = 'a run of Tutti works here';
  const words = ['worktree', 'add', '--quiet', '--no-checkout', '--lock', '--reason', reason];
  await repository.ask([...words, '-b', branch, folder, start]);
  await writeFiles({
    folder,
    manifest: await readTree(repository, start),
    readBlobs: (hashes, onBlob) => readBlobs(repository, hashes, onBlob),
  });
  const place = { GIT_DIR: toWorktreeFolder(repository, run), GIT_WORK_TREE: folder };
  await repository.ask(['read-tree', start], { environment: place, folder });
}

/** Its name is that of its folder, which is the run's id, so nobody else's has it. */
export function toWorktreeFolder({ gitFolder }: Repository, run: RunId): string {
  return join(gitFolder, 'worktrees', run);
}

/** Also what a crash has left half made. Only what is this run's own is touched. */
export async function removeWorktree(
  repository: Repository,
  { run, folder, branch }: Pick<Worktree, 'run' | 'folder'> & { readonly branch: string | undefined },
): Promise<void> {
  const own = toWorktreeFolder(repository, run);
  const pointer = await readFile(join(own, 'gitdir'), 'utf8').catch(() => undefined);
  if (pointer !== undefined && pointer.trim() !== join(folder, '.git'))
    throw new RunError('workspace_failed', `${own} belongs to another folder than ${folder}`);
  await rm(folder, { recursive: true, force: true });
  await rm(own, { recursive: true, force: true });
  if (branch !== undefined && (await repository.findCommit(`refs/heads/${branch}`)) !== undefined)
    await repository.ask(['update-ref', '-d', `refs/heads/${branch}`]);
}
