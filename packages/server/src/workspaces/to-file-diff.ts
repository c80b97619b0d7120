/** One file before and after, as lines: within limits, and without what is no text. */
import { compareFile, type FilePair, isDivisible, type Sides } from '@tutti/adapters/workspace';
import type { LineDiff } from '@tutti/engine';
import type { FileDiffView } from '@tutti/protocol/api';

/** Of a page with many files, and of a file that is asked for by its name. */
const MOST_LINES = { many: 4_000, one: 40_000 } as const;
const LONGEST_LINE = 2_000;

export async function toFileDiff(
  pair: FilePair,
  read: () => Promise<Sides>,
  shownWith: keyof typeof MOST_LINES = 'many',
): Promise<FileDiffView> {
  const { path, before, after } = pair;
  const change = before ? (after ? 'changed' : 'deleted') : 'added';
  const kind = before && after && before.kind !== after.kind ? { before: before.kind, after: after.kind } : undefined;
  const facts = { path, change, bytes: (after ?? before)?.bytes ?? 0, ...(kind && { kind }) } as const;
  const compared = await compareFile(pair, read);
  if (compared.kind !== 'text') return { ...facts, added: 0, deleted: 0, hunks: [], shown: compared.kind };
  const isChosenFrom = isDivisible(pair);
  const shown = cut(compared.lines, { most: MOST_LINES[shownWith], isChosenFrom });
  return { ...facts, ...shown, ...(isChosenFrom && { diff: compared.hash }) };
}

function cut(
  { added, deleted, hunks }: LineDiff,
  { most, isChosenFrom }: { most: number; isChosenFrom: boolean },
): Pick<FileDiffView, 'added' | 'deleted' | 'hunks' | 'shown'> {
  let left = most;
  let isCut = false;
  const kept = hunks.flatMap(({ oldStart, newStart, lines }, place) => {
    const room = lines.slice(0, left);
    left -= room.length;
    const isWhole = room.length === lines.length && lines.every(({ text }) => text.length <= LONGEST_LINE);
    if (!isWhole) isCut = true;
    const shown = room.map(({ kind, text }) => ({ kind, text: text.slice(0, LONGEST_LINE) }));
    // Nobody chooses what was not seen.
    const named = isChosenFrom && isWhole ? { hunk: place + 1 } : {};
    return shown.length === 0 ? [] : [{ oldStart, newStart, ...named, lines: shown }];
  });
  return { added, deleted, hunks: kept, shown: isCut ? 'cut' : 'whole' };
}
