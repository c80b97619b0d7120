/** Random trees of work, many at once, under limits of every level and period that they would pass if they could. */
import {
  type AccountRef,
  type BudgetRule,
  DEFAULT_LADDER,
  type LadderStep,
  LOCAL_OWNER,
  type Principal,
  type RunId,
  type TaskId,
} from '@tutti/protocol';
import type { SimRandom } from '../sim-random.ts';
import type { Book } from './auditor.ts';
import { checkMoney } from './check-money.ts';
import { MoneyStage, toUserAccount } from './money-stage.ts';
import { agentIds, drawMoneyTree, hasBudget, isExpected, type MoneyPart, sumCost } from './money-tree.ts';

export interface MoneySimulationOptions {
  readonly seed: number;
  readonly trees: number;
  readonly atOnce: number;
  readonly workers: number;
}

export interface Utilisation {
  readonly level: string;
  readonly exhausted: number;
  /** Of the limits of those that wanted more. */
  readonly share: number;
}

export interface MoneyReport {
  /** What went against a rule; empty when all is well. */
  readonly violations: readonly string[];
  readonly runs: number;
  readonly retried: number;
  readonly kills: number;
  readonly calls: number;
  readonly granted: number;
  readonly refused: number;
  /** Of all decisions: refused, though what was asked fitted beside all that is truly needed. */
  readonly wrong: number;
  /** Of all decisions: refused, though what it would have used fitted, which nobody could know. */
  readonly careful: number;
  readonly mostOpen: number;
  readonly utilisation: readonly Utilisation[];
  /** Of all limits together that somebody wanted more of. */
  readonly used: number;
}

/** A little before an hour, a day and a month end. */
const STARTS_AT = Date.UTC(2026, 0, 31, 23, 59);
const LADDERS: readonly LadderStep[][] = [['fewer_tokens', 'stop'], ['stop'], ['cheaper', 'stop']];
const USERS = 8;

export async function simulateMoney(options: MoneySimulationOptions): Promise<MoneyReport> {
  const { seed, trees, atOnce, workers } = options;
  const stage = new MoneyStage({ seed, workers, killRate: 0.001, failRate: 0.12, startsAt: STARTS_AT });
  const drawn = Array.from({ length: trees }, () => drawMoneyTree(stage.random, stage.random.between(3, 16)));
  const users = Array.from({ length: USERS }, () => stage.newUser());
  await setLimits(
    stage,
    users,
    drawn.reduce((sum, tree) => sum + sumCost(tree), 0),
  );
  const crowd = new Crowd(stage, users, drawn);
  await stage.play(() => crowd.keep(atOnce));
  return toReport(stage, crowd);
}

/** Together they want more than they may: of the tenant, of some users and agents, before an hour ends and after it. */
async function setLimits(stage: MoneyStage, users: readonly Principal[], wanted: number): Promise<void> {
  const set = (account: BudgetRule['account'], period: BudgetRule['period'], share: number) =>
    stage.limit({
      account,
      period,
      limit: { costNanoUsd: Math.round(wanted * share) },
      warnAt: [0.5, 0.9],
      ladder: ['cheaper', 'fewer_tokens', 'stop'],
    });
  await set('tenant', 'hour', 0.3);
  await set('tenant', 'month', 0.45);
  for (const [index, user] of users.entries())
    await set(toUserAccount(user), index % 2 === 0 ? 'day' : 'total', 0.6 / USERS);
  for (const agent of agentIds()) await set(`agent:${agent}`, 'hour', 0.3 / agentIds().length);
}

/** So many runs are under way, until all have ended. */
class Crowd {
  retried = 0;
  readonly #stage: MoneyStage;
  readonly #users: readonly Principal[];
  readonly #waiting: MoneyPart[];
  #open: RunId[] = [];
  readonly #random: SimRandom;

