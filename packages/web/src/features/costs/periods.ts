/** From the name of a period to the time that it begins; days are those of UTC, as the server counts them. */
import type { Time } from '@tutti/protocol/api';
import type { costsText } from '../../strings/costs.ts';

export type Period = keyof typeof costsText.periods;
export const PERIODS: readonly Period[] = ['today', 'week', 'days30', 'month', 'days90', 'all'];

const DAY_MS = 86_400_000;
const DAYS = { today: 1, week: 7, days30: 30, days90: 90 } as const;

/** Undefined: from the beginning. */
export function toFrom(period: Period, now: number): Time | undefined {
  if (period === 'all') return undefined;
  const today = Math.floor(now / DAY_MS) * DAY_MS;
  if (period === 'month') {
    const date = new Date(now);
    return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1)).toISOString();
  }
  return new Date(today - (DAYS[period] - 1) * DAY_MS).toISOString();
}

/** Every day from the first to today, as `2026-11-21`; without a beginning, from the first that is known. */
export function listDays(from: Time | undefined, known: readonly string[], now: number): string[] {
  const [earliest] = known.toSorted();
  const first = from ?? (earliest === undefined ? undefined : `${earliest}T00:00:00.000Z`);
  const begin = first === undefined ? now : Math.min(Date.parse(first), now);
  const days: string[] = [];
  for (let at = Math.floor(begin / DAY_MS) * DAY_MS; at <= now; at += DAY_MS) days.push(toDay(at));
  return days;
}

function toDay(at: number): string {
  return new Date(at).toISOString().slice(0, 'yyyy-mm-dd'.length);
}
