import { BudgetPeriod } from '@tutti/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endOfPeriod, startOfPeriod } from './budget-period.ts';

const at = (text: string) => Date.parse(text);

describe('a period', () => {
  it.each([
    ['hour', '2026-11-21T16:57:58.123Z', '2026-11-21T16:00:00Z', '2026-11-21T17:00:00Z'],
    ['day', '2026-11-21T23:59:59.999Z', '2026-11-21T00:00:00Z', '2026-11-22T00:00:00Z'],
    ['day', '2026-11-22T00:00:00.000Z', '2026-11-22T00:00:00Z', '2026-11-23T00:00:00Z'],
    ['month', '2024-02-29T12:00:00Z', '2024-02-01T00:00:00Z', '2024-03-01T00:00:00Z'],
    ['month', '2026-12-31T23:59:59.999Z', '2026-12-01T00:00:00Z', '2027-01-01T00:00:00Z'],
  ] as const)('is the %s of %s, by UTC', (...[period, now, start, end]) => {
    expect(startOfPeriod(period, at(now))).toBe(at(start));
    expect(endOfPeriod(period, at(now))).toBe(at(end));
  });

  it('holds every moment, and ends where the next one begins', () => {
    const moment = fc.integer({ min: 0, max: at('2200-01-01T00:00:00Z') });
    fc.assert(
      fc.property(fc.constantFrom(...BudgetPeriod.options), moment, (period, now) => {
        const start = startOfPeriod(period, now);
        const end = endOfPeriod(period, now);
        expect(start).toBeLessThanOrEqual(now);
        expect(startOfPeriod(period, start)).toBe(start);
        expect(end === undefined).toBe(period === 'total');
        expect(end ?? Infinity).toBeGreaterThan(now);
        if (end !== undefined) expect(startOfPeriod(period, end)).toBe(end);
      }),
    );
  });
});
