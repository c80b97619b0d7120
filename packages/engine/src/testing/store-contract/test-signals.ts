import { expect, it } from 'vitest';
import { completed, note, toSignal } from './run-script.ts';
import { type OpenStoreUnderTest, shareStore } from './store-under-test.ts';
import { nextRun } from './test-ids.ts';

export function testSignals(open: OpenStoreUnderTest): void {
  const fixture = shareStore(open);

  it('keeps signals in the order in which they came, whatever their own time says', async () => {
    const run = await fixture.submit();
    await run.send('message:z', { at: 9, by: 'usr_00000000000000000000000000000000000z' as never });
    await run.send('control', { at: 1, payload: { action: 'cancel', reason: 'no longer needed' } });
    await run.send('message:a', { at: 5, payload: { nested: [null, 1.5, 'ü'] } });

    const signals = await fixture.store.pendingSignals(run.tenant, run.run);
    expect(signals.map(({ key }) => key)).toEqual(['message:z', 'control', 'message:a']);
    expect(signals.map(({ at }) => at)).toEqual([9, 1, 5]);
    expect(signals[2]?.payload).toEqual({ nested: [null, 1.5, 'ü'] });
    expect(Object.hasOwn(signals[1] ?? {}, 'by')).toBe(false);
  });

  it('knows a signal again by its id', async () => {
    const run = await fixture.submit();
    const signal = toSignal('message:reply', { payload: 1 });

    expect(await fixture.store.signal(run.tenant, run.run, signal)).toBe('accepted');
    expect(await fixture.store.signal(run.tenant, run.run, { ...signal, payload: 2 })).toBe('known');
    expect(await fixture.store.pendingSignals(run.tenant, run.run)).toEqual([signal]);
  });

  it('accepts a signal once when it is sent several times at once', async () => {
    const run = await fixture.submit();
    const signal = toSignal('message:reply');
    const verdicts = await Promise.all([1, 2, 3, 4, 5].map(() => fixture.store.signal(run.tenant, run.run, signal)));

    expect(verdicts).toEqual(['accepted', 'known', 'known', 'known', 'known']);
  });

  it('judges each of many that are sent at once by itself', async () => {
    const signal = toSignal('message:reply');
    const [driven, ended, told, asleep] = [
      await fixture.drive(),
      await fixture.drive(),
      await fixture.drive(),
      await fixture.drive(),
    ];
    await ended.append([completed]);
    await fixture.store.signal(told.tenant, told.run, signal);
    await asleep.park([{ key: signal.key }]);
    const runs = [driven.run, ended.run, told.run, asleep.run, nextRun()];
    const verdicts = await Promise.allSettled(runs.map((run) => fixture.store.signal(driven.tenant, run, signal)));
    expect(verdicts.map((each) => (each.status === 'fulfilled' ? each.value : each.reason.code))).toEqual([
      'accepted',
      'run_finished',
      'known',
      'accepted',
      'run_not_found',
    ]);
    for (const { tenant, run } of [driven, told, asleep])
      expect(await fixture.store.pendingSignals(tenant, run)).toEqual([signal]);
  });

  it('takes the same id for two runs as two signals', async () => {
    const [one, other] = [await fixture.submit(), await fixture.submit()];
    const signal = toSignal('message:reply');

    expect(await fixture.store.signal(one.tenant, one.run, signal)).toBe('accepted');
    expect(await fixture.store.signal(other.tenant, other.run, signal)).toBe('accepted');
  });

  it('consumes signals together with the entries that record them', async () => {
    const run = await fixture.drive();
    const [first, second] = [toSignal('message:a'), toSignal('message:b')];
    await fixture.store.signal(run.tenant, run.run, first);
    await fixture.store.signal(run.tenant, run.run, second);
    await run.append([note('received')], { consume: [first.id] });

    expect(await fixture.store.pendingSignals(run.tenant, run.run)).toEqual([second]);
    expect((await run.claim()).signals).toEqual([second]);
  });

  it('knows a consumed signal for ever, also after the end', async () => {
    const run = await fixture.drive();
    const signal = toSignal('message:a');
    await fixture.store.signal(run.tenant, run.run, signal);
    await run.append([note('received')], { consume: [signal.id] });
    expect(await fixture.store.signal(run.tenant, run.run, signal)).toBe('known');

    await run.append([completed]);
    await fixture.reopen();
    expect(await fixture.store.signal(run.tenant, run.run, signal)).toBe('known');
    expect(await fixture.store.pendingSignals(run.tenant, run.run)).toEqual([]);
  });

  it('fails for a run that has ended, and for one that does not exist', async () => {
    const run = await fixture.drive();
    await run.append([completed]);

    await expect(run.send('message:late')).rejects.toMatchObject({ code: 'run_finished', run: run.run });
    const missing = fixture.store.signal(run.tenant, nextRun(), toSignal('message:lost'));
    await expect(missing).rejects.toMatchObject({ code: 'run_not_found' });
  });

  it('notifies another run in the same transaction', async () => {
    const parent = await fixture.drive();
    await parent.park([{ key: 'child:a' }]);
    const child = await fixture.drive({ parent: parent.run });
    const signal = toSignal('child:a', { payload: 'finished' });
    const notify = { run: parent.run, signal };

    const stale = { ...child.propose([completed], { notify }), epoch: child.epoch - 1 };
    await expect(fixture.store.append(stale)).rejects.toMatchObject({ code: 'fenced' });
    expect(await fixture.store.pendingSignals(parent.tenant, parent.run)).toEqual([]);

    await child.append([completed], { notify });
    expect(await fixture.store.pendingSignals(parent.tenant, parent.run)).toEqual([signal]);
    expect(await fixture.store.signal(parent.tenant, parent.run, signal)).toBe('known');
  });

  it('passes over a target that is unknown, has ended or has been told before', async () => {
    const ended = await fixture.drive();
    await ended.append([completed]);
    const told = await fixture.submit();
    const signal = toSignal('child:a');
    await fixture.store.signal(told.tenant, told.run, signal);

    for (const run of [nextRun(), ended.run, told.run]) {
      const child = await fixture.drive();
      await child.append([completed], { notify: { run, signal } });
      expect(await fixture.store.findRun(child.tenant, child.run)).toMatchObject({ status: 'completed' });
    }
    expect(await fixture.store.pendingSignals(told.tenant, told.run)).toHaveLength(1);
    expect(await fixture.store.pendingSignals(ended.tenant, ended.run)).toEqual([]);
  });
}
