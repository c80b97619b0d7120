import { expect, it } from 'vitest';
import type { StoreNotice } from '../../ports/run-queue.ts';
import { note } from './run-script.ts';
import { type OpenStoreUnderTest, renewStore, type StoreFixture } from './store-under-test.ts';
import { nextWorker } from './test-ids.ts';

export function testNotices(open: OpenStoreUnderTest): void {
  const fixture = renewStore(open);

  it('says when a run has become ready', async () => {
    const submitted = nextNotice(fixture, 'ready');
    const run = await fixture.submit();
    await submitted;

    await run.claim();
    await run.park([{ key: 'message:reply' }]);
    const woken = nextNotice(fixture, 'ready');
    await run.send('message:reply');
    await woken;

    await run.claim();
    const released = nextNotice(fixture, 'ready');
    await run.release(fixture.clock.now());
    await released;
  });

  it('says so only when the run can be claimed', async () => {
    const ready = nextNotice(fixture, 'ready');
    const run = fixture.submit();
    await ready;
    expect((await fixture.store.claimReady(nextWorker(), { limit: 1 })).runs).toHaveLength(1);
    await run;
  });

  it('tells the driver of a run about its new signal', async () => {
    const run = await fixture.drive();
    const noticed = nextNotice(fixture, 'signal');
    await run.send('message:reply');

    expect(await noticed).toEqual({ kind: 'signal', run: run.run });
    expect(await fixture.store.pendingSignals(run.tenant, run.run)).toHaveLength(1);
  });

  it('tells the driver of a parent that its child has ended', async () => {
    const parent = await fixture.drive();
    const child = await fixture.drive({ parent: parent.run });
    const noticed = nextNotice(fixture, 'signal');
    const signal = { id: 'sig_child' as never, key: 'child:x', payload: null, at: 1 };
    await child.append([note('last words')], { notify: { run: parent.run, signal } });

    expect(await noticed).toEqual({ kind: 'signal', run: parent.run });
  });

  it('says when something reserved was settled', async () => {
    const run = await fixture.drive();
    await run.reserve('r', 5);
    const settled = nextNotice(fixture, 'settled');
    await run.append([note('settles')], { settlements: [{ reservation: 'r', amount: { tokens: 1, costNanoUsd: 0 } }] });

    expect(await settled).toEqual({ kind: 'settled' });
  });

  it('tells every listener, and none that has stopped', async () => {
    const heard: string[] = [];
    const stop = fixture.store.listen(() => heard.push('stopped'));
    fixture.store.listen(() => heard.push('first'));
    fixture.store.listen(() => heard.push('second'));
    stop();
    const noticed = nextNotice(fixture, 'ready');
    await fixture.submit();
    await noticed;

    expect(new Set(heard)).toEqual(new Set(['first', 'second']));
  });
}

function nextNotice(fixture: StoreFixture, kind: StoreNotice['kind']): Promise<StoreNotice> {
  const { promise, resolve } = Promise.withResolvers<StoreNotice>();
  const stop = fixture.store.listen((notice) => {
    if (notice.kind !== kind) return;
    stop();
    resolve(notice);
  });
  return promise;
}
