/** What a person has decided about each file that a run has changed. A file that was changed again since is open again. */
import type { FileChange } from '@tutti/protocol';
import { compareManifests, type FileEntry, isSame, type Manifest } from '../manifest.ts';
import type { DecidedPart, Decision } from '../workspace-record.ts';

type Verdict = Decision['verdict'];

/** Of a file that was decided about in parts: which hunks, of which diff. */
export interface FileParts {
  readonly diff: string;
  readonly of: number;
  readonly accepted: readonly number[];
  readonly rejected: readonly number[];
}

export interface FileStatus extends FileChange {
  /** `open` as long as anything of it is; `partly` where one part was accepted and all others were rejected. */
  readonly status: 'open' | 'accepted' | 'rejected' | 'partly';
  /** The last decision that says so. */
  readonly decision: string | undefined;
  readonly parts: FileParts | undefined;
}

export function toFileStatuses(
  { base, now }: { base: Manifest; now: Manifest },
  decisions: readonly Decision[],
): readonly FileStatus[] {
  const standing = decisions.filter(({ state }) => state === 'done');
  return compareManifests(base, now).map((change) => {
    const said = listSaid(standing, change.path, now.get(change.path));
    return { ...change, ...toStatus(said) };
  });
}

interface Said {
  readonly verdict: Verdict;
  readonly decision: string;
  readonly part: DecidedPart | undefined;
}

/** All that holds of the file as it is now. */
function listSaid(standing: readonly Decision[], path: string, now: FileEntry | undefined): readonly Said[] {
  let said: Said[] = [];
  for (const { id, verdict, files } of standing) {
    const file = files.find((each) => each.path === path && each.left !== true);
    if (!file) continue;
    const isCurrent = isSame(file.made ?? undefined, now);
    const { part } = file;
    // What was said of the whole, or of another diff, takes the place of all that was said before.
    if (!isCurrent || !part || said.some((each) => each.part && each.part.diff !== part.diff)) said = [];
    if (isCurrent) said.push({ verdict, decision: id, part });
  }
  return said;
}

function toStatus(said: readonly Said[]): Pick<FileStatus, 'status' | 'decision' | 'parts'> {
  const last = said.at(-1);
  const part = said.findLast((each) => each.part)?.part;
  if (!last || !part) return { status: last?.verdict ?? 'open', decision: last?.decision, parts: undefined };
  const verdicts = new Map<number, Verdict>();
  const all = Array.from({ length: part.of }, (_, place) => place + 1);
  for (const each of said) for (const hunk of each.part?.hunks ?? all) verdicts.set(hunk, each.verdict);
  const list = (verdict: Verdict) => all.filter((hunk) => verdicts.get(hunk) === verdict);
  const parts = { diff: part.diff, of: part.of, accepted: list('accepted'), rejected: list('rejected') };
  return { status: toWholeStatus(parts), decision: last.decision, parts };
}

function toWholeStatus({ of, accepted, rejected }: FileParts): FileStatus['status'] {
  if (accepted.length + rejected.length < of) return 'open';
  if (rejected.length === 0) return 'accepted';
  return accepted.length === 0 ? 'rejected' : 'partly';
}
