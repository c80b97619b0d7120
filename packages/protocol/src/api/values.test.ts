import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BudgetView,
  Money,
  parseMoney,
  Time,
  toBudget,
  toBudgetView,
  toInstant,
  toMoney,
  toOptionalTime,
  toTime,
  toUsageView,
} from './values.ts';

/** The largest that still fits into an exact number is 9,007,199 dollars; an amount has at most six digits before the point. */
const nano = fc.integer({ min: 0, max: 999_999 * 10 ** 9 });

describe('money', () => {
  it.each([
    [0, '0'],
    [1, '0.000000001'],
    [10 ** 9, '1'],
    [1_500_000_000, '1.5'],
    [123_456_789_012, '123.456789012'],
  ])('%d billionths of a dollar are %s', (amount, text) => {
    expect(toMoney(amount)).toBe(text);
    expect(parseMoney(text)).toBe(amount);
  });

  it('comes back as the same amount, and always has its form', () => {
    fc.assert(
      fc.property(nano, (amount) => {
        expect(parseMoney(Money.parse(toMoney(amount)))).toBe(amount);
      }),
    );
  });

  it.each(['', '-1', '1.', '.5', '1e3', '1,5', '0x1', '1.0000000001', '1234567', ' 1', '1\n'])('is not %j', (text) => {
    expect(Money.safeParse(text).success).toBe(false);
  });
});

describe('a time', () => {
  it('comes back as the same instant', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 253_402_300_799_999 }), (instant) => {
        expect(toInstant(Time.parse(toTime(instant)))).toBe(instant);
      }),
    );
  });

  it('is UTC, and absent where there is none', () => {
    expect(toTime(0)).toBe('1970-01-01T00:00:00.000Z');
    expect(toOptionalTime(undefined)).toBeUndefined();
    for (const text of ['2026-01-01', '2026-01-01T00:00:00', '2026-01-01T00:00:00+02:00', '2026-13-01T00:00:00Z'])
      expect(Time.safeParse(text).success, text).toBe(false);
  });
});

describe('a budget', () => {
  it('comes back as the same limits', () => {
    const budgets = [{}, { tokens: 5 }, { costNanoUsd: 1_500_000_000 }, { tokens: 5, costNanoUsd: 1 }];
    for (const budget of budgets) expect(toBudget(BudgetView.parse(toBudgetView(budget)))).toEqual(budget);
  });

  it('has no other fields, and only whole tokens', () => {
    for (const view of [{ token: 5 }, { tokens: 0 }, { tokens: 1.5 }, { usd: 1 }])
      expect(BudgetView.safeParse(view).success).toBe(false);
  });
});

describe('usage', () => {
  it('shows its cost as money', () => {
    const usage = { inputTokens: 1, outputTokens: 2, costNanoUsd: 2_000_000 };
    expect(toUsageView(usage)).toEqual({ inputTokens: 1, outputTokens: 2, usd: '0.002', estimated: undefined });
  });
});
