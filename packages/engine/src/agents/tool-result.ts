/** What of a tool's result is kept, and what of it a model is told: a long one is cut where everybody sees it, with its true size. */
import type { Json } from '@tutti/protocol';
import { takeBeginning } from '../run/beginning.ts';

/** About ten thousand tokens. More of one result would push the rest of the conversation out. */
export const TOLD_LIMIT = 40_000;
/** Longer ones are not kept whole either: a run holds its results in memory while it goes on. */
export const KEPT_LIMIT = 2 * 1024 * 1024;
/** Of what is told; the end of a long output often says how it went. */
const END_SHARE = 4;

/** In the journal, in the place of a result that is too long for it. */
export function toKept(output: Json): Json {
  if (!isLong(output)) return output;
  const text = toText(output);
  if (text.length <= KEPT_LIMIT) return output;
  return cut(text, TOLD_LIMIT, 'The rest was not kept.');
}

export function toTold(output: Json): string {
  const text = toText(output);
  // What was cut when it was kept says so itself, a little beyond the limit.
  if (text.length <= TOLD_LIMIT + 1_000) return text;
  return cut(
    text,
    TOLD_LIMIT,
    'The whole result is kept in the journal of the run. Ask for less of it to see the rest.',
  );
}

/** Of what a tool says where it fails. */
const ERROR_LIMIT = 4_000;

/** A server may answer with megabytes of error: no more of it than helps stands in the journal and before the model. */
export function toShortError(error: unknown): unknown {
  if (error instanceof Error && error.message.length > ERROR_LIMIT)
    error.message = cut(error.message, ERROR_LIMIT, 'The rest was not kept.');
  return error;
}

function cut(text: string, limit: number, rest: string): string {
  const endLength = Math.floor(limit / END_SHARE);
  const beginning = takeBeginning(text, limit - endLength);
  const end = text.slice(-endLength).replace(/^[\uDC00-\uDFFF]/, '');
  const left = text.length - beginning.length - end.length;
  const note = `[… ${left} of ${text.length} characters are left out here. ${rest} …]`;
  return `${beginning}\n\n${note}\n\n${end}`;
}

function toText(output: Json): string {
  return typeof output === 'string' ? output : JSON.stringify(output);
}

/** Nothing that nests deeper is kept at all. */
const DEEPEST = 200;

/** Looks before it writes: a huge value would fill the memory by being turned into text only to be measured. */
function isLong(output: Json): boolean {
  let size = 0;
  const look = (part: Json, depth: number): boolean => {
    size += typeof part === 'string' ? part.length : 8;
    if (size > KEPT_LIMIT) return true;
    if (typeof part !== 'object' || part === null || depth > DEEPEST) return false;
    return Object.entries(part).some(([key, item]: [string, Json]) => {
      size += key.length;
      return look(item, depth + 1);
    });
  };
  return look(output, 0);
}
