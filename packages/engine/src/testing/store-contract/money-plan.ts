/** Trees of runs with accounts above them, and what happens to their money, drawn at random. */
import { type AccountRef, AgentId, BudgetPeriod, type BudgetRule, type TaskId, type UserId } from '@tutti/protocol';
import fc from 'fast-check';
import { nextTask, nextUser } from './test-ids.ts';

export interface PlannedRun {
  /** Which of the runs before it stands above it. */
  readonly parent: number | undefined;
  readonly tokens: number | undefined;
  readonly agent: AgentId;
  readonly user: UserId;
  readonly task: TaskId | undefined;
}

export type PlannedAction =
  | { readonly kind: 'reserve'; readonly run: number; readonly tokens: number; readonly cost: number }
  /** Settles one of those that the run holds, if it holds any. */
  | { readonly kind: 'settle'; readonly run: number; readonly pick: number; readonly share: number };

export interface PlannedRound {
  readonly waitMs: number;
  /** Set before the actions, among them, or not at all. */
  readonly rule: BudgetRule | undefined;
  readonly reopen: boolean;
  /** At once, but one after the other as far as they are of the same run. */
  readonly actions: readonly PlannedAction[];
}

export interface MoneyPlan {
  readonly runs: readonly PlannedRun[];
  readonly rules: readonly BudgetRule[];
  readonly rounds: readonly PlannedRound[];
}

const AGENTS = ['ann', 'bob'].map((name) => AgentId.parse(name));
const USERS = [nextUser(), nextUser()];
const TASKS = [nextTask(), nextTask()];
const ACCOUNTS: readonly AccountRef[] = [
  'tenant',
  ...AGENTS.map((agent) => `agent:${agent}` as const),
  ...USERS.map((user) => `user:${user}` as const),
  ...TASKS.map((task) => `task:${task}` as const),
];

const MOST_RUNS = 6;

const Rule: fc.Arbitrary<BudgetRule> = fc.record({
  account: fc.constantFrom(...ACCOUNTS),
  period: fc.constantFrom(...BudgetPeriod.options),
  limit: fc.record(
    { tokens: fc.integer({ min: 0, max: 400 }), costNanoUsd: fc.integer({ min: 0, max: 400 }) },
    { requiredKeys: ['tokens'] },
  ),
  warnAt: fc.constant([0.5, 0.8]),
  ladder: fc.constant(['stop' as const]),
});

const Run = fc.record({
  above: fc.option(fc.nat(MOST_RUNS), { nil: undefined }),
  tokens: fc.option(fc.integer({ min: 0, max: 300 }), { nil: undefined }),
  agent: fc.constantFrom(...AGENTS),
  user: fc.constantFrom(...USERS),
  task: fc.option(fc.constantFrom(...TASKS), { nil: undefined }),
});

const Action: fc.Arbitrary<PlannedAction> = fc.oneof(
  fc.record({
    kind: fc.constant('reserve' as const),
    run: fc.nat(MOST_RUNS),
    tokens: fc.integer({ min: 0, max: 90 }),
    cost: fc.integer({ min: 0, max: 60 }),
  }),
  fc.record({
    kind: fc.constant('settle' as const),
    run: fc.nat(MOST_RUNS),
    pick: fc.nat(),
    share: fc.float({ min: 0, max: 1, noNaN: true }),
  }),
);

const Round: fc.Arbitrary<PlannedRound> = fc.record({
  waitMs: fc.oneof(fc.constant(0), fc.nat(3_600_000), fc.nat(40 * 86_400_000)),
  rule: fc.option(Rule, { nil: undefined, freq: 3 }),
  reopen: fc.integer({ min: 0, max: 9 }).map((chance) => chance === 0),
  actions: fc.array(Action, { minLength: 1, maxLength: 8 }),
});

export const MoneyPlan: fc.Arbitrary<MoneyPlan> = fc
  .record({
    runs: fc.array(Run, { minLength: 1, maxLength: MOST_RUNS }),
    rules: fc.array(Rule, { maxLength: 4 }),
    rounds: fc.array(Round, { minLength: 1, maxLength: 8 }),
  })
  .map(({ runs, rules, rounds }) => ({
    rules,
    rounds,
    runs: runs.map(({ above, ...run }, index) => ({
      ...run,
      parent: above === undefined || index === 0 ? undefined : above % index,
    })),
  }));

/** The nearest first, as the engine names them. */
export function accountsOf({ task, agent, user }: PlannedRun): readonly AccountRef[] {
  return [...(task ? [`task:${task}` as const] : []), `agent:${agent}`, `user:${user}`, 'tenant'];
}
