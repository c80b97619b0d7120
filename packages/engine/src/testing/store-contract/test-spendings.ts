import {
  AgentId,
  openEntry,
  REHEARSAL,
  type RunEvent,
  type Spending,
  type Spent,
  toHead,
  toSpending,
  type Usage,
} from '@tutti/protocol';
import { expect, it } from 'vitest';
import type { SpendingGroup, SpendingSum } from '../../ports/spendings.ts';
import { path, type RunScript, type ScriptOptions, sha256 } from './run-script.ts';
import { type OpenStoreUnderTest, shareStore, type StoreFixture } from './store-under-test.ts';
import { nextTask, nextTenant, nextUser } from './test-ids.ts';

const DAY_MS = 86_400_000;
const GROUPS: readonly SpendingGroup[] = ['day', 'agent', 'model', 'provider', 'task', 'user', 'run'];

export function testSpendings(open: OpenStoreUnderTest): void {
  const fixture = shareStore(open);
  testRows(fixture);
  testSums(fixture);
}

const ann = AgentId.parse('ann');

function toSpent(usage: Partial<Usage> = {}, more: Partial<Spent> = {}): Spent {
  return {
    path: path('team/ann'),
    agent: ann,
    model: 'groq/llama',
    usage: { inputTokens: 10, outputTokens: 5, costNanoUsd: 100, ...usage },
    free: false,
    local: false,
    ...more,
  };
}

function testRows(fixture: StoreFixture): void {
  it('keeps each call with all that is known of it', async () => {
    const [task, user] = [nextTask(), nextUser()];
    const run = await fixture.drive({ task, user });
    const usage = { cacheReadTokens: 4, cacheWriteTokens: 3, reasoningTokens: 2, estimated: true };
    const full = toSpent(usage, { key: 'main', free: true, local: true, insteadOfNanoUsd: 900 });
    const { agent: _, ...bare } = toSpent({ estimated: false });
    await run.settle('a', full, true);
    await run.settle('b', bare);
    await fixture.reopen();

    const { tenant, run: id } = run;
    const at = fixture.clock.now();
    const known = { tenant, run: id, at, task, user, provider: 'groq' };
    expect(await fixture.store.listSpendings(tenant, id)).toEqual([
      { ...full, ...known, seq: 2, inDoubt: true },
      { ...bare, ...known, seq: 3, inDoubt: false },
    ]);
    expect(await fixture.store.listSpendings(nextTenant(), id)).toEqual([]);
  });

  it('writes none where the driver was replaced', async () => {
    const run = await fixture.drive();
    const stale = run.epoch;
    await run.claim();
    run.epoch = stale;
    await expect(run.settle('a', toSpent())).rejects.toMatchObject({ code: 'fenced' });
    expect(await fixture.store.listSpendings(run.tenant, run.run)).toEqual([]);
  });
}

function testSums(fixture: StoreFixture): void {
  const sum = (by: SpendingGroup, more: { from?: number; to?: number; limit?: number } = {}) =>
    fixture.store.sumSpendings(fixture.tenant, { by, limit: 50, ...more });

  it('sums nothing where nothing was spent', async () => {
    expect(await sum('agent')).toEqual({ rows: [], total: sumUp([]) });
  });

  it('sums calls by what they were made for, the dearest first', async () => {
    const [task, user] = [nextTask(), nextUser()];
    const one = await fixture.drive({ task, user });
    const other = await fixture.drive();
    await one.settle('a', toSpent({ costNanoUsd: 7 }));
    await one.settle('b', toSpent({ costNanoUsd: 0 }, { model: 'ollama/llama', local: true, free: true }));
    await other.settle('c', toSpent({ costNanoUsd: 30 }, { agent: AgentId.parse('bob') }), true);
    const costs = async (by: SpendingGroup) =>
      (await sum(by)).rows.map(({ of, calls, costNanoUsd }) => [of, calls, costNanoUsd]);
    const both = (of: string) => [
      [undefined, 1, 30],
      [of, 2, 7],
    ];
    expect(await costs('task')).toEqual(both(task));
    expect(await costs('user')).toEqual(both(user));
    const runs = [
      [other.run, 1, 30],
      [one.run, 2, 7],
    ];
    expect(await costs('run')).toEqual(runs);
    expect(await costs('agent')).toEqual([
      ['bob', 1, 30],
      ['ann', 2, 7],
    ]);
    expect(await costs('provider')).toEqual([
      ['groq', 2, 37],
      ['ollama', 1, 0],
    ]);
    expect(await costs('model')).toEqual([
      ['groq/llama', 2, 37],
      ['ollama/llama', 1, 0],
    ]);
    const rest = { freeCalls: 1, localCalls: 1, inDoubtNanoUsd: 30 };
    expect((await sum('day')).total).toMatchObject({ calls: 3, costNanoUsd: 37, inputTokens: 30, ...rest });
  });

  it('sums by day, the newest first, within the time that is asked for', async () => {
    const { clock } = fixture;
    clock.advance(DAY_MS - (clock.now() % DAY_MS));
    const start = clock.now();
    const run = await fixture.drive();
    for (const costNanoUsd of [1, 10, 100, 1_000]) {
      await run.settle(`${costNanoUsd}`, toSpent({ costNanoUsd }));
      clock.advance(DAY_MS / 2);
    }
    const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);
    const costs = async (more: object) => (await sum('day', more)).rows.map(({ of, costNanoUsd }) => [of, costNanoUsd]);
    expect(await costs({})).toEqual([
      [dayOf(start + DAY_MS), 1_100],
      [dayOf(start), 11],
    ]);
    expect(await costs({ from: start + DAY_MS / 2 })).toEqual([
      [dayOf(start + DAY_MS), 1_100],
      [dayOf(start), 10],
    ]);
    expect(await costs({ from: start, to: start + DAY_MS })).toEqual([[dayOf(start), 11]]);
  });

  it('gives as many rows as are asked for, and the total of all', async () => {
    const run = await fixture.drive();
    for (const costNanoUsd of [1, 2, 4])
      await run.settle(`${costNanoUsd}`, toSpent({ costNanoUsd }, { agent: AgentId.parse(`agent-${costNanoUsd}`) }));
    const { rows, total } = await sum('agent', { limit: 2 });
    expect(rows.map(({ of }) => of)).toEqual(['agent-4', 'agent-2']);
    expect(total).toMatchObject({ calls: 3, costNanoUsd: 7 });
    expect(await fixture.store.sumSpendings(nextTenant(), { by: 'agent', limit: 5 })).toMatchObject({ rows: [] });
  });

  it('equals in every sum what the settled events say', async () => {
    const scripts: [RunScript, ScriptOptions][] = [];
    for (let index = 0; index < 4; index++) {
      const options = { ...(index % 2 === 0 && { task: nextTask() }), ...(index > 1 && { user: nextUser() }) };
      scripts.push([await fixture.drive(options), options]);
      fixture.clock.advance(DAY_MS / 3);
    }
    await Promise.all(scripts.map(([run], index) => spendVariously(run, index)));
    const spendings: Spending[] = [];
    for (const [{ run, tenant }, { task, user: by }] of scripts) {
      const events = await readEvents(fixture, { tenant, run });
      spendings.push(...events.flatMap((event) => toSpending(event, { task, by }) ?? []));
    }
    expect(spendings).toHaveLength(24);
    for (const by of GROUPS) {
      const { rows, total } = await sum(by);
      const expected = Map.groupBy(spendings, (each) => toGroup(each, by));
      expect(new Map(rows.map(({ of, ...sums }) => [of, sums]))).toEqual(
        new Map([...expected].map(([of, each]) => [of, sumUp(each)])),
      );
      expect(total).toEqual(sumUp(spendings));
    }
  });
}

