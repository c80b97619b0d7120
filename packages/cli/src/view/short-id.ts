import type { RunId } from '@tutti/protocol';

const SHORT = 8;

/** The end of an id is random, its beginning is the time: the end is what people tell runs apart by. */
export function toShortId(run: RunId): string {
  return run.slice(-SHORT);
}
