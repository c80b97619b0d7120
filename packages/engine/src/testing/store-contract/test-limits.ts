/** What people change about budgets while runs are under way. */
import { type AccountRef, AgentId, type Amount, type Spent } from '@tutti/protocol';
import { expect, it } from 'vitest';
import type { StoreNotice } from '../../ports/run-queue.ts';
import { path, type ScriptOptions } from './run-script.ts';
import { type OpenStoreUnderTest, shareStore, type StoreFixture } from './store-under-test.ts';
import { settle, tokens, toQuietHour, toRule } from './test-budgets.ts';
import { nextTask, nextUser } from './test-ids.ts';

const HOUR_MS = 3_600_000;
const NONE = tokens(0);
const GRANTED = { status: 'granted' };

export function testLimits(open: OpenStoreUnderTest): void {
  const fixture = shareStore(open);
  testSetting(fixture);
  testCountingBefore(fixture);
  testRaises(fixture);
}

function toSpent({ tokens: inputTokens, costNanoUsd }: Amount, agent = 'ann'): Spent {
  const usage = { inputTokens, outputTokens: 0, costNanoUsd };
  return { path: path('a'), agent: AgentId.parse(agent), model: 'groq/llama', usage, free: false, local: false };
}

function testSetting(fixture: StoreFixture): void {
  it('lists budgets by account and period, each with what its period has seen', async () => {
    toQuietHour(fixture);
    const { store, tenant, clock } = fixture;
    const hour = { startsAt: clock.now(), endsAt: clock.now() + HOUR_MS };
    const money = toRule('tenant', 'hour', { limit: { costNanoUsd: 50 }, warnAt: [0.25], ladder: ['ask', 'stop'] });
    await store.setBudget(tenant, toRule('tenant', 'total'));
    await store.setBudget(tenant, money);
    await store.setBudget(tenant, toRule('agent:ann', 'month'));
    const run = await fixture.drive();
    await run.reserveOn(['tenant'], 'a', tokens(30, 7));
    await run.reserveOn(['tenant'], 'b', tokens(20, 4));
    await settle(run, 'b', tokens(10, 3));

    const listed = await store.listBudgets(tenant);
    expect(listed.map(({ rule }) => `${rule.account} ${rule.period}`)).toEqual([
      'agent:ann month',
      'tenant hour',
      'tenant total',
    ]);
    const used = { raised: NONE, reserved: tokens(30, 7), spent: tokens(10, 3) };
    expect(listed[1]).toEqual({ rule: money, ...used, left: { costNanoUsd: 40 }, ...hour });
    expect(listed[2]).toEqual({ rule: toRule('tenant', 'total'), ...used, left: { tokens: 60 } });
  });

  it('answers with the budget as it stands, and keeps what is spent when the rule changes', async () => {
    const { store, tenant } = fixture;
    expect(await store.setBudget(tenant, toRule('tenant', 'day'))).toMatchObject({ left: { tokens: 100 } });
    const run = await fixture.drive();
    await run.reserveOn(['tenant'], 'a', tokens(80));
    await settle(run, 'a', tokens(70));
    const changed = toRule('tenant', 'day', { limit: { tokens: 75, costNanoUsd: 3 }, ladder: ['cheaper'] });
    const state = { rule: changed, spent: tokens(70), left: { tokens: 5, costNanoUsd: 3 } };
    expect(await store.setBudget(tenant, changed)).toMatchObject(state);
    expect(await run.reserveOn(['tenant'], 'b', tokens(6))).toMatchObject({ status: 'refused', ladder: ['cheaper'] });
    await fixture.reopen();
    expect(await fixture.store.listBudgets(tenant)).toMatchObject([state]);
  });

  it('limits nothing any more once it is removed', async () => {
    const { store, tenant } = fixture;
    await store.setBudget(tenant, toRule('tenant', 'day'));
    const run = await fixture.drive();
    await run.reserveOn(['tenant'], 'a', tokens(80));
    expect(await store.removeBudget(tenant, 'tenant', 'hour')).toBe(false);
    expect(await store.removeBudget(tenant, 'tenant', 'day')).toBe(true);
    expect(await store.removeBudget(tenant, 'tenant', 'day')).toBe(false);
    expect(await run.reserveOn(['tenant'], 'b', tokens(800))).toEqual(GRANTED);
    await settle(run, 'a', tokens(80));
    expect(await store.listBudgets(tenant)).toEqual([]);
  });

  it('tells whoever waits that a limit has moved', async () => {
    const { store, tenant } = fixture;
    const notices: StoreNotice[] = [];
    const stop = store.listen((notice) => notices.push(notice));
    const heard = async () => {
      await expect.poll(() => notices.splice(0), { timeout: 10_000 }).toContainEqual({ kind: 'settled' });
    };
    await store.setBudget(tenant, toRule('tenant', 'day'));
    await heard();
    await store.raiseLimit(tenant, { id: 'r', account: 'tenant', period: 'day', by: tokens(1) });
    await heard();
    await store.removeBudget(tenant, 'tenant', 'day');
    await heard();
    await store.setLimit(tenant, 'house', { tokens: 1 });
    await heard();
    stop();
  });
}

