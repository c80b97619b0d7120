import { createHash } from 'node:crypto';
import type { ModelRequest } from '../../ports/model.ts';

/**
 * What an answer follows from. The order of an object's fields does not count, and neither does `maxOutputTokens`:
 * a smaller limit gives the beginning of the same answer.
 */
export function toRequestKey(seed: string, { maxOutputTokens: _, ...request }: ModelRequest): string {
  return createHash('sha256')
    .update(JSON.stringify([seed, request], sortFields))
    .digest('hex');
}

function sortFields(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
