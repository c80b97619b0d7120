/** One file before and after, as numbered hunks of text; and what it would be with only some of them. */
import { createHash } from 'node:crypto';
import { diffLines, type Hunk, type LineDiff } from '@tutti/engine';
import type { FileEntry } from '../manifest.ts';
import type { FilePair } from './file-pair.ts';

/** Larger ones are not read for it. */
const LARGEST = 1024 * 1024;

export interface Sides {
  readonly before: Buffer | undefined;
  readonly after: Buffer | undefined;
}

export type ComparedFile =
  | { readonly kind: 'too_large' }
  | { readonly kind: 'binary' }
  | {
      readonly kind: 'text';
      /** Of the two files and of every hunk: whoever names it means exactly this diff. */
      readonly hash: string;
      readonly lines: LineDiff;
      readonly before: string;
    };

export async function compareFile(
  { before, after }: Pick<FilePair, 'before' | 'after'>,
  read: () => Promise<Sides>,
): Promise<ComparedFile> {
  if (Math.max(before?.bytes ?? 0, after?.bytes ?? 0) > LARGEST) return { kind: 'too_large' };
  const sides = await read();
  const [old, now] = [toText(sides.before), toText(sides.after)];
  if (old === undefined || now === undefined) return { kind: 'binary' };
  const lines = diffLines(old, now);
  return { kind: 'text', hash: toDiffHash({ before, after }, lines.hunks), lines, before: old };
}

/** Neither a new file nor one that is gone has parts, and a link is no text. */
export function isDivisible({ before, after }: Pick<FilePair, 'before' | 'after'>): boolean {
  return isText(before) && isText(after) && before?.hash !== after?.hash;
}

/** The old text with the chosen hunks alone; they are counted from 1. */
export function applyHunks(before: string, hunks: readonly Hunk[], chosen: ReadonlySet<number>): string {
  const old = before === '' ? [] : before.split(/(?<=\n)/u);
  const made: string[] = [];
  let at = 0;
  for (const [place, { oldStart, lines }] of hunks.entries()) {
    if (!chosen.has(place + 1)) continue;
    while (at < oldStart - 1) made.push(old[at++] ?? '');
    for (const { kind, text } of lines) {
      if (kind !== 'added') at++;
      if (kind !== 'deleted') made.push(text);
    }
  }
  while (at < old.length) made.push(old[at++] ?? '');
  return made.join('');
}

function isText(entry: FileEntry | undefined): boolean {
  return entry?.kind === 'file' || entry?.kind === 'program';
}

function toDiffHash({ before, after }: Pick<FilePair, 'before' | 'after'>, hunks: readonly Hunk[]): string {
  const facts = [before, after].map((entry) => entry && [entry.kind, entry.hash]);
  const spans = hunks.map(({ oldStart, newStart, lines }) => [
    oldStart,
    newStart,
    lines.map(({ kind }) => kind.charAt(0)).join(''),
  ]);
  return createHash('sha256')
    .update(JSON.stringify([facts, spans]))
    .digest('hex');
}

/** Undefined where it is no text that can be written back as it was. */
function toText(bytes: Buffer | undefined): string | undefined {
  if (!bytes) return '';
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
