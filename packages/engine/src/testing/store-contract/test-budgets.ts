import type { AccountRef, Amount, BudgetPeriod, BudgetRule } from '@tutti/protocol';
import { expect, it } from 'vitest';
import { note, type RunScript } from './run-script.ts';
import { type OpenStoreUnderTest, shareStore, type StoreFixture } from './store-under-test.ts';
import { nextTask, nextTenant, nextUser } from './test-ids.ts';

const HOUR_MS = 3_600_000;
const NONE = { tokens: 0, costNanoUsd: 0 };
const GRANTED = { status: 'granted' };

export function testBudgets(open: OpenStoreUnderTest): void {
  const fixture = shareStore(open);
  testDecisions(fixture);
  testPeriods(fixture);
  testWarnings(fixture);
}

export function toRule(account: AccountRef, period: BudgetPeriod, more: Partial<BudgetRule> = {}): BudgetRule {
  return { account, period, limit: { tokens: 100 }, warnAt: [], ladder: ['stop'], ...more };
}

export const tokens = (count: number, costNanoUsd = 0): Amount => ({ tokens: count, costNanoUsd });

export function settle(run: RunScript, reservation: string, amount: Amount): Promise<void> {
  return run.append([note('settles')], { settlements: [{ reservation, amount }] });
}

/** The beginning of an hour that is neither the first nor the last of its day, and no month ends with that day. */
export function toQuietHour({ clock }: StoreFixture): void {
  const day = 24 * HOUR_MS;
  clock.advance(day - (clock.now() % day) + 12 * HOUR_MS);
  while (new Date(clock.now()).getUTCDate() > 27 || new Date(clock.now()).getUTCDate() < 2) clock.advance(day);
}

