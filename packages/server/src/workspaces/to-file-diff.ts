/** One file before and after, as lines: within limits, and without what is no text. */
import type { FilePair } from '@tutti/adapters/workspace';
import { diffLines } from '@tutti/engine';
import type { FileDiffView } from '@tutti/protocol/api';

const LARGEST = 1024 * 1024;
const MOST_LINES = 4_000;
const LONGEST_LINE = 2_000;

export interface Sides {
  readonly before: Buffer | undefined;
  readonly after: Buffer | undefined;
}

export async function toFileDiff(pair: FilePair, read: () => Promise<Sides>): Promise<FileDiffView> {
  const { path, before, after } = pair;
  const change = before ? (after ? 'changed' : 'deleted') : 'added';
  const kind = before && after && before.kind !== after.kind ? { before: before.kind, after: after.kind } : undefined;
  const facts = { path, change, bytes: (after ?? before)?.bytes ?? 0, ...(kind && { kind }) } as const;
  const nothing = { added: 0, deleted: 0, hunks: [] };
  if (Math.max(before?.bytes ?? 0, after?.bytes ?? 0) > LARGEST) return { ...facts, ...nothing, shown: 'too_large' };
  const sides = await read();
  const [old, now] = [toText(sides.before), toText(sides.after)];
  if (old === undefined || now === undefined) return { ...facts, ...nothing, shown: 'binary' };
  return { ...facts, ...cut(diffLines(old, now)) };
}

/** Undefined where it is no text. */
function toText(bytes: Buffer | undefined): string | undefined {
  if (!bytes) return '';
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function cut({
  added,
  deleted,
  hunks,
}: ReturnType<typeof diffLines>): Pick<FileDiffView, 'added' | 'deleted' | 'hunks' | 'shown'> {
  let left = MOST_LINES;
  let isCut = false;
  const kept = hunks.flatMap(({ oldStart, newStart, lines }) => {
    const room = lines.slice(0, left);
    left -= room.length;
    if (room.length < lines.length) isCut = true;
    const shown = room.map(({ kind, text }) => {
      if (text.length > LONGEST_LINE) isCut = true;
      return { kind, text: text.length > LONGEST_LINE ? text.slice(0, LONGEST_LINE) : text };
    });
    return shown.length === 0 ? [] : [{ oldStart, newStart, lines: shown }];
  });
  return { added, deleted, hunks: kept, shown: isCut ? 'cut' : 'whole' };
}
