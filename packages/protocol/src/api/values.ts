/** How values look in the API: times in ISO 8601 UTC, money as a decimal text in US dollars. */
import * as z from 'zod';
import type { Budget, Usage } from '../budget.ts';
import type { Instant } from '../ids.ts';

export const Time = z.iso.datetime().meta({ id: 'Time', description: 'ISO 8601, UTC' });
export type Time = z.infer<typeof Time>;

const LARGEST_DOLLARS = 9;
export const Money = z
  .string()
  .regex(new RegExp(`^\\d{1,${LARGEST_DOLLARS - 3}}(\\.\\d{1,9})?$`))
  .meta({ id: 'Money', description: 'US dollars as a decimal text, to the billionth' });
export type Money = z.infer<typeof Money>;

const NANO_DIGITS = 9;

export function toTime(instant: Instant): Time {
  return new Date(instant).toISOString();
}

/** Undefined stays undefined. */
export function toOptionalTime(instant: Instant | undefined): Time | undefined {
  return instant === undefined ? undefined : toTime(instant);
}

export function toInstant(time: Time): Instant {
  return Date.parse(time);
}

export function toMoney(nanoUsd: number): Money {
  const digits = String(nanoUsd).padStart(NANO_DIGITS + 1, '0');
  const fraction = digits.slice(-NANO_DIGITS).replace(/0+$/, '');
  return `${digits.slice(0, -NANO_DIGITS)}${fraction === '' ? '' : `.${fraction}`}`;
}

export function parseMoney(money: Money): number {
  const [whole = '0', fraction = ''] = money.split('.');
  return Number(whole) * 10 ** NANO_DIGITS + Number(fraction.padEnd(NANO_DIGITS, '0'));
}

export const BudgetView = z
  .strictObject({ tokens: z.int().positive().max(1_000_000_000_000).optional(), usd: Money.optional() })
  .meta({ id: 'Budget' });
export type BudgetView = z.infer<typeof BudgetView>;

export function toBudgetView({ tokens, costNanoUsd }: Budget): BudgetView {
  return { tokens, usd: costNanoUsd === undefined ? undefined : toMoney(costNanoUsd) };
}

export function toBudget({ tokens, usd }: BudgetView): Budget {
  return { ...(tokens !== undefined && { tokens }), ...(usd !== undefined && { costNanoUsd: parseMoney(usd) }) };
}

export const UsageView = z
  .object({
    inputTokens: z.int().nonnegative(),
    outputTokens: z.int().nonnegative(),
    usd: Money,
    estimated: z.boolean().optional(),
  })
  .meta({ id: 'Usage' });
export type UsageView = z.infer<typeof UsageView>;

export function toUsageView({ inputTokens, outputTokens, costNanoUsd, estimated }: Usage): UsageView {
  return { inputTokens, outputTokens, usd: toMoney(costNanoUsd), estimated };
}