function testDecisions(fixture: StoreFixture): void {
  it.each<AccountRef>(['tenant', `user:${nextUser()}`, 'agent:ann', `task:${nextTask()}`])(
    'limits what %s may spend, over all runs together',
    async (account) => {
      await fixture.store.setBudget(fixture.tenant, toRule(account, 'day'));
      const [one, other] = [await fixture.drive(), await fixture.drive()];
      expect(await one.reserveOn([account], 'a', tokens(60))).toEqual(GRANTED);
      const left = { tokens: 40 };
      const shortage = { account, period: 'day', left, ladder: ['stop'] };
      expect(await other.reserveOn([account], 'b', tokens(41))).toEqual({ status: 'blocked', ...shortage });
      await settle(one, 'a', tokens(60));
      expect(await other.reserveOn([account], 'b', tokens(41))).toEqual({ status: 'refused', ...shortage });
      expect(await other.reserveOn([account], 'b', tokens(40))).toEqual(GRANTED);
    },
  );

  it('asks only the budgets of the accounts that are named, in this tenant', async () => {
    await fixture.store.setBudget(fixture.tenant, toRule('agent:ann', 'day', { limit: { tokens: 0 } }));
    const run = await fixture.drive();
    expect(await run.reserveOn(['agent:bob', 'tenant'], 'a', tokens(60))).toEqual(GRANTED);
    expect(await run.reserveOn([], 'b', tokens(60))).toEqual(GRANTED);
    fixture.newTenant();
    const stranger = await fixture.drive();
    expect(await stranger.reserveOn(['agent:ann'], 'a', tokens(60))).toEqual(GRANTED);
  });

  it('takes nothing from any account when one budget has too little', async () => {
    await fixture.store.setBudget(fixture.tenant, toRule('agent:ann', 'day', { limit: { tokens: 1_000 } }));
    await fixture.store.setBudget(fixture.tenant, toRule('tenant', 'hour', { limit: { tokens: 10 } }));
    const run = await fixture.drive();
    const verdict = await run.reserveOn(['agent:ann', 'tenant'], 'a', tokens(11));
    expect(verdict).toMatchObject({ status: 'refused', account: 'tenant', period: 'hour' });
    expect(await reservedOf(fixture)).toEqual([NONE, NONE]);
    expect(await fixture.store.findAccount(run.tenant, run.run)).toMatchObject({ reserved: NONE });
  });

  it('names the nearest account that refuses, and its shortest period', async () => {
    const { store, tenant } = fixture;
    for (const period of ['total', 'month', 'hour', 'day'] as const)
      for (const account of ['tenant', 'agent:ann'] as const) await store.setBudget(tenant, toRule(account, period));
    const run = await fixture.drive({ limit: { tokens: 500 } });
    const ask = (count: number) => run.reserveOn(['agent:ann', 'tenant'], 'a', tokens(count));
    expect(await ask(101)).toMatchObject({ status: 'refused', account: 'agent:ann', period: 'hour' });
    await store.removeBudget(tenant, 'agent:ann', 'hour');
    expect(await ask(101)).toMatchObject({ status: 'refused', account: 'agent:ann', period: 'day' });
    expect(await ask(501)).toEqual({ status: 'refused', account: run.run, left: { tokens: 500 } });
  });

  it('lets a refusal by a budget weigh more than a block by the run', async () => {
    await fixture.store.setBudget(fixture.tenant, toRule('tenant', 'day', { limit: { tokens: 50 } }));
    const run = await fixture.drive({ limit: { tokens: 80 } });
    await run.reserveOn(['tenant'], 'a', tokens(30));
    expect(await run.reserveOn(['tenant'], 'b', tokens(60))).toMatchObject({ status: 'refused', account: 'tenant' });
  });

  it('lets what is free go on where the money is used up', async () => {
    const { store, tenant } = fixture;
    await store.setBudget(tenant, toRule('tenant', 'day', { limit: { costNanoUsd: 5 } }));
    const run = await fixture.drive({ limit: { costNanoUsd: 7 } });
    await run.reserveOn(['tenant'], 'a', tokens(1, 5));
    await settle(run, 'a', tokens(1, 9));
    expect(await run.reserveOn(['tenant'], 'b', tokens(1, 1))).toMatchObject({ status: 'refused' });
    expect(await run.reserveOn(['tenant'], 'c', tokens(1_000))).toEqual(GRANTED);
  });

  it('never grants more than a budget, however many ask at once', async () => {
    await fixture.store.setBudget(fixture.tenant, toRule('tenant', 'day'));
    const runs = await Promise.all(Array.from({ length: 30 }, () => fixture.drive()));
    const verdicts = await Promise.all(runs.map((run) => run.reserveOn(['tenant'], 'r', tokens(7))));
    expect(verdicts.filter(({ status }) => status === 'granted')).toHaveLength(14);
    expect(verdicts.filter(({ status }) => status === 'blocked')).toHaveLength(16);
    expect(await reservedOf(fixture)).toEqual([tokens(98)]);
  });

  it('takes the same reservation once, and settles it once', async () => {
    await fixture.store.setBudget(fixture.tenant, toRule('tenant', 'day'));
    const run = await fixture.drive();
    const same = () => run.reserveOn(['tenant'], 'same', tokens(60));
    expect(await Promise.all([same(), same(), same()])).toEqual([GRANTED, GRANTED, GRANTED]);
    expect(await reservedOf(fixture)).toEqual([tokens(60)]);
    await settle(run, 'same', tokens(20));
    await settle(run, 'same', tokens(20));
    expect(await fixture.store.listBudgets(fixture.tenant)).toMatchObject([{ reserved: NONE, spent: tokens(20) }]);
  });

  it('settles on its budgets what an earlier driver has left behind', async () => {
    await fixture.store.setBudget(fixture.tenant, toRule('agent:ann', 'day'));
    const run = await fixture.drive();
    await run.reserveOn(['agent:ann'], 'left', tokens(60));
    await fixture.reopen();
    expect((await run.claim()).reservations).toEqual(['left']);
    expect(await reservedOf(fixture)).toEqual([tokens(60)]);
    await settle(run, 'left', tokens(60));
    expect(await fixture.store.listBudgets(fixture.tenant)).toMatchObject([{ reserved: NONE, spent: tokens(60) }]);
  });
}

