/** What a person has decided about each file that a run has changed. A file that was changed again since is open again. */
import type { FileChange } from '@tutti/protocol';
import { compareManifests, isSame, type Manifest } from '../manifest.ts';
import type { Decision } from '../workspace-record.ts';

export interface FileStatus extends FileChange {
  readonly status: 'open' | 'accepted' | 'rejected';
  /** The decision that says so. */
  readonly decision: string | undefined;
}

export function toFileStatuses(
  { base, now }: { base: Manifest; now: Manifest },
  decisions: readonly Decision[],
): readonly FileStatus[] {
  const standing = decisions.filter(({ state }) => state === 'done');
  return compareManifests(base, now).map((change) => {
    const last = standing.findLast(({ files }) => files.some(({ path, left }) => path === change.path && !left));
    const made = last?.files.find(({ path }) => path === change.path)?.made ?? undefined;
    const isCurrent = last !== undefined && isSame(made, now.get(change.path));
    return { ...change, status: isCurrent ? last.verdict : 'open', decision: isCurrent ? last.id : undefined };
  });
}
