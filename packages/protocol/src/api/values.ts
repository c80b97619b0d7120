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

/** Of what was spent, which has no limit that a person typed. */
export const MoneySum = z
  .string()
  .regex(/^\d{1,9}(\.\d{1,9})?$/)
  .meta({ id: 'MoneySum', description: 'US dollars as a decimal text, to the billionth' });
export type MoneySum = z.infer<typeof MoneySum>;

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
    /** Parts of the input tokens. */
    cacheReadTokens: z.int().nonnegative().optional(),
    cacheWriteTokens: z.int().nonnegative().optional(),
    /** The part of the output tokens that is not shown. */
    reasoningTokens: z.int().nonnegative().optional(),
    usd: MoneySum,
    estimated: z.boolean().optional(),
  })
  .meta({ id: 'Usage' });
export type UsageView = z.infer<typeof UsageView>;

export function toUsageView({ costNanoUsd, ...tokens }: Usage): UsageView {
  return { ...tokens, usd: toMoney(costNanoUsd) };
}