function testCountingBefore(fixture: StoreFixture): void {
  const user = nextUser();
  const task = nextTask();

  async function spend(options: ScriptOptions, amount: Amount, agent = 'ann'): Promise<void> {
    const run = await fixture.drive(options);
    await run.reserve('a', amount.tokens, amount.costNanoUsd);
    await run.settle('a', toSpent(amount, agent));
  }

  it.each<[AccountRef, Amount]>([
    ['tenant', tokens(31, 13)],
    [`user:${user}`, tokens(11, 5)],
    ['agent:ann', tokens(23, 9)],
    [`task:${task}`, tokens(3, 2)],
  ])('counts what %s has spent in the period before the limit was set', async (account, spent) => {
    toQuietHour(fixture);
    await spend({}, tokens(1_000, 1_000));
    fixture.clock.advance(13 * HOUR_MS);
    await spend({ user, task }, tokens(3, 2));
    await spend({ user }, tokens(8, 3), 'bob');
    await spend({}, tokens(20, 7));
    await spend({ user: nextUser() }, tokens(0, 1), 'bob');
    expect(await fixture.store.setBudget(fixture.tenant, toRule(account, 'day'))).toMatchObject({ spent });
    const total = await fixture.store.setBudget(fixture.tenant, toRule('tenant', 'total'));
    expect(total).toMatchObject({ spent: tokens(1_031, 1_013) });
  });

  it('counts what is reserved when the limit is set, and settles it there', async () => {
    toQuietHour(fixture);
    const { store, tenant, clock } = fixture;
    const run = await fixture.drive();
    await run.reserveOn(['agent:ann', 'tenant'], 'old', tokens(500));
    clock.advance(HOUR_MS);
    await run.reserveOn(['agent:ann', 'tenant'], 'a', tokens(60));
    await run.reserveOn(['agent:anna', 'tenant'], 'other', tokens(600));
    expect(await store.setBudget(tenant, toRule('agent:ann', 'hour'))).toMatchObject({ reserved: tokens(60) });
    const next = () => run.reserveOn(['agent:ann'], 'b', tokens(50));
    expect(await next()).toMatchObject({ status: 'blocked', left: { tokens: 40 } });
    await settle(run, 'old', tokens(500));
    await settle(run, 'a', tokens(55));
    expect(await next()).toMatchObject({ status: 'refused', left: { tokens: 45 } });
    expect(await store.listBudgets(tenant)).toMatchObject([{ reserved: NONE, spent: tokens(55) }]);
  });

  it('loses nothing that is reserved and settled while the limit is being set', async () => {
    const { store, tenant } = fixture;
    const runs = await Promise.all(Array.from({ length: 12 }, () => fixture.drive()));
    const limit = { tokens: 1_000_000 };
    await Promise.all([
      ...runs.map(async (run) => {
        for (const id of ['a', 'b', 'c']) {
          await run.reserveOn(['agent:ann'], id, tokens(10));
          if (id !== 'c') await run.settle(id, toSpent(tokens(7)));
        }
      }),
      ...(['hour', 'day', 'month', 'total'] as const).map((period) =>
        store.setBudget(tenant, toRule('agent:ann', period, { limit })),
      ),
    ]);
    const used = { reserved: tokens(120), spent: tokens(168) };
    expect(await store.listBudgets(tenant)).toMatchObject([used, used, used, used]);
  });
}

function testRaises(fixture: StoreFixture): void {
  it('raises a budget once for each id, for the period that is running', async () => {
    toQuietHour(fixture);
    const { store, tenant, clock } = fixture;
    await store.setBudget(tenant, toRule('tenant', 'hour'));
    const run = await fixture.drive();
    const raise = { id: 'approval 1', account: 'tenant', period: 'hour', by: tokens(50, 5) } as const;
    expect(await run.reserveOn(['tenant'], 'a', tokens(130))).toMatchObject({ status: 'refused' });
    const raised = await Promise.all([store.raiseLimit(tenant, raise), store.raiseLimit(tenant, raise)]);
    expect(raised.toSorted()).toEqual(['known', 'raised']);
    expect(await store.listBudgets(tenant)).toMatchObject([
      { rule: { limit: { tokens: 100 } }, raised: tokens(50, 5), left: { tokens: 150 } },
    ]);
    await store.setBudget(tenant, toRule('tenant', 'hour', { warnAt: [0.5] }));
    expect(await store.listBudgets(tenant)).toMatchObject([{ raised: tokens(50, 5), left: { tokens: 150 } }]);
    expect(await run.reserveOn(['tenant'], 'a', tokens(130))).toMatchObject({ status: 'granted' });
    clock.advance(HOUR_MS);
    expect(await store.raiseLimit(tenant, raise)).toBe('known');
    expect(await run.reserveOn(['tenant'], 'b', tokens(101))).toMatchObject({
      status: 'refused',
      left: { tokens: 100 },
    });
  });

  it('raises the limit of a run for good, where it has one', async () => {
    const { store } = fixture;
    const run = await fixture.drive({ limit: { tokens: 10 } });
    const raise = { id: 'approval 2', account: run.run, by: tokens(5, 7) };
    expect(await store.raiseLimit(run.tenant, raise)).toBe('raised');
    expect(await store.raiseLimit(run.tenant, raise)).toBe('known');
    await fixture.reopen();
    expect(await fixture.store.raiseLimit(run.tenant, raise)).toBe('known');
    expect(await fixture.store.findAccount(run.tenant, run.run)).toMatchObject({ limit: { tokens: 15 } });
  });

  it('says where there is nothing to raise, and raises it under the same id once there is', async () => {
    const { store, tenant } = fixture;
    const raise = { id: 'r', account: 'tenant', period: 'day', by: tokens(5) } as const;
    expect(await store.raiseLimit(tenant, raise)).toBe('missing');
    expect(await store.raiseLimit(tenant, { id: 'r', account: 'run_of_nobody', by: tokens(5) })).toBe('missing');
    await store.setBudget(tenant, toRule('tenant', 'day'));
    expect(await store.raiseLimit(tenant, raise)).toBe('raised');
    fixture.newTenant();
    expect(await store.raiseLimit(fixture.tenant, raise)).toBe('missing');
  });
}
