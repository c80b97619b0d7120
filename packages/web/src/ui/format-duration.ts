const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Two units at most: `840 ms`, `12.4 s`, `3 m 12 s`, `2 h 05 m`, `4 d 3 h`. */
export function formatDuration(ms: number): string {
  const length = Math.max(0, ms);
  if (length < SECOND) return `${Math.round(length)} ms`;
  // What would be rounded up to a minute is told in minutes.
  if (length < MINUTE - 50) return `${(length / SECOND).toFixed(1)} s`;
  if (length < HOUR) return inTwo(Math.round(length / SECOND), 60, 'm', 's');
  if (length < DAY) return inTwo(Math.floor(length / MINUTE), 60, 'h', 'm');
  return inTwo(Math.floor(length / HOUR), 24, 'd', 'h');
}

function inTwo(small: number, factor: number, ...[bigUnit, smallUnit]: [string, string]): string {
  return `${Math.floor(small / factor)} ${bigUnit} ${String(small % factor).padStart(2, '0')} ${smallUnit}`;
}
