/** Accepted files of a run become a commit on a branch of the user's, and what was accepted is taken back by another commit. */
import { RunError } from '@tutti/engine';
import { applyFiles, type FileWish } from '../git/apply-files.ts';
import { commitManifest } from '../git/commit-manifest.ts';
import { readTree } from '../git/git-versions.ts';
import { assertBranchName, assertMovable, followLater, type Move, moveBranch } from '../git/move-branch.ts';
import type { Repository } from '../git/repository.ts';
import type { Manifest } from '../manifest.ts';
import type { Decision, WorkspaceRecord } from '../workspace-record.ts';

export interface BranchDesk {
  readonly repository: Repository;
  readonly record: WorkspaceRecord;
  /** A folder that nobody else uses. */
  readonly scratch: string;
}

export interface BranchWish {
  readonly branch: string;
  readonly wishes: readonly FileWish[];
  readonly author: string;
  readonly at: number;
  readonly message: string;
}

export interface Prepared {
  readonly move: Move;
  /** What the branch held, and what it holds then. */
  readonly before: Manifest;
  readonly after: Manifest;
}

/** The commit is there, and nothing leads to it yet. */
export async function prepareCommit(
  { repository, record, scratch }: BranchDesk,
  { branch, wishes, author, at, message }: BranchWish,
): Promise<Prepared> {
  await assertBranchName(repository, branch);
  const tip = await repository.findCommit(`refs/heads/${branch}`);
  const parent = tip ?? record.base;
  const onto = await readTree(repository, parent);
  const made = await applyFiles(repository, { onto, wishes, scratch });
  const commit = await commitManifest(repository, { manifest: made, scratch, parents: [parent], author, at, message });
  const move = { branch, tip: tip ?? '', commit };
  await assertMovable(repository, move);
  return { move, before: onto, after: made };
}

export function carryOut({ repository, record }: BranchDesk, move: Move, why: string): Promise<void> {
  return moveBranch(repository, move, `${why} of ${record.run}`);
}

/** The way back: what was there before, wherever nobody has changed it since. */
export function toUndoing({ files }: Decision): readonly FileWish[] {
  return files.map(({ path, before, after }) => ({ path, from: after ?? undefined, to: before ?? undefined }));
}

/** After a crash: whether the branch has got there. Its folder may not have followed yet. */
export async function hasArrived({ repository }: BranchDesk, { branch, tip, commit }: Move): Promise<boolean> {
  const now = await repository.findCommit(`refs/heads/${branch}`);
  if (now === undefined) return false;
  if ((await repository.find(['merge-base', '--is-ancestor', commit, now])) === undefined) return false;
  // Whoever has changed something there meanwhile keeps it.
  if (now === commit && tip !== '') await followLater(repository, { branch, tip, commit }).catch(() => undefined);
  return true;
}

export function getTargetBranch({ baseBranch }: WorkspaceRecord, onto: string | undefined): string {
  const branch = onto ?? baseBranch;
  if (branch !== undefined) return branch;
  throw new RunError('branch_unusable', 'the work began at no branch, so one has to be named', {
    nothingHappened: true,
  });
}
