import type { WallTime } from './zoned-time.ts';

export interface CalendarDifference {
  readonly years: number;
  readonly months: number;
  readonly days: number;
}

/** Whole years, months and days from one date to a later one, as people count an age: the last day of a shorter month stands in for a missing one. */
export function toCalendarDifference(from: WallTime, to: WallTime): CalendarDifference {
  let months = (to.year - from.year) * 12 + (to.month - from.month);
  if (toDayNumber(addMonths(from, months)) > toDayNumber(to)) months--;
  const days = toDayNumber(to) - toDayNumber(addMonths(from, months));
  return { years: Math.floor(months / 12), months: months % 12, days };
}

type Day = Pick<WallTime, 'year' | 'month' | 'day'>;

function addMonths({ year, month, day }: Day, count: number): Day {
  const index = year * 12 + (month - 1) + count;
  const target = { year: Math.floor(index / 12), month: (index % 12) + 1 };
  const last = new Date(Date.UTC(target.year, target.month, 0)).getUTCDate();
  return { ...target, day: Math.min(day, last) };
}

function toDayNumber({ year, month, day }: Day): number {
  return Math.round(Date.UTC(year, month - 1, day) / 86_400_000);
}
