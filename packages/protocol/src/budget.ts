/** Money is counted in whole billionths of a US dollar, so that sums are exact. */
import * as z from 'zod';

export const Amount = z.object({ tokens: z.int().nonnegative(), costNanoUsd: z.int().nonnegative() });
export type Amount = z.infer<typeof Amount>;

export const NOTHING: Amount = { tokens: 0, costNanoUsd: 0 };

/** An absent limit is no limit. */
export const Budget = z.object({
  tokens: z.int().nonnegative().optional(),
  costNanoUsd: z.int().nonnegative().optional(),
});
export type Budget = z.infer<typeof Budget>;

/** What a call really used. Usage that a provider does not tell is estimated, and says so. */
export const Usage = z.object({
  inputTokens: z.int().nonnegative(),
  outputTokens: z.int().nonnegative(),
  /** Parts of the input tokens that the provider had kept, or keeps now. */
  cacheReadTokens: z.int().nonnegative().optional(),
  cacheWriteTokens: z.int().nonnegative().optional(),
  /** The part of the output tokens that is not shown. */
  reasoningTokens: z.int().nonnegative().optional(),
  costNanoUsd: z.int().nonnegative(),
  estimated: z.boolean().optional(),
});
export type Usage = z.infer<typeof Usage>;

/** What is tried when a budget does not allow a call, in this order; the last word is to stop with what there is. */
export const LadderStep = z.enum(['cheaper', 'fewer_tokens', 'ask', 'stop']);
export type LadderStep = z.infer<typeof LadderStep>;
export const DEFAULT_LADDER: readonly LadderStep[] = ['cheaper', 'fewer_tokens', 'stop'];

/** Begins anew with each hour, day or month (UTC); `total` never does. */
export const BudgetPeriod = z.enum(['hour', 'day', 'month', 'total']);
export type BudgetPeriod = z.infer<typeof BudgetPeriod>;

/** What a limit may be set on beside a run: the tenant, one of its users, an agent, a task. */
export const AccountRef = z
  .string()
  .max(120)
  .regex(/^(tenant|user:usr_[0-9a-z]{36}|agent:[a-z0-9]+(-[a-z0-9]+)*|task:tsk_[0-9a-z]{36})$/);
export type AccountRef = z.infer<typeof AccountRef>;

export const BudgetRule = z.object({
  account: AccountRef,
  period: BudgetPeriod,
  limit: Budget,
  /** Whoever is responsible is told when so much of it is spent or reserved: shares of the limit. */
  warnAt: z.array(z.number().positive().max(1)).max(10).default([0.8]),
  ladder: z
    .array(LadderStep)
    .max(4)
    .default([...DEFAULT_LADDER]),
});
export type BudgetRule = z.infer<typeof BudgetRule>;

/** Which limit did not allow a call. The account of a run is named by the run's id, and has no period. */
export const BudgetRefusal = z.object({
  account: z.string(),
  period: BudgetPeriod.optional(),
  asked: Amount,
  left: Budget,
  /** What is tried instead; absent: nobody has said it for this account. */
  ladder: z.array(LadderStep).max(4).optional(),
});
export type BudgetRefusal = z.infer<typeof BudgetRefusal>;

export function addAmounts(one: Amount, other: Amount): Amount {
  return { tokens: one.tokens + other.tokens, costNanoUsd: one.costNanoUsd + other.costNanoUsd };
}

export function toAmount(usage: Usage): Amount {
  return { tokens: usage.inputTokens + usage.outputTokens, costNanoUsd: usage.costNanoUsd };
}
