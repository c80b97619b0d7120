/** Hours, days and months as UTC counts them. */
import type { BudgetPeriod, Instant } from '@tutti/protocol';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export function startOfPeriod(period: BudgetPeriod, at: Instant): Instant {
  switch (period) {
    case 'hour':
      return at - (at % HOUR_MS);
    case 'day':
      return at - (at % DAY_MS);
    case 'month':
      return toMonth(at, 0);
    case 'total':
      return 0;
    default:
      return period satisfies never;
  }
}

/** Undefined where it never begins anew. */
export function endOfPeriod(period: BudgetPeriod, at: Instant): Instant | undefined {
  switch (period) {
    case 'hour':
      return startOfPeriod(period, at) + HOUR_MS;
    case 'day':
      return startOfPeriod(period, at) + DAY_MS;
    case 'month':
      return toMonth(at, 1);
    case 'total':
      return undefined;
    default:
      return period satisfies never;
  }
}

function toMonth(at: Instant, later: number): Instant {
  const date = new Date(at);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + later);
}
