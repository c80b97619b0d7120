import type { Priority } from '@tutti/protocol';
import { expect, it } from 'vitest';
import { completed, note } from './run-script.ts';
import { type OpenStoreUnderTest, renewStore, type StoreFixture } from './store-under-test.ts';
import { nextWorker } from './test-ids.ts';

export function testQueue(open: OpenStoreUnderTest): void {
  const fixture = renewStore(open);

  it('has nothing to claim when it is new', async () => {
    expect(await look(fixture)).toEqual({ runs: [], nextReadyAt: undefined });
  });

  it('claims the most urgent first', async () => {
    const order: Priority[] = ['background', 'low', 'normal', 'high', 'critical'];
    const runs = [];
    for (const priority of order) runs.push(await fixture.submit({ priority }));

    expect(await claim(fixture)).toEqual(runs.toReversed().map(({ run }) => run));
  });

  it('claims runs of one priority in the order in which they became ready', async () => {
    const now = fixture.clock.now();
    const late = await fixture.submit({ readyAt: now - 1 });
    const early = await fixture.submit({ readyAt: now - 2 });
    expect(await claim(fixture)).toEqual([early.run, late.run]);
  });

  it('lets a run that has waited long go before a more urgent one', async () => {
    const background = await fixture.submit({ priority: 'background' });
    const low = await fixture.submit({ priority: 'low' });
    fixture.clock.advance(1_799_000);
    const critical = await fixture.submit({ priority: 'critical' });
    fixture.clock.advance(2_000);
    const fresh = await fixture.submit({ priority: 'critical' });

    expect(await claim(fixture)).toEqual([low.run, critical.run, background.run, fresh.run]);
  });

  it('claims no more than it is asked for, and each run once', async () => {
    for (let count = 0; count < 5; count++) await fixture.submit();
    const first = await claim(fixture, 2);
    const second = await claim(fixture, 2);
    const third = await claim(fixture, 2);

    expect([first, second, third].map(({ length }) => length)).toEqual([2, 2, 1]);
    expect(new Set([...first, ...second, ...third]).size).toBe(5);
  });

  it('gives each run to one of many workers that ask at once', async () => {
    await Promise.all(Array.from({ length: 60 }, () => fixture.submit()));
    const claims = await Promise.all(Array.from({ length: 20 }, () => claim(fixture, 7)));

    expect(claims.flat()).toHaveLength(60);
    expect(new Set(claims.flat()).size).toBe(60);
  });

  it('hands over runs that can be driven at once', async () => {
    const run = await fixture.submit();
    const [claimed] = (await fixture.store.claimReady(nextWorker(), { limit: 1 })).runs;
    run.epoch = claimed?.epoch ?? 0;

    expect(claimed).toMatchObject({ tenant: run.tenant, run: run.run, submitted: run.entries[0], claims: 1 });
    await run.append([note('driven')]);
  });

  it('claims runs of all tenants', async () => {
    const one = await fixture.submit();
    fixture.newTenant();
    const other = await fixture.submit();
    expect(await claim(fixture)).toEqual([one.run, other.run]);
  });

  it('keeps a run back until it is ready', async () => {
    const readyAt = fixture.clock.now() + 1_000;
    const run = await fixture.submit({ readyAt });
    expect(await look(fixture)).toEqual({ runs: [], nextReadyAt: readyAt });

    fixture.clock.advance(1_000);
    expect(await look(fixture)).toEqual({ runs: [run.run], nextReadyAt: undefined });
  });

  it('knows the next time among all that wait for theirs', async () => {
    const now = fixture.clock.now();
    await fixture.submit({ readyAt: now + 3_000 });
    const parked = await fixture.drive();
    await parked.park([{ until: now + 1_000 }, { key: 'message:reply' }]);
    const released = await fixture.drive();
    await released.release(now + 2_000);
    await (await fixture.drive()).park([{ key: 'message:reply' }]);

    expect(await look(fixture)).toEqual({ runs: [], nextReadyAt: now + 1_000 });
    await parked.send('message:reply');
    expect(await look(fixture)).toEqual({ runs: [parked.run], nextReadyAt: now + 2_000 });
  });

  it('lists a run that cannot be driven with its problem, until somebody can drive it again', async () => {
    const title = 'half a sign \uD800 and none \u0000';
    const run = await fixture.drive({ title });
    const { store, clock } = fixture;
    await store.release(run.tenant, run.run, { epoch: run.epoch, readyAt: clock.now(), problem: 'journal_corrupt' });
    const listed = { title, status: 'quarantined', errorCode: 'journal_corrupt' };
    expect(await store.findRun(run.tenant, run.run)).toMatchObject(listed);
    expect((await store.listRuns(run.tenant, { status: ['quarantined'], limit: 5 })).runs).toMatchObject([listed]);
    expect((await run.claim()).claims).toBe(1);
    await run.append([{ type: 'run.resumed' }]);
    expect(await store.findRun(run.tenant, run.run)).toMatchObject({ status: 'running' });
  });

  it('does not count a claim that was given back unbegun', async () => {
    const run = await fixture.drive();
    const { store, clock } = fixture;
    await store.release(run.tenant, run.run, { epoch: run.epoch, readyAt: clock.now() });
    expect((await run.claim()).claims).toBe(2);
    await store.release(run.tenant, run.run, { epoch: run.epoch, readyAt: clock.now(), uncounted: true });
    expect((await run.claim()).claims).toBe(2);
  });

  it('offers a released run again, from the time that is asked for', async () => {
    const run = await fixture.drive();
    const later = await fixture.drive();
    await run.release(fixture.clock.now());
    await later.release(fixture.clock.now() + 1_000);
    expect(await claim(fixture)).toEqual([run.run]);

    fixture.clock.advance(1_000);
    expect(await claim(fixture)).toEqual([later.run]);
  });

  it('lets control wake a run that is kept back', async () => {
    const released = await fixture.drive();
    await released.release(fixture.clock.now() + 60_000);
    const submitted = await fixture.submit({ readyAt: fixture.clock.now() + 60_000 });
    await released.send('message:other');
    expect(await claim(fixture)).toEqual([]);

    for (const run of [released, submitted]) await run.send('control', { payload: { action: 'cancel', reason: '' } });
    expect(await claim(fixture)).toEqual([released.run, submitted.run]);
  });

  it('offers the runs of a closed store again', async () => {
    const driven = await fixture.drive();
    await driven.append([note('half way')]);
    const ended = await fixture.drive();
    await ended.append([completed]);
    await fixture.reopen();

    const { runs: claimed } = await fixture.store.claimReady(nextWorker(), { limit: 9 });
    expect(claimed.map(({ run }) => run)).toEqual([driven.run]);
    expect(claimed[0]?.entries).toEqual(driven.entries.slice(1));
  });

  it('does not offer a run that somebody drives or that has ended', async () => {
    const driven = await fixture.drive();
    const ended = await fixture.drive();
    await driven.append([note('busy')]);
    await ended.append([completed]);
    expect(await claim(fixture)).toEqual([]);
  });

  it('holds its lease while it is open', async () => {
    const run = await fixture.drive();
    expect(fixture.store.isLeaseHeld(...run.driver)).toBe(true);
    expect(fixture.store.health()).toEqual({ state: 'ok' });
  });
}

async function look(fixture: StoreFixture) {
  const { runs, nextReadyAt } = await fixture.store.claimReady(nextWorker(), { limit: 1_000 });
  return { runs: runs.map(({ run }) => run), nextReadyAt };
}

async function claim(fixture: StoreFixture, limit = 1_000) {
  return (await fixture.store.claimReady(nextWorker(), { limit })).runs.map(({ run }) => run);
}
