/** What has changed between two texts, line by line, after Myers: the fewest lines that had to go and come. */
import { findAnchors } from './find-anchors.ts';

export interface DiffLine {
  readonly kind: 'same' | 'added' | 'deleted';
  readonly text: string;
}

export interface Hunk {
  /** The first line of it, counted from 1. */
  readonly oldStart: number;
  readonly newStart: number;
  readonly lines: readonly DiffLine[];
}

export interface LineDiff {
  readonly added: number;
  readonly deleted: number;
  readonly hunks: readonly Hunk[];
}

/** Unchanged lines that are shown around a change. */
const AROUND = 3;
/** Texts that differ more are first cut where they surely agree: the search would take memory by the square of this. */
const MOST_EDITS = 1_000;

/** A line keeps its end, so that a text whose line ends alone were changed differs too. */
export function diffLines(before: string, after: string): LineDiff {
  const [old, now] = [toLines(before), toLines(after)];
  const lines = compare(old, now);
  return {
    added: lines.filter(({ kind }) => kind === 'added').length,
    deleted: lines.filter(({ kind }) => kind === 'deleted').length,
    hunks: toHunks(lines),
  };
}

function toLines(text: string): readonly string[] {
  return text === '' ? [] : text.split(/(?<=\n)/u);
}

/** What both begin and end with needs no search. */
function compare(old: readonly string[], now: readonly string[]): readonly DiffLine[] {
  const shorter = Math.min(old.length, now.length);
  let head = 0;
  while (head < shorter && old[head] === now[head]) head++;
  let tail = 0;
  while (tail < shorter - head && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail++;
  const [oldPart, nowPart] = [old.slice(head, old.length - tail), now.slice(head, now.length - tail)];
  const between = search(oldPart, nowPart) ?? compareByAnchors(oldPart, nowPart);
  return [mark('same', old.slice(0, head)), between, mark('same', old.slice(old.length - tail))].flat();
}

/** Where nothing says what belongs to what, all of it is shown as replaced. */
function compareByAnchors(old: readonly string[], now: readonly string[]): readonly DiffLine[] {
  const anchors = findAnchors(old, now);
  if (anchors.length === 0) return [...mark('deleted', old), ...mark('added', now)];
  const parts: (readonly DiffLine[])[] = [];
  let from = { old: 0, now: 0 };
  for (const at of [...anchors, { old: old.length, now: now.length }]) {
    parts.push(compare(old.slice(from.old, at.old), now.slice(from.now, at.now)));
    parts.push(mark('same', old.slice(at.old, at.old + 1)));
    from = { old: at.old + 1, now: at.now + 1 };
  }
  return parts.flat();
}

function mark(kind: DiffLine['kind'], lines: readonly string[]): readonly DiffLine[] {
  return lines.map((text) => ({ kind, text }));
}

/** How far each diagonal has come, for each number of edits. Undefined where it takes too many. */
function search(old: readonly string[], now: readonly string[]): readonly DiffLine[] | undefined {
  const trail: Map<number, number>[] = [];
  const reach = new Map([[1, 0]]);
  const at = (diagonal: number) => reach.get(diagonal) ?? -1;
  for (let edits = 0; edits <= Math.min(MOST_EDITS, old.length + now.length); edits++) {
    trail.push(new Map(reach));
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      const isDown = diagonal === -edits || (diagonal !== edits && at(diagonal - 1) < at(diagonal + 1));
      let x = isDown ? at(diagonal + 1) : at(diagonal - 1) + 1;
      while (x < old.length && x - diagonal < now.length && old[x] === now[x - diagonal]) x++;
      reach.set(diagonal, x);
      if (x >= old.length && x - diagonal >= now.length) return walkBack(trail, old, now);
    }
  }
  return undefined;
}

function walkBack(
  trail: readonly Map<number, number>[],
  old: readonly string[],
  now: readonly string[],
): readonly DiffLine[] {
  const found: DiffLine[] = [];
  let [x, y] = [old.length, now.length];
  for (let edits = trail.length - 1; edits >= 0; edits--) {
    const reach = trail[edits];
    const at = (diagonal: number) => reach?.get(diagonal) ?? -1;
    const diagonal = x - y;
    const isDown = diagonal === -edits || (diagonal !== edits && at(diagonal - 1) < at(diagonal + 1));
    const from = isDown ? diagonal + 1 : diagonal - 1;
    const [fromX, fromY] = edits === 0 ? [0, 0] : [at(from), at(from) - from];
    for (; x > fromX && y > fromY; x--, y--) found.push({ kind: 'same', text: old[x - 1] ?? '' });
    if (edits > 0)
      found.push(isDown ? { kind: 'added', text: now[--y] ?? '' } : { kind: 'deleted', text: old[--x] ?? '' });
  }
  return found.toReversed();
}

function toHunks(lines: readonly DiffLine[]): readonly Hunk[] {
  const hunks: Hunk[] = [];
  let [oldLine, newLine] = [1, 1];
  let open: { oldStart: number; newStart: number; from: number; last: number } | undefined;
  const close = (end: number) => {
    if (open) hunks.push({ oldStart: open.oldStart, newStart: open.newStart, lines: lines.slice(open.from, end) });
    open = undefined;
  };
  for (const [index, { kind }] of lines.entries()) {
    if (kind !== 'same') {
      if (open && index - open.last > 2 * AROUND) close(open.last + AROUND + 1);
      const from = Math.max(0, index - AROUND);
      open ??= { oldStart: oldLine - (index - from), newStart: newLine - (index - from), from, last: index };
      open.last = index;
    }
    if (kind !== 'added') oldLine++;
    if (kind !== 'deleted') newLine++;
  }
  close(open ? Math.min(lines.length, open.last + AROUND + 1) : 0);
  return hunks;
}
