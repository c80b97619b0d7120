/** What was spent, and what may be. */
import * as z from 'zod';
import { AccountRef, type Amount, type Budget, BudgetPeriod, type BudgetRule, LadderStep } from '../budget.ts';
import type { Instant } from '../ids.ts';
import { Money, MoneySum, Time, toMoney, toOptionalTime } from './values.ts';

export const CostsBy = z.enum(['day', 'agent', 'model', 'provider', 'task', 'user', 'run']);
export type CostsBy = z.infer<typeof CostsBy>;

const sums = {
  calls: z.int().nonnegative(),
  inputTokens: z.int().nonnegative(),
  outputTokens: z.int().nonnegative(),
  usd: MoneySum,
  /** Of the calls: at no price, by a free tier. */
  freeCalls: z.int().nonnegative(),
  /** Of the calls: on machines of the owner's. */
  localCalls: z.int().nonnegative(),
  /** Of the calls: answered by the rehearsal model; these count as neither free nor local. */
  rehearsedCalls: z.int().nonnegative(),
  /** Of the calls: tokens or price had to be estimated. */
  estimatedCalls: z.int().nonnegative(),
  /** The part of `usd` that is the worst case of calls whose end nobody knows. */
  inDoubtUsd: MoneySum,
  /** What the same tokens had cost at the dearest model of each agent's policy. */
  insteadOfUsd: MoneySum,
  /** `insteadOfUsd` less `usd`, call by call: nothing of calls in doubt, nor where that is below zero. */
  savedUsd: MoneySum,
};

export const CostsView = z
  .object({
    by: CostsBy,
    from: Time.optional(),
    to: Time.optional(),
    /** By day the newest first, else the dearest first. */
    rows: z.array(
      z.object({
        /** The day (UTC), or the id of what it is by; null for calls that had none. */
        of: z.string().nullable(),
        ...sums,
      }),
    ),
    /** Of everything within the time, also of what `rows` has no room for. */
    total: z.object(sums),
  })
  .meta({ id: 'Costs' });
export type CostsView = z.infer<typeof CostsView>;

const AmountView = z.object({ tokens: z.int().nonnegative(), usd: MoneySum });
/** A limit, or what is left of it; what is not limited is absent. */
const LeftView = z.object({ tokens: z.int().nonnegative().optional(), usd: Money.optional() });

export const BudgetRuleView = z
  .object({
    account: AccountRef,
    period: BudgetPeriod,
    limit: LeftView,
    warnAt: z.array(z.number()),
    ladder: z.array(LadderStep),
    /** Of the period that is running. */
    spent: AmountView,
    /** For calls that are under way. */
    reserved: AmountView,
    left: LeftView,
    /** By how much people raised the limit for the running period, call by call. */
    raised: AmountView.optional(),
    /** Of the limit that is used up furthest: spent and reserved; 1 is all of it. */
    share: z.number().nonnegative(),
    startsAt: Time.optional(),
    /** When it begins anew. */
    endsAt: Time.optional(),
  })
  .meta({ id: 'BudgetRule' });
export type BudgetRuleView = z.infer<typeof BudgetRuleView>;

const LimitBody = z
  .strictObject({
    tokens: z.int().nonnegative().max(1_000_000_000_000).optional(),
    usd: Money.optional(),
  })
  .refine(({ tokens, usd }) => tokens !== undefined || usd !== undefined, 'a limit is in tokens, in usd, or in both');

export const BudgetRuleBody = z
  .strictObject({
    limit: LimitBody,
    warnAt: z.array(z.number().positive().max(1)).max(10).default([0.8]),
    /** What is tried, in this order, when it does not allow a call; absent: a cheaper model, fewer tokens, stop. */
    ladder: z.array(LadderStep).max(4).optional(),
  })
  .meta({ id: 'NewBudgetRule' });
export type BudgetRuleBody = z.input<typeof BudgetRuleBody>;

/** A rule with what its period has seen so far. */
export interface BudgetUse {
  readonly rule: BudgetRule;
  readonly spent: Amount;
  readonly reserved: Amount;
  readonly raised: Amount;
  readonly left: Budget;
  readonly startsAt?: Instant;
  readonly endsAt?: Instant;
}

export function toBudgetRuleView(use: BudgetUse): BudgetRuleView {
  const { rule, spent, reserved, raised, left, startsAt, endsAt } = use;
  const { account, period, limit, warnAt, ladder } = rule;
  return {
    account,
    period,
    limit: toLeftView(limit),
    warnAt,
    ladder,
    spent: toAmountView(spent),
    reserved: toAmountView(reserved),
    left: toLeftView(left),
    ...((raised.tokens > 0 || raised.costNanoUsd > 0) && { raised: toAmountView(raised) }),
    share: toShare(use),
    startsAt: toOptionalTime(startsAt),
    endsAt: toOptionalTime(endsAt),
  };
}

export function toAmountView({ tokens, costNanoUsd }: Amount): z.infer<typeof AmountView> {
  return { tokens, usd: toMoney(costNanoUsd) };
}

function toLeftView({ tokens, costNanoUsd }: Budget): z.infer<typeof LeftView> {
  return { tokens, usd: costNanoUsd === undefined ? undefined : toMoney(Math.max(0, costNanoUsd)) };
}

function toShare({ rule: { limit }, raised, spent, reserved }: BudgetUse): number {
  const shareOf = (what: 'tokens' | 'costNanoUsd') => {
    const most = limit[what];
    if (most === undefined) return 0;
    // Of nothing everything is used up.
    return most + raised[what] === 0 ? 1 : (spent[what] + reserved[what]) / (most + raised[what]);
  };
  return Math.max(shareOf('tokens'), shareOf('costNanoUsd'));
}
