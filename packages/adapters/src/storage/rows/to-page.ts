import { InvalidInputError } from '@tutti/engine';

/** Of rows of which one more was asked for than the page holds. */
export function toPage<Found>(
  found: readonly Found[],
  limit: number,
  numberOf: (row: Found) => unknown,
): { page: readonly Found[]; next: string | undefined } {
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return { page, next: found.length > limit && last !== undefined ? String(numberOf(last)) : undefined };
}

export function parseCursor(cursor: string | undefined): number | undefined {
  if (cursor === undefined) return undefined;
  if (!/^\d{1,15}$/.test(cursor)) throw new InvalidInputError('this cursor belongs to no page', 'cursor');
  return Number(cursor);
}