async function spendVariously(run: RunScript, index: number): Promise<void> {
  const models = ['groq/llama', 'openai/gpt', 'ollama/llama', REHEARSAL];
  for (let call = 0; call < 6; call++) {
    const seed = index * 7 + call * 3 + 1;
    const usage = {
      inputTokens: seed * 11,
      outputTokens: seed,
      costNanoUsd: seed * 1_000_003,
      estimated: seed % 4 === 0,
    };
    const more = { free: seed % 3 === 0, local: seed % 5 === 0, agent: AgentId.parse(`agent-${seed % 3}`) };
    const saved = seed % 2 === 0 ? { insteadOfNanoUsd: seed * (seed % 4 === 0 ? 900_000 : 2_000_000) } : {};
    const spent = toSpent(usage, { ...more, ...saved, model: models[seed % 4] ?? '' });
    await run.reserve(`${call}`, seed * 12, usage.costNanoUsd);
    await run.settle(`${call}`, spent, seed % 6 === 0);
  }
}

/** As the journal has them, checked link by link. */
async function readEvents(
  { store }: StoreFixture,
  { tenant, run }: Pick<RunScript, 'tenant' | 'run'>,
): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  let head: Parameters<typeof openEntry>[0] = { tenant, run, seq: 0, hash: undefined };
  for (const entry of await store.readEntries(tenant, run, { after: 0, limit: 1_000 })) {
    const event = openEntry(head, entry, sha256);
    events.push(event);
    head = toHead(event);
  }
  return events;
}

function toGroup(spending: Spending, by: SpendingGroup): string | undefined {
  return by === 'day' ? new Date(spending.at).toISOString().slice(0, 10) : spending[by];
}

function sumUp(spendings: readonly Spending[]): SpendingSum {
  const sums = {
    calls: 0,
    inputTokens: 0,
    outputTokens: 0,
    costNanoUsd: 0,
    freeCalls: 0,
    localCalls: 0,
    rehearsedCalls: 0,
    estimatedCalls: 0,
    inDoubtNanoUsd: 0,
    insteadOfNanoUsd: 0,
    savedNanoUsd: 0,
  };
  for (const { model, usage, free, local, inDoubt, insteadOfNanoUsd = 0 } of spendings) {
    const isReal = model !== REHEARSAL;
    if (!isReal) sums.rehearsedCalls += 1;
    sums.calls += 1;
    sums.inputTokens += usage.inputTokens;
    sums.outputTokens += usage.outputTokens;
    sums.costNanoUsd += usage.costNanoUsd;
    if (free && isReal) sums.freeCalls += 1;
    if (local && isReal) sums.localCalls += 1;
    if (usage.estimated) sums.estimatedCalls += 1;
    if (inDoubt) sums.inDoubtNanoUsd += usage.costNanoUsd;
    sums.insteadOfNanoUsd += insteadOfNanoUsd;
    if (!inDoubt && insteadOfNanoUsd > usage.costNanoUsd) sums.savedNanoUsd += insteadOfNanoUsd - usage.costNanoUsd;
  }
  return sums;
}
