import { InvalidInputError } from '@tutti/engine';

const DAY_MS = 86_400_000;
const MOST_STEPS = 40_000;
const NAMES = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;
export const WEEKDAYS = NAMES;

export interface WorkingWeek {
  /** Dates as 2026-12-25. */
  readonly holidays: readonly string[];
  /** On which nobody works. */
  readonly weekend: readonly (typeof NAMES)[number][];
}

/** The day so many working days later, or earlier where the count is negative; the first day itself never counts. */
export function addWorkingDays(date: string, count: number, { holidays, weekend }: WorkingWeek): string {
  if (new Set(weekend).size >= NAMES.length) throw new InvalidInputError('somebody must work on some day', 'weekend');
  const free = new Set(holidays);
  const step = count < 0 ? -DAY_MS : DAY_MS;
  let at = parseDay(date);
  let left = Math.abs(count);
  for (let steps = 0; left > 0; steps++) {
    if (steps > MOST_STEPS) throw new InvalidInputError('there are too few working days to count so far', 'days');
    at += step;
    const isFree = free.has(toDay(at)) || weekend.includes(NAMES[new Date(at).getUTCDay()] ?? 'Sunday');
    if (!isFree) left--;
  }
  return toDay(at);
}

function parseDay(date: string): number {
  const at = Date.parse(`${date}T00:00:00Z`);
  if (!Number.isFinite(at) || toDay(at) !== date) throw new InvalidInputError('write a date as 2026-03-01', 'date');
  return at;
}

export function toDay(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

export function toWeekdayOf(date: string): string {
  return NAMES[new Date(parseDay(date)).getUTCDay()] ?? '';
}
