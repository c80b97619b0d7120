/** The same trees of work over a real store and a real clock: workers die and are replaced, and in the end every figure has to fit. */
import {
  addAmounts,
  type Amount,
  applyRunEvent,
  type Budget,
  type BudgetRule,
  isFinished,
  type Json,
  LOCAL_OWNER,
  NOTHING,
  type RunState,
  type RunSummary,
  toAmount,
  type Usage,
  WorkerId,
} from '@tutti/protocol';
import { createEngine, type Engine } from '../../create-engine.ts';
import { newId } from '../../entry-points/new-id.ts';
import { systemClock } from '../../ports/clock.ts';
import { systemRandom } from '../../ports/random.ts';
import type { Store } from '../../ports/store.ts';
import type { Program } from '../../run/program.ts';
import { readEvents } from '../../run/read-run.ts';
import { createToolbox } from '../../tools/toolbox.ts';
import { SimRandom } from '../sim-random.ts';
import { Market } from './market.ts';
import { agentIds, createMoneyProgram, drawMoneyTree, MONEY_PROGRAM, sumCost } from './money-tree.ts';

export interface RealMoneyOptions {
  readonly seed: number;
  readonly trees: number;
  /** Processes, each with a store of its own. */
  readonly seats: number;
  readonly enginesPerSeat: number;
  readonly kills: number;
  /** Opens it anew for whoever takes the place of one that died. */
  openStore(): Promise<Store>;
}

export interface RealMoneyReport {
  readonly violations: readonly string[];
  readonly runs: number;
  readonly failed: number;
  readonly kills: number;
  readonly calls: number;
  /** Of the tenant's limit. */
  readonly utilisation: number;
}

interface Seat {
  readonly store: Store;
  readonly engines: readonly Engine[];
}

const LOOK_MS = 50;
const LATENCY_MS = 60;
const PAGE = 100;

export async function spendForReal(options: RealMoneyOptions): Promise<RealMoneyReport> {
  const { seed, trees, seats: size, kills } = options;
  const random = new SimRandom(seed);
  const market = new Market({ seed, latencyMs: LATENCY_MS, failRate: 0.05 });
  const seats: Seat[] = [];
  for (let seat = 0; seat < size; seat++) seats.push(await openSeat(options, market));
  const drawn = Array.from({ length: trees }, () => drawMoneyTree(random, random.between(3, 12)));
  const wanted = drawn.reduce((sum, tree) => sum + sumCost(tree), 0);
  const { store, engines } = seats[0] ?? (await openSeat(options, market));
  for (const rule of toRules(wanted)) await store.setBudget(LOCAL_OWNER.tenant, rule);
  for (const part of drawn)
    await engines[0]?.submit(LOCAL_OWNER, {
      program: MONEY_PROGRAM,
      title: 'root',
      input: { part } as unknown as Json,
    });
  const violations: string[] = [];
  for (let count = 0, looks = 1; ; looks++) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    const [first] = seats;
    if (!first) break;
    violations.push(...(await checkBudgets(first.store)));
    if (await isOver(first.store)) break;
    if (count >= kills || looks % 10 !== 0) continue;
    const index = count++ % size;
    seats[index] = await replace(seats[index], () => openSeat(options, market));
  }
  const report = await toReport(seats[0]?.store ?? store, { violations, kills, calls: market.sent });
  for (const seat of seats) await close(seat);
  return report;
}

async function openSeat({ openStore, enginesPerSeat }: RealMoneyOptions, market: Market): Promise<Seat> {
  const store = await openStore();
  const engines = Array.from({ length: enginesPerSeat }, () => {
    const models = market.open({ isAlive: true, clock: systemClock });
    const engine = createEngine({
      store,
      worker: WorkerId.parse(newId({ clock: systemClock, random: systemRandom }, 'wrk')),
      programs: [createMoneyProgram({ models, tools: createToolbox([]), library: store }) as unknown as Program],
      build: 'test',
    });
    engine.start();
    return engine;
  });
  return { store, engines };
}

/** As a crash: nothing is settled, nothing is given back. */
async function replace(seat: Seat | undefined, open: () => Promise<Seat>): Promise<Seat> {
  if (seat) await close(seat);
  return open();
}

async function close({ store, engines }: Seat): Promise<void> {
  for (const engine of engines) engine.drop();
  await store[Symbol.asyncDispose]();
}

