import { expect, it } from 'vitest';
import { completed, note, toSignal } from './run-script.ts';
import { type OpenStoreUnderTest, renewStore, type StoreFixture } from './store-under-test.ts';
import { nextWorker } from './test-ids.ts';

const REPLY = [{ key: 'message:reply' }];

export function testParking(open: OpenStoreUnderTest): void {
  const fixture = renewStore(open);

  it('wakes a sleeping run for a signal with its key', async () => {
    const run = await fixture.drive();
    expect(await run.park(REPLY)).toBe('parked');
    expect(await claimAll(fixture)).toEqual([]);

    await run.send('message:reply');
    const [claimed] = (await fixture.store.claimReady(nextWorker(), { limit: 9 })).runs;
    expect(claimed).toMatchObject({ run: run.run, signals: [{ key: 'message:reply' }] });
  });

  it('lets a run sleep through signals with other keys', async () => {
    const run = await fixture.drive();
    await run.park(REPLY);
    await run.send('message:other');
    await run.send('message:reply2');

    expect(await claimAll(fixture)).toEqual([]);
    expect(await fixture.store.pendingSignals(run.tenant, run.run)).toHaveLength(2);
  });

  it('wakes a run for control, whatever it waits for', async () => {
    const one = await fixture.drive();
    const other = await fixture.drive();
    await one.park(REPLY);
    await other.park([{ until: fixture.clock.now() + 60_000 }]);
    await one.send('control', { payload: { action: 'pause', reason: '' } });
    await other.send('control', { payload: { action: 'resume' } });

    expect(await claimAll(fixture)).toEqual([one.run, other.run]);
  });

  it('refuses to sleep when a matching signal is already there, and writes nothing', async () => {
    const run = await fixture.drive();
    const other = toSignal('message:other');
    await fixture.store.signal(run.tenant, run.run, other);
    await run.send('message:reply');

    expect(await run.park(REPLY, { consume: [other.id] })).toBe('signal_waiting');
    expect(await fixture.store.readEntries(run.tenant, run.run, { after: 0, limit: 9 })).toHaveLength(1);
    expect(await fixture.store.pendingSignals(run.tenant, run.run)).toHaveLength(2);
    await run.append([note('still the driver')]);
  });

  it('refuses to sleep when control is already there', async () => {
    const run = await fixture.drive();
    await run.send('control', { payload: { action: 'resume' } });
    expect(await run.park(REPLY)).toBe('signal_waiting');
    expect(await run.park([])).toBe('signal_waiting');
  });

  it('sleeps on a signal that it consumes as it goes to sleep', async () => {
    const run = await fixture.drive();
    const signal = toSignal('message:reply');
    await fixture.store.signal(run.tenant, run.run, signal);

    expect(await run.park(REPLY, { consume: [signal.id] })).toBe('parked');
    expect(await claimAll(fixture)).toEqual([]);
  });

  it('sleeps while signals wait that it does not wait for', async () => {
    const run = await fixture.drive();
    await run.send('message:other');
    expect(await run.park(REPLY)).toBe('parked');
    expect(await claimAll(fixture)).toEqual([]);
  });

  it('loses no wake-up when signal and park meet in one turn, in either order', async () => {
    for (const signalFirst of [true, false]) {
      const run = await fixture.drive();
      const acts = [() => run.send('message:reply'), () => run.park(REPLY)];
      const [one, other] = await Promise.all((signalFirst ? acts : acts.toReversed()).map((act) => act()));

      const parked = signalFirst ? other : one;
      expect(parked).toBe(signalFirst ? 'signal_waiting' : 'parked');
      if (!signalFirst) expect(await claimAll(fixture)).toEqual([run.run]);
    }
  });

  it('wakes a run by any of several keys', async () => {
    const run = await fixture.drive();
    await run.park([{ key: 'approval:a' }, { key: 'approval:b' }, { until: fixture.clock.now() + 60_000 }]);
    await run.send('approval:b');
    expect(await claimAll(fixture)).toEqual([run.run]);
  });

  it('tells keys apart that differ in hardly anything', async () => {
    const run = await fixture.drive();
    await run.park([{ key: 'message:a%_"\',[]' }]);
    for (const key of ['message:a', 'message:A%_"\',[]', 'message:a%_"\',[] ', 'message:aXX"\',[]'])
      await run.send(key);
    expect(await claimAll(fixture)).toEqual([]);

    await run.send('message:a%_"\',[]');
    expect(await claimAll(fixture)).toEqual([run.run]);
  });

  it('wakes a run when its time has come, and not before', async () => {
    const run = await fixture.drive();
    await run.park([{ until: fixture.clock.now() + 5_000 }, { until: fixture.clock.now() + 1_000 }]);

    fixture.clock.advance(999);
    expect(await claimAll(fixture)).toEqual([]);
    fixture.clock.advance(1);
    expect(await claimAll(fixture)).toEqual([run.run]);
    fixture.clock.advance(9_000);
    expect(await claimAll(fixture)).toEqual([]);
  });

  it('does not wake a run for an old wait when it sleeps again', async () => {
    const run = await fixture.drive();
    await run.park([{ until: fixture.clock.now() + 1_000 }, { key: 'message:old' }]);
    await run.send('control', { payload: { action: 'resume' } });
    await consumeAndPark(fixture, run);
    fixture.clock.advance(2_000);
    await run.send('message:old');

    expect(await claimAll(fixture)).toEqual([]);
  });

  it('remembers what a run sleeps on when it is opened again', async () => {
    const run = await fixture.drive();
    const timed = await fixture.drive();
    await run.park(REPLY);
    await timed.park([{ until: fixture.clock.now() + 1_000 }]);
    await fixture.reopen();
    expect(await claimAll(fixture)).toEqual([]);

    await run.send('message:reply');
    expect(await claimAll(fixture)).toEqual([run.run]);
    fixture.clock.advance(1_000);
    expect(await claimAll(fixture)).toEqual([timed.run]);
  });

  it('wakes a parent when its child ends', async () => {
    const parent = await fixture.drive();
    await parent.park([{ key: 'child:x' }]);
    const child = await fixture.drive({ parent: parent.run });
    await child.append([completed], { notify: { run: parent.run, signal: toSignal('child:x') } });

    expect(await claimAll(fixture)).toEqual([parent.run]);
  });

  it('shows a sleeping run as its last entry left it', async () => {
    const run = await fixture.drive();
    await run.park(REPLY);
    expect(await fixture.store.findRun(run.tenant, run.run)).toMatchObject({ status: 'waiting' });
  });
}

async function consumeAndPark(fixture: StoreFixture, run: Awaited<ReturnType<StoreFixture['drive']>>): Promise<void> {
  const { signals } = await run.claim();
  await run.park(REPLY, { consume: signals.map(({ id }) => id) });
  expect(await fixture.store.pendingSignals(run.tenant, run.run)).toEqual([]);
}

async function claimAll(fixture: StoreFixture) {
  return (await fixture.store.claimReady(nextWorker(), { limit: 1_000 })).runs.map(({ run }) => run);
}
