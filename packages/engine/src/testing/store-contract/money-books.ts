/** What a test itself keeps of all that a store has granted and settled, and holds against what the store says. */
import { type Amount, type BudgetRule, type Instant, NOTHING } from '@tutti/protocol';
import { expect } from 'vitest';
import { startOfPeriod } from '../../budget/budget-period.ts';
import { plus } from '../../budget/decide-reservation.ts';
import type { BudgetState } from '../../ports/accounts.ts';
import { accountsOf, type PlannedRun } from './money-plan.ts';

export interface Entry {
  readonly run: number;
  readonly id: string;
  readonly amount: Amount;
  readonly reservedAt: Instant;
}

interface Settled extends Entry {
  readonly used: Amount;
  readonly settledAt: Instant;
}

interface KnownRule {
  readonly rule: BudgetRule;
  readonly setAt: Instant;
  /** What was used already when it was set: so much may be above the limit, in that period. */
  readonly before: Amount;
  /** What was settled until then counts by the time at which it was. */
  readonly settledBefore: ReadonlySet<Settled>;
}

export class MoneyBooks {
  readonly held: Entry[] = [];
  readonly #runs: readonly PlannedRun[];
  readonly #settled: Settled[] = [];
  readonly #rules = new Map<string, KnownRule>();

  constructor(runs: readonly PlannedRun[]) {
    this.#runs = runs;
  }

  grant(entry: Entry): void {
    this.held.push(entry);
  }

  settle(entry: Entry, { used, settledAt }: { used: Amount; settledAt: Instant }): void {
    this.held.splice(this.held.indexOf(entry), 1);
    this.#settled.push({ ...entry, used, settledAt });
  }

  /** Called while nothing else happens. */
  learn(rule: BudgetRule, setAt: Instant): void {
    const key = toKey(rule);
    const settledBefore = this.#rules.get(key)?.settledBefore ?? new Set(this.#settled);
    const { spent, reserved } = this.#count({ rule, setAt, before: NOTHING, settledBefore }, setAt);
    this.#rules.set(key, { rule, setAt, before: plus(spent, reserved), settledBefore });
  }

  /** Nothing is lost, nothing is counted twice, and nothing is above its limit. */
  checkBudgets(states: readonly BudgetState[], now: Instant): void {
    expect(states.map(({ rule }) => toKey(rule)).toSorted()).toEqual([...this.#rules.keys()].toSorted());
    for (const state of states) {
      const known = this.#rules.get(toKey(state.rule));
      if (!known) continue;
      const { spent, reserved } = this.#count(known, now);
      expect({ ...state, rule: toKey(state.rule) }).toMatchObject({ rule: toKey(known.rule), spent, reserved });
      const isFirstPeriod = startOfPeriod(known.rule.period, now) === startOfPeriod(known.rule.period, known.setAt);
      assertWithin(plus(spent, reserved), known.rule.limit, isFirstPeriod ? known.before : NOTHING);
    }
  }

  /** Of the run and all below it. */
  countRun(index: number): { spent: Amount; reserved: Amount } {
    const isBelow = ({ run }: Entry) => this.#listAbove(run).includes(index);
    return {
      reserved: sum(this.held.filter(isBelow).map(({ amount }) => amount)),
      spent: sum(this.#settled.filter(isBelow).map(({ used }) => used)),
    };
  }

  #count({ rule, settledBefore }: KnownRule, now: Instant): { spent: Amount; reserved: Amount } {
    const start = startOfPeriod(rule.period, now);
    const isOf = ({ run }: Entry) => accountsOf(this.#getRun(run)).includes(rule.account);
    const atOf = (entry: Settled) => (settledBefore.has(entry) ? entry.settledAt : entry.reservedAt);
    return {
      reserved: sum(this.held.filter((entry) => isOf(entry) && entry.reservedAt >= start).map(({ amount }) => amount)),
      spent: sum(this.#settled.filter((entry) => isOf(entry) && atOf(entry) >= start).map(({ used }) => used)),
    };
  }

  #listAbove(index: number): readonly number[] {
    const { parent } = this.#getRun(index);
    return parent === undefined ? [index] : [index, ...this.#listAbove(parent)];
  }

  #getRun(index: number): PlannedRun {
    const run = this.#runs[index];
    if (!run) throw new Error(`there is no run ${index}`);
    return run;
  }
}

export function assertWithin(
  used: Amount,
  { tokens = Infinity, costNanoUsd = Infinity }: { tokens?: number | undefined; costNanoUsd?: number | undefined },
  before: Amount = NOTHING,
): void {
  expect(used.tokens).toBeLessThanOrEqual(Math.max(tokens, before.tokens));
  expect(used.costNanoUsd).toBeLessThanOrEqual(Math.max(costNanoUsd, before.costNanoUsd));
}

function sum(amounts: readonly Amount[]): Amount {
  return amounts.reduce(plus, NOTHING);
}

function toKey({ account, period }: BudgetRule): string {
  return `${account} ${period}`;
}
