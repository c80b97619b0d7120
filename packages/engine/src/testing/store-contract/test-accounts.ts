import { expect, it } from 'vitest';
import { note, type RunScript } from './run-script.ts';
import { type OpenStoreUnderTest, shareStore } from './store-under-test.ts';

const NONE = { tokens: 0, costNanoUsd: 0 };
const GRANTED = { status: 'granted' };

export function testAccounts(open: OpenStoreUnderTest): void {
  const fixture = shareStore(open);

  it('opens an account with each run', async () => {
    const run = await fixture.submit({ limit: { tokens: 100 } });
    const account = await fixture.store.findAccount(run.tenant, run.run);
    expect(account).toEqual({ limit: { tokens: 100 }, reserved: NONE, spent: NONE });
    expect(await fixture.store.findAccount(run.tenant, 'nobody')).toBeUndefined();
  });

  it('grants what fits, to the last token', async () => {
    const run = await fixture.drive({ limit: { tokens: 100, costNanoUsd: 50 } });
    expect(await run.reserve('a', 60, 30)).toEqual(GRANTED);
    expect(await run.reserve('b', 40, 20)).toEqual(GRANTED);
    const reserved = { tokens: 100, costNanoUsd: 50 };
    expect(await fixture.store.findAccount(run.tenant, run.run)).toMatchObject({ reserved, spent: NONE });
  });

  it('grants anything where there is no limit', async () => {
    const run = await fixture.drive();
    expect(await run.reserve('huge', 4_000_000_000_000, 4_000_000_000_000)).toEqual(GRANTED);
  });

  it('refuses what would not fit even alone, and says what is left', async () => {
    const run = await fixture.drive({ limit: { tokens: 100 } });
    expect(await run.reserve('much', 101)).toEqual({ status: 'refused', account: run.run, left: { tokens: 100 } });
    await spend(run, 70);
    expect(await run.reserve('more', 31)).toEqual({ status: 'refused', account: run.run, left: { tokens: 30 } });
    expect(await run.reserve('fits', 30)).toEqual(GRANTED);
  });

  it('blocks what only other reservations stand in the way of', async () => {
    const run = await fixture.drive({ limit: { tokens: 100, costNanoUsd: 9 } });
    await run.reserve('first', 60, 1);
    expect(await run.reserve('second', 50, 1)).toMatchObject({
      status: 'blocked',
      account: run.run,
      left: { tokens: 40 },
    });

    await settle(run, 'first', { tokens: 20 });
    expect(await run.reserve('second', 50, 1)).toEqual(GRANTED);
  });

  it('watches every limit, not only the first', async () => {
    const run = await fixture.drive({ limit: { tokens: 100, costNanoUsd: 10 } });
    expect(await run.reserve('dear', 1, 11)).toMatchObject({
      status: 'refused',
      left: { tokens: 100, costNanoUsd: 10 },
    });
  });

  it('lets a refusal anywhere above weigh more than a block below', async () => {
    const parent = await fixture.drive({ limit: { tokens: 50 } });
    const child = await fixture.drive({ account: parent.run, limit: { tokens: 100 } });
    await child.reserve('first', 45);
    expect(await child.reserve('second', 60)).toMatchObject({ status: 'refused', account: parent.run });
  });

  it('counts a reservation against every account above', async () => {
    await fixture.store.setLimit(fixture.tenant, 'house', { tokens: 1_000 });
    const parent = await fixture.drive({ account: 'house', limit: { tokens: 100 } });
    const child = await fixture.drive({ account: parent.run });
    await child.reserve('deep', 40, 7);

    for (const id of [child.run, parent.run, 'house']) {
      expect(await fixture.store.findAccount(fixture.tenant, id)).toMatchObject({
        reserved: { tokens: 40, costNanoUsd: 7 },
      });
    }
    await settle(child, 'deep', { tokens: 30, costNanoUsd: 5 });
    for (const id of [child.run, parent.run, 'house']) {
      const account = await fixture.store.findAccount(fixture.tenant, id);
      expect(account).toMatchObject({ reserved: NONE, spent: { tokens: 30, costNanoUsd: 5 } });
    }
  });

  it('takes nothing from any account when one of them has too little', async () => {
    await fixture.store.setLimit(fixture.tenant, 'poor', { tokens: 10 });
    const run = await fixture.drive({ account: 'poor', limit: { tokens: 100 } });
    expect(await run.reserve('r', 20)).toMatchObject({ status: 'refused', account: 'poor' });
    expect(await fixture.store.findAccount(run.tenant, run.run)).toMatchObject({ reserved: NONE });
    expect(await fixture.store.findAccount(run.tenant, 'poor')).toMatchObject({ reserved: NONE });
  });

  it('counts what was spent before a limit was set', async () => {
    const run = await fixture.drive({ account: 'late' });
    await spend(run, 80);
    await fixture.store.setLimit(run.tenant, 'late', { tokens: 100 });
    expect(await run.reserve('r', 30)).toEqual({ status: 'refused', account: 'late', left: { tokens: 20 } });
  });

  it('moves a limit and takes it away again', async () => {
    const run = await fixture.drive({ account: 'house' });
    await fixture.store.setLimit(run.tenant, 'house', { tokens: 10 });
    expect(await run.reserve('a', 20)).toMatchObject({ status: 'refused' });
    await fixture.store.setLimit(run.tenant, 'house', {});
    expect(await run.reserve('a', 20)).toEqual(GRANTED);
    await fixture.store.setLimit(run.tenant, 'house', { tokens: 5 });
    const account = await fixture.store.findAccount(run.tenant, 'house');
    expect(account).toEqual({ limit: { tokens: 5 }, reserved: { tokens: 20, costNanoUsd: 0 }, spent: NONE });
  });

  it('never says that less than nothing is left', async () => {
    const run = await fixture.drive({ account: 'house' });
    await spend(run, 50);
    await fixture.store.setLimit(run.tenant, 'house', { tokens: 10 });
    expect(await run.reserve('r', 1)).toEqual({ status: 'refused', account: 'house', left: { tokens: 0 } });
  });

  it('takes the same reservation once', async () => {
    const run = await fixture.drive({ limit: { tokens: 100 } });
    await run.reserve('same', 60);
    const again = await Promise.all([run.reserve('same', 60), run.reserve('same', 60)]);
    expect(again).toEqual([GRANTED, GRANTED]);
    expect(await fixture.store.findAccount(run.tenant, run.run)).toMatchObject({ reserved: { tokens: 60 } });
  });

  it('settles a reservation once, and what was never reserved not at all', async () => {
    const run = await fixture.drive();
    await run.reserve('r', 60);
    await settle(run, 'r', { tokens: 10 });
    await settle(run, 'r', { tokens: 10 });
    await settle(run, 'never reserved', { tokens: 10 });
    const account = await fixture.store.findAccount(run.tenant, run.run);
    expect(account).toMatchObject({ reserved: NONE, spent: { tokens: 10 } });
  });

  it('adds up what a run used beyond its reservation', async () => {
    const run = await fixture.drive({ limit: { tokens: 100 } });
    await run.reserve('r', 10);
    await settle(run, 'r', { tokens: 130 });
    expect(await run.reserve('next', 1)).toMatchObject({ status: 'refused', left: { tokens: 0 } });
    // What takes no tokens needs no room for them.
    expect(await run.reserve('free', 0)).toEqual(GRANTED);
  });

  it('never grants more than the limit, however many ask at once', async () => {
    await fixture.store.setLimit(fixture.tenant, 'shared', { tokens: 100 });
    const runs = await Promise.all(Array.from({ length: 30 }, () => fixture.drive({ account: 'shared' })));
    const verdicts = await Promise.all(runs.map((run) => run.reserve('r', 7)));
    expect(verdicts.filter(({ status }) => status === 'granted')).toHaveLength(14);
    expect(verdicts.filter(({ status }) => status === 'blocked')).toHaveLength(16);
  });

  it('keeps reservations and spending when it is opened again', async () => {
    const run = await fixture.drive({ limit: { tokens: 100 } });
    await spend(run, 20);
    await run.reserve('open', 30);
    await fixture.reopen();

    const account = await fixture.store.findAccount(run.tenant, run.run);
    expect(account).toMatchObject({ limit: { tokens: 100 }, reserved: { tokens: 30 }, spent: { tokens: 20 } });
    expect((await run.claim()).reservations).toEqual(['open']);
  });

  it('keeps the accounts of tenants apart, whatever they are called', async () => {
    await fixture.store.setLimit(fixture.tenant, 'house', { tokens: 10 });
    const poor = fixture.tenant;
    fixture.newTenant();
    const run = await fixture.drive({ account: 'house' });
    expect(await run.reserve('r', 50)).toEqual(GRANTED);
    expect(await fixture.store.findAccount(poor, 'house')).toMatchObject({ reserved: NONE });
  });
}

function settle(run: RunScript, reservation: string, amount: { tokens: number; costNanoUsd?: number }): Promise<void> {
  const settlement = { reservation, amount: { costNanoUsd: 0, ...amount } };
  return run.append([note('settles')], { settlements: [settlement] });
}

async function spend(run: RunScript, tokens: number): Promise<void> {
  await run.reserve('spent', tokens);
  await settle(run, 'spent', { tokens });
}
