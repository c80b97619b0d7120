/** How long to wait before trying again: somewhere between nothing and twice as long as the time before, so that a crowd spreads out. */
export interface BackOff {
  readonly firstMs: number;
  readonly longestMs: number;
}

export function toWaitMs({ firstMs, longestMs }: BackOff, failures: number, random: () => number): number {
  return Math.floor(random() * Math.min(longestMs, firstMs * 2 ** Math.min(failures, 30)));
}

/** `Retry-After` in seconds or as a date; undefined where it says nothing. */
export function parseRetryAfter(header: string | null, now: number): number | undefined {
  if (header === null || header.trim() === '') return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1_000);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
