/** Many workers at the last tokens of a budget: never one too many, never one too few, also when one of them dies. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { type Store, systemClock } from '@tutti/engine';
import { nextTenant, nextWorker, note, RunScript } from '@tutti/engine/testing';
import { AgentId, type Amount, type BudgetPeriod, type BudgetRule, StepPath, type TenantId } from '@tutti/protocol';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { Child } from '../sqlite/child-programs/start-child.ts';
import { LEASE_MS, QUOTA, RESERVED_TOKENS } from './child-programs/reserve-and-hold.ts';
import { openPostgresStore } from './open-postgres-store.ts';
import { startTestPostgres, type TestPostgres } from './testing/start-test-postgres.ts';

const PROGRAM = join(import.meta.dirname, 'child-programs', 'reserve-and-hold.ts');
const NONE = { tokens: 0, costNanoUsd: 0 };

let server: TestPostgres;
let schema: string;
let tenant: TenantId;
let opened: Store[] = [];
let children: Child[] = [];
beforeAll(async () => void (server = await startTestPostgres()), 60_000);
afterAll(() => server[Symbol.asyncDispose]());
beforeEach(() => {
  schema = server.nextSchema();
  tenant = nextTenant();
});
afterEach(async () => {
  await Promise.all(children.map((child) => child.kill()));
  await Promise.all(opened.map((store) => store[Symbol.asyncDispose]()));
  [opened, children] = [[], []];
  await server.empty(schema);
});

async function open(): Promise<Store> {
  const connection = { connectionString: server.connectionString, schema, connections: 4 };
  const store = await openPostgresStore({ ...connection, leaseMs: LEASE_MS, lookEveryMs: 200 });
  opened.push(store);
  return store;
}

async function drive(store: Store): Promise<RunScript> {
  const run = new RunScript({ store, tenant, clock: systemClock });
  await store.submit(run.toNewRun());
  await run.claim();
  return run;
}

const toRule = (limit: number, account: BudgetRule['account'] = 'tenant', period: BudgetPeriod = 'total') => ({
  account,
  period,
  limit: { tokens: limit },
  warnAt: [],
  ladder: [],
});
const tokens = (count: number): Amount => ({ tokens: count, costNanoUsd: 0 });

function settle(run: RunScript, reservation: string, used: number): Promise<void> {
  const usage = { inputTokens: used, outputTokens: 0, costNanoUsd: 0 };
  const call = { path: StepPath.parse('a'), agent: AgentId.parse('ann'), model: 'groq/llama' };
  return run.settle(reservation, { ...call, usage, free: false, local: false });
}

it('lets through exactly what fits of a hundred that reserve at once in two stores', async () => {
  const stores = [await open(), await open()];
  await stores[0]?.setBudget(tenant, toRule(350));
  await stores[1]?.setBudget(tenant, toRule(1_000, 'agent:ann', 'month'));
  const runs = (
    await Promise.all(stores.map((store) => Promise.all(Array.from({ length: 50 }, () => drive(store)))))
  ).flat();
  const reserve = (run: RunScript) => run.reserveOn(['agent:ann', 'tenant'], 'r', tokens(7));
  const verdicts = await Promise.all(runs.map(reserve));
  expect(verdicts.filter(({ status }) => status === 'granted')).toHaveLength(50);
  expect(verdicts.filter(({ status }) => status === 'blocked')).toHaveLength(50);

  // Each leaves a part of what it set aside to the others, until everything is used up.
  const waiting = runs.filter((_, place) => verdicts[place]?.status === 'blocked');
  await Promise.all(runs.filter((run) => !waiting.includes(run)).map((run) => settle(run, 'r', 5)));
  const again = await Promise.all(waiting.map(reserve));
  expect(again.filter(({ status }) => status === 'granted')).toHaveLength(14);
  const [, total] = (await stores[0]?.listBudgets(tenant)) ?? [];
  expect(total).toMatchObject({ reserved: tokens(98), spent: tokens(250), left: { tokens: 2 } });
});

it('lets through exactly what fits in two processes, and takes over what one of them held when it was killed', async () => {
  const store = await open();
  await store.setBudget(tenant, toRule(40 * RESERVED_TOKENS + 3));
  const args = [PROGRAM, server.connectionString, schema, tenant, '50'];
  const spawned = [0, 1].map(() => spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args]));
  children = spawned.map((each) => new Child(each));
  await Promise.all(children.map((child) => child.line('ready')));
  for (const { stdin } of spawned) stdin.write('go\n');
  const said = await Promise.all(children.map((child) => child.line('granted')));
  const counts = said.map((line) => line.split(' ').slice(1).map(Number));
  const sum = (place: number) => counts.reduce((total, each) => total + (each[place] ?? 0), 0);
  expect([sum(0), sum(1)]).toEqual([40, QUOTA.limits.requestsPerDay]);
  expect(await store.listBudgets(tenant)).toMatchObject([{ reserved: tokens(40 * RESERVED_TOKENS) }]);
  expect(await store.takeQuota({ ...QUOTA, tenant })).toMatchObject({ status: 'exhausted' });

  await Promise.all(children.map((child) => child.kill()));
  let held = 40;
  const takeOver = async () => {
    const { runs } = await store.claimReady(nextWorker(), { limit: 100 });
    for (const { run, epoch, reservations, submitted } of runs) {
      held -= reservations.length;
      const script = new RunScript({ store, tenant, clock: systemClock }, { run });
      Object.assign(script, { epoch, state: { ...script.state, hash: submitted.hash } });
      const settlements = reservations.map((reservation) => ({ reservation, amount: tokens(RESERVED_TOKENS) }));
      await script.append([note('settles in doubt')], { settlements });
    }
    return held;
  };
  await expect.poll(takeOver, { timeout: 60_000, interval: 100 }).toBe(0);
  expect(await store.listBudgets(tenant)).toMatchObject([{ reserved: NONE, spent: tokens(40 * RESERVED_TOKENS) }]);
});

it('loses nothing of what two stores reserve and settle while a third one sets budgets', async () => {
  const stores = [await open(), await open()];
  const third = await open();
  for (let time = 0; time < 5; time++) {
    tenant = nextTenant();
    const runs = await Promise.all([...stores, ...stores].flatMap((store) => [1, 2, 3, 4, 5].map(() => drive(store))));
    // In the midst of it: what comes before is counted, what comes after sees the budget.
    const setRules = async () => {
      // Hours and days may begin meanwhile.
      for (const period of ['month', 'total'] as const)
        for (const account of ['tenant', 'agent:ann'] as const)
          await third.setBudget(tenant, toRule(1e9, account, period));
    };
    await Promise.all([setRules(), ...runs.map(work)]);
    const used = { reserved: tokens(20 * 4 * 10), spent: tokens(20 * 8 * 4) };
    expect(await third.listBudgets(tenant)).toMatchObject(Array.from({ length: 4 }, () => used));
  }
});

async function work(run: RunScript): Promise<void> {
  for (let round = 0; round < 12; round++) {
    await run.reserveOn(['agent:ann', 'tenant'], `${round}`, tokens(10));
    if (round % 3 > 0) await settle(run, `${round}`, 4);
  }
}