  constructor(stage: MoneyStage, users: readonly Principal[], trees: readonly MoneyPart[]) {
    this.#stage = stage;
    this.#users = users;
    this.#waiting = [...trees];
    this.#random = stage.random.fork();
  }

  /** True when none is left. */
  keep(atOnce: number): boolean {
    this.#stage.resumeQuarantined();
    const ended = this.#open.filter((run) => this.#stage.isEnded(run));
    this.#open = this.#open.filter((run) => !ended.includes(run));
    for (const run of ended) this.#retry(run);
    while (this.#open.length < atOnce && this.#waiting.length > 0) this.#begin(this.#waiting.shift());
    return this.#open.length === 0;
  }

  #begin(part: MoneyPart | undefined): void {
    if (!part) return;
    const user = this.#users[this.#random.below(this.#users.length)] ?? LOCAL_OWNER;
    const isLimited = this.#random.chance(0.4) || hasBudget(part);
    // Who says that nothing smaller is to be tried leaves something over, so these have no limit of their own.
    const ladder = !isLimited && this.#random.chance(0.3) ? LADDERS[this.#random.below(LADDERS.length)] : undefined;
    const limit = Math.round(sumCost(part) * (0.4 + this.#random.next()));
    const byTask = isLimited && this.#random.chance(0.4);
    const input = { part, ...(ladder && { ladder }) };
    const task = this.#stage.newTask();
    if (byTask) this.#limitTask(task, limit);
    const budget = isLimited && !byTask ? { costNanoUsd: limit } : undefined;
    this.#open.push(this.#stage.submit(user, input, { task, budget }));
  }

  /** Asked of the store before the run is, so it counts from its first call on. */
  #limitTask(task: TaskId, costNanoUsd: number): void {
    const account: AccountRef = `task:${task}`;
    const rule: BudgetRule = {
      account,
      period: 'total',
      limit: { costNanoUsd },
      warnAt: [],
      ladder: [...DEFAULT_LADDER],
    };
    this.#stage.limit(rule).catch((error: unknown) => this.#stage.problems.push(error));
  }

  /** What failed is tried once more, as people do. */
  #retry(run: RunId): void {
    const row = this.#stage.memory.data.findRow(LOCAL_OWNER.tenant, run);
    if (row?.summary.status !== 'failed' || row.summary.retryOf || !this.#random.chance(0.15)) return;
    this.retried++;
    this.#open.push(this.#stage.retry(run));
  }
}

function toReport(stage: MoneyStage, { retried }: Crowd): MoneyReport {
  const { auditor, market, kills, memory, problems } = stage;
  const { granted, mostOpen } = auditor.verdicts;
  const { final, wrong, careful } = auditor.refusals;
  const { exhausted } = auditor;
  const levels = [...new Set([...exhausted].map(({ level }) => level))].toSorted();
  const unexpected = problems.filter((problem) => !isExpected(problem)).map(String);
  const stuck = [...memory.data.runs.values()]
    .filter(({ place }) => place.kind !== 'ended')
    .map(({ run }) => `${run} has not ended`);
  return {
    violations: [...auditor.violations, ...checkMoney(memory.data), ...unexpected, ...stuck],
    runs: memory.data.runs.size,
    retried,
    kills,
    calls: market.sent,
    granted,
    refused: final,
    wrong: wrong / (granted + final),
    careful: careful / (granted + final),
    mostOpen,
    used: toUtilisation('all', [...exhausted]).share,
    utilisation: levels.map((level) =>
      toUtilisation(
        level,
        [...exhausted].filter((book) => book.level === level),
      ),
    ),
  };
}

function toUtilisation(level: string, books: readonly Book[]): Utilisation {
  const sumOf = (read: (book: Book) => number) => books.reduce((sum, book) => sum + read(book), 0);
  const limit = sumOf((book) => book.limit.costNanoUsd ?? 0);
  return { level, exhausted: books.length, share: sumOf(({ spent }) => spent.costNanoUsd) / limit };
}