function testPeriods(fixture: StoreFixture): void {
  it.each([
    ['hour', HOUR_MS],
    ['day', 24 * HOUR_MS],
    ['month', 31 * 24 * HOUR_MS],
  ] as const)('begins anew with each %s', async (period, lengthMs) => {
    toQuietHour(fixture);
    await fixture.store.setBudget(fixture.tenant, toRule('tenant', period));
    const run = await fixture.drive();
    await run.reserveOn(['tenant'], 'a', tokens(100));
    await settle(run, 'a', tokens(100));
    expect(await run.reserveOn(['tenant'], 'b', tokens(1))).toMatchObject({ status: 'refused', period });
    fixture.clock.advance(lengthMs);
    expect(await fixture.store.listBudgets(fixture.tenant)).toMatchObject([{ spent: NONE, left: { tokens: 100 } }]);
    expect(await run.reserveOn(['tenant'], 'b', tokens(100))).toEqual(GRANTED);
  });

  it('goes by UTC, to the millisecond', async () => {
    toQuietHour(fixture);
    const { clock, store, tenant } = fixture;
    const start = clock.now();
    const state = await store.setBudget(tenant, toRule('tenant', 'hour'));
    expect(state).toMatchObject({ startsAt: start, endsAt: start + HOUR_MS });
    const run = await fixture.drive();
    clock.advance(HOUR_MS - 1);
    await run.reserveOn(['tenant'], 'a', tokens(100));
    expect(await run.reserveOn(['tenant'], 'b', tokens(1))).toMatchObject({ status: 'blocked' });
    clock.advance(1);
    expect(await run.reserveOn(['tenant'], 'b', tokens(100))).toEqual(GRANTED);
  });

  it('never begins a total anew', async () => {
    const { store, tenant, clock } = fixture;
    const state = await store.setBudget(tenant, toRule('tenant', 'total'));
    expect(state).not.toHaveProperty('startsAt');
    const run = await fixture.drive();
    await run.reserveOn(['tenant'], 'a', tokens(100));
    await settle(run, 'a', tokens(90));
    clock.advance(400 * 24 * HOUR_MS);
    expect(await run.reserveOn(['tenant'], 'b', tokens(11))).toMatchObject({ status: 'refused', left: { tokens: 10 } });
  });

  it('settles in the period in which it was reserved, however late', async () => {
    toQuietHour(fixture);
    const { store, tenant, clock } = fixture;
    for (const period of ['hour', 'day'] as const) await store.setBudget(tenant, toRule('tenant', period));
    const run = await fixture.drive();
    await run.reserveOn(['tenant'], 'before', tokens(70));
    clock.advance(HOUR_MS);
    await run.reserveOn(['tenant'], 'after', tokens(20));
    await settle(run, 'before', tokens(65));
    expect(await store.listBudgets(tenant)).toMatchObject([
      { rule: { period: 'hour' }, reserved: tokens(20), spent: NONE },
      { rule: { period: 'day' }, reserved: tokens(20), spent: tokens(65) },
    ]);
    await settle(run, 'after', tokens(10));
    expect(await store.listBudgets(tenant)).toMatchObject([
      { rule: { period: 'hour' }, reserved: NONE, spent: tokens(10) },
      { rule: { period: 'day' }, reserved: NONE, spent: tokens(75) },
    ]);
  });
}

function testWarnings(fixture: StoreFixture): void {
  const warning = (share: number) => ({ account: 'tenant', period: 'hour', share });

  it('tells each threshold once in each period, with the reservation that passes it', async () => {
    toQuietHour(fixture);
    await fixture.store.setBudget(fixture.tenant, toRule('tenant', 'hour', { warnAt: [0.9, 0.5, 0.8] }));
    const run = await fixture.drive();
    const ask = (id: string, count: number) => run.reserveOn(['tenant'], id, tokens(count));
    expect(await ask('a', 49)).toEqual(GRANTED);
    expect(await ask('b', 1)).toEqual({ ...GRANTED, warnings: [warning(0.5)] });
    expect(await ask('c', 10)).toEqual(GRANTED);
    await settle(run, 'c', tokens(0));
    expect(await ask('d', 50)).toEqual({ ...GRANTED, warnings: [warning(0.8), warning(0.9)] });
    await settle(run, 'd', tokens(0));
    expect(await ask('e', 50)).toEqual(GRANTED);
    fixture.clock.advance(HOUR_MS);
    expect(await ask('f', 85)).toEqual({ ...GRANTED, warnings: [warning(0.5), warning(0.8)] });
  });

  it('warns of whichever is used up furthest, tokens or money', async () => {
    const rule = toRule('tenant', 'hour', { limit: { tokens: 100, costNanoUsd: 10 }, warnAt: [0.5] });
    await fixture.store.setBudget(fixture.tenant, rule);
    const run = await fixture.drive();
    const verdict = await run.reserveOn(['tenant'], 'a', tokens(1, 5));
    expect(verdict).toEqual({ ...GRANTED, warnings: [warning(0.5)] });
  });

  it('tells a threshold again when the limit has moved it out of reach', async () => {
    const { store, tenant } = fixture;
    const rule = toRule('tenant', 'hour', { warnAt: [0.5] });
    await store.setBudget(tenant, rule);
    const run = await fixture.drive();
    await run.reserveOn(['tenant'], 'a', tokens(50));
    await store.setBudget(tenant, { ...rule, limit: { tokens: 1_000 } });
    expect(await run.reserveOn(['tenant'], 'b', tokens(449))).toEqual(GRANTED);
    expect(await run.reserveOn(['tenant'], 'c', tokens(1))).toEqual({ ...GRANTED, warnings: [warning(0.5)] });
  });

  it('tells nobody of a reservation that was not granted', async () => {
    await fixture.store.setBudget(fixture.tenant, toRule('tenant', 'hour', { warnAt: [0.5] }));
    const run = await fixture.drive();
    expect(await run.reserveOn(['tenant'], 'a', tokens(101))).not.toHaveProperty('warnings');
    expect(await run.reserveOn(['tenant'], 'b', tokens(60))).toEqual({ ...GRANTED, warnings: [warning(0.5)] });
    expect(await fixture.store.listBudgets(nextTenant())).toEqual([]);
  });
}

async function reservedOf({ store, tenant }: StoreFixture): Promise<Amount[]> {
  return (await store.listBudgets(tenant)).map(({ reserved }) => reserved);
}
