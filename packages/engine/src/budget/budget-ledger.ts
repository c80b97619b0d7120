/**
 * What a store keeps of each budget, and what becomes of it. A ledger counts one period: with the first look in the next one it begins
 * anew, and what was set aside before belongs to a period that nobody asks about any more.
 */
import type { AccountRef, Amount, Budget, BudgetPeriod, BudgetRule, Instant, LadderStep } from '@tutti/protocol';
import type { BudgetState, BudgetWarning, ReservationVerdict } from '../ports/accounts.ts';
import { endOfPeriod, startOfPeriod } from './budget-period.ts';
import { decideReservation, type Limited, plus, toLeft } from './decide-reservation.ts';

export interface BudgetLedger {
  readonly account: AccountRef;
  readonly period: BudgetPeriod;
  limit: Budget;
  warnAt: readonly number[];
  ladder: readonly LadderStep[];
  /** Of the period that it counts. */
  startsAt: Instant;
  raised: Amount;
  reserved: Amount;
  spent: Amount;
  /** The largest share that was told in this period. */
  warned: number;
}

/** A reservation, as far as ledgers are concerned. */
export interface Charge {
  readonly at: Instant;
  readonly amount: Amount;
}

const NOTHING: Amount = { tokens: 0, costNanoUsd: 0 };
const PERIODS: readonly BudgetPeriod[] = ['hour', 'day', 'month', 'total'];

export function openLedger(
  rule: BudgetRule,
  now: Instant,
  { spent, reserved }: Pick<BudgetLedger, 'spent' | 'reserved'>,
): BudgetLedger {
  const { account, period, limit, warnAt, ladder } = rule;
  const startsAt = startOfPeriod(period, now);
  return { account, period, limit, warnAt, ladder, startsAt, raised: NOTHING, reserved, spent, warned: 0 };
}

/**
 * Brings all of them to the same moment, and says which: clocks that disagree at midnight, or are set back, must not open
 * a period again that somebody has closed.
 */
export function turnLedgers(ledgers: readonly BudgetLedger[], now: Instant): Instant {
  const at = Math.max(now, ...ledgers.map(({ startsAt }) => startsAt));
  for (const ledger of ledgers) {
    const startsAt = startOfPeriod(ledger.period, at);
    if (startsAt <= ledger.startsAt) continue;
    Object.assign(ledger, { startsAt, raised: NOTHING, reserved: NOTHING, spent: NOTHING, warned: 0 });
  }
  return at;
}

/** In the order in which the accounts were named, and the shortest period first. */
export function sortLedgers(ledgers: readonly BudgetLedger[], accounts: readonly AccountRef[]): BudgetLedger[] {
  return ledgers
    .filter(({ account }) => accounts.includes(account))
    .toSorted(
      (one, other) =>
        accounts.indexOf(one.account) - accounts.indexOf(other.account) ||
        PERIODS.indexOf(one.period) - PERIODS.indexOf(other.period),
    );
}

/** Decides on the accounts of the run and the ledgers, and charges the ledgers where it is granted. */
export function reserveOn(
  chain: readonly Limited[],
  ledgers: readonly BudgetLedger[],
  amount: Amount,
): ReservationVerdict {
  const verdict = decideReservation([...chain, ...ledgers.map(toLimited)], amount);
  if (verdict.status !== 'granted') return verdict;
  for (const ledger of ledgers) ledger.reserved = plus(ledger.reserved, amount);
  const warnings = ledgers.flatMap(warn);
  return warnings.length > 0 ? { ...verdict, warnings } : verdict;
}

/** Nothing where the reservation was made in an earlier period. */
export function settleOn(ledger: BudgetLedger, { at, amount }: Charge, used: Amount): void {
  if (at < ledger.startsAt) return;
  const { tokens, costNanoUsd } = ledger.reserved;
  ledger.reserved = { tokens: tokens - amount.tokens, costNanoUsd: costNanoUsd - amount.costNanoUsd };
  ledger.spent = plus(ledger.spent, used);
}

/** What was raised by hand stays while the limit itself does; a new limit is meant as it is said. */
export function changeRule(ledger: BudgetLedger, { limit, warnAt, ladder }: BudgetRule): void {
  const isSame = ledger.limit.tokens === limit.tokens && ledger.limit.costNanoUsd === limit.costNanoUsd;
  change(ledger, { limit, warnAt, ladder, ...(!isSame && { raised: NOTHING }) });
}

export function raiseLedger(ledger: BudgetLedger, by: Amount): void {
  change(ledger, { raised: plus(ledger.raised, by) });
}

export function toBudgetState(ledger: BudgetLedger): BudgetState {
  const { account, period, limit, warnAt, ladder, raised, reserved, spent, startsAt } = ledger;
  const endsAt = endOfPeriod(period, startsAt);
  return {
    rule: { account, period, limit, warnAt: [...warnAt], ladder: [...ladder] },
    raised,
    reserved,
    spent,
    left: toLeft(toLimit(ledger), plus(spent, reserved)),
    ...(endsAt !== undefined && { startsAt, endsAt }),
  };
}

/** By account, then the shortest period first. */
export function toBudgetStates(ledgers: readonly BudgetLedger[]): BudgetState[] {
  const accounts = [...new Set(ledgers.map(({ account }) => account))].toSorted();
  return sortLedgers(ledgers, accounts).map(toBudgetState);
}

function toLimited(ledger: BudgetLedger): Limited {
  const { account, period, ladder, reserved, spent } = ledger;
  return { account, period, ladder, limit: toLimit(ledger), reserved, spent };
}

function toLimit({ limit: { tokens, costNanoUsd }, raised }: BudgetLedger): Budget {
  return {
    ...(tokens !== undefined && { tokens: tokens + raised.tokens }),
    ...(costNanoUsd !== undefined && { costNanoUsd: costNanoUsd + raised.costNanoUsd }),
  };
}

/** Of another limit a share that is no longer reached is told again. */
function change(ledger: BudgetLedger, to: Partial<BudgetLedger>): void {
  const before = toLimit(ledger);
  Object.assign(ledger, to);
  const after = toLimit(ledger);
  if (before.tokens === after.tokens && before.costNanoUsd === after.costNanoUsd) return;
  ledger.warned = Math.min(ledger.warned, toShare(ledger));
}

function warn(ledger: BudgetLedger): BudgetWarning[] {
  const { account, period, warnAt, warned } = ledger;
  const share = toShare(ledger);
  const passed = warnAt.filter((each) => each > warned && each <= share).toSorted((one, other) => one - other);
  ledger.warned = passed.at(-1) ?? warned;
  return passed.map((each) => ({ account, period, share: each }));
}

/** Of the limit that is used up furthest. Of nothing everything is used up. */
function toShare(ledger: BudgetLedger): number {
  const limit = toLimit(ledger);
  const used = plus(ledger.spent, ledger.reserved);
  const shareOf = (part: number, whole: number | undefined) =>
    whole === undefined ? 0 : whole === 0 ? 1 : part / whole;
  return Math.max(shareOf(used.tokens, limit.tokens), shareOf(used.costNanoUsd, limit.costNanoUsd));
}