function toRules(wanted: number): BudgetRule[] {
  const rule = (account: BudgetRule['account'], share: number): BudgetRule => ({
    account,
    period: 'total',
    limit: { costNanoUsd: Math.round(wanted * share) },
    warnAt: [0.8],
    ladder: ['cheaper', 'fewer_tokens', 'stop'],
  });
  return [rule('tenant', 0.4), ...agentIds().map((id) => rule(`agent:${id}`, 0.15))];
}

async function checkBudgets(store: Store): Promise<string[]> {
  const budgets = await store.listBudgets(LOCAL_OWNER.tenant);
  return budgets.flatMap(({ rule, spent, reserved }) =>
    fits(rule.limit, addAmounts(spent, reserved)) ? [] : [`${rule.account} is overdrawn`],
  );
}

async function isOver(store: Store): Promise<boolean> {
  const { runs } = await store.listRuns(LOCAL_OWNER.tenant, { status: ['queued', 'running', 'waiting'], limit: 1 });
  return runs.length === 0;
}

async function toReport(
  store: Store,
  { violations, ...counts }: Pick<RealMoneyReport, 'violations' | 'kills' | 'calls'>,
): Promise<RealMoneyReport> {
  const runs = await listAll(store);
  const checked = await Promise.all(runs.map((run) => checkRun(store, run)));
  const budgets = await store.listBudgets(LOCAL_OWNER.tenant);
  const tenant = budgets.find(({ rule }) => rule.account === 'tenant');
  const all = checked.map(({ used }) => used).reduce(addAmounts, NOTHING);
  const { total } = await store.sumSpendings(LOCAL_OWNER.tenant, { by: 'model', limit: PAGE });
  const sums: Record<string, Amount> = {
    'the budget of the tenant': tenant?.spent ?? NOTHING,
    'the sum of all spendings': { tokens: total.inputTokens + total.outputTokens, costNanoUsd: total.costNanoUsd },
  };
  const wrong = Object.entries(sums).flatMap(([what, sum]) =>
    isSame(sum, all) ? [] : [`${what} is not what the runs have used`],
  );
  const held = budgets
    .filter(({ reserved }) => !isSame(reserved, NOTHING))
    .map(({ rule }) => `${rule.account} holds something`);
  return {
    ...counts,
    violations: [...violations, ...checked.flatMap((run) => run.violations), ...wrong, ...held],
    runs: runs.length,
    failed: runs.filter(({ status }) => status === 'failed').length,
    utilisation: (tenant?.spent.costNanoUsd ?? 0) / (tenant?.rule.limit.costNanoUsd ?? 1),
  };
}

async function listAll(store: Store): Promise<RunSummary[]> {
  const found: RunSummary[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.listRuns(LOCAL_OWNER.tenant, { limit: PAGE, ...(cursor !== undefined && { cursor }) });
    found.push(...page.runs);
    cursor = page.next;
  } while (cursor !== undefined);
  return found;
}

/** What its events come to is what its summary, its spendings and its settlements say. */
async function checkRun(store: Store, summary: RunSummary): Promise<{ used: Amount; violations: string[] }> {
  const { tenant, run } = summary;
  const events = await Array.fromAsync(readEvents(store, { tenant, run }));
  const state = events.reduce<RunState | undefined>(applyRunEvent, undefined);
  const used = state ? toAmount(state.usage) : NOTHING;
  const settled = events.flatMap((event) => (event.type === 'budget.settled' ? [event.amount] : []));
  const spendings = await store.listSpendings(tenant, run);
  const told = [sum(spendings.map(({ usage }) => usage)), toAmount(summary.usage), settled.reduce(addAmounts, NOTHING)];
  const violations = told.every((each) => isSame(each, used)) ? [] : [`the figures of ${run} differ`];
  if (!isFinished(summary.status)) violations.push(`${run} has not ended`);
  return { used, violations };
}

function sum(usages: readonly Usage[]): Amount {
  return usages.map(toAmount).reduce(addAmounts, NOTHING);
}

function isSame(one: Amount, other: Amount): boolean {
  return one.tokens === other.tokens && one.costNanoUsd === other.costNanoUsd;
}

function fits({ tokens = Infinity, costNanoUsd = Infinity }: Budget, used: Amount): boolean {
  return used.tokens <= tokens && used.costNanoUsd <= costNanoUsd;
}
