import type { WorkerCard } from '@tutti/protocol';
import { expect, it } from 'vitest';
import { completed } from './run-script.ts';
import { type OpenStoreUnderTest, renewStore } from './store-under-test.ts';
import { nextWorker } from './test-ids.ts';

const ALL = { limit: 9, endedWithinMs: 60_000 };

/** Who works here, what it drives, and what all processes must agree on. Its times are the store's own. */
export function testFleet(open: OpenStoreUnderTest): void {
  const fixture = renewStore(open);

  it('lists nobody who has not announced himself', async () => {
    await fixture.drive();
    expect(await fixture.store.listWorkers(ALL)).toEqual([]);
  });

  it('lists who has, as he is by now', async () => {
    const card = toCard({ url: 'http://127.0.0.1:8000' });
    await fixture.store.announce(card);
    const state = { lostRuns: 0, takenOver: 0, driving: 0 };
    expect(await fixture.store.listWorkers(ALL)).toMatchObject([{ ...card, ...state, state: 'at_work' }]);

    await fixture.store.announce({ ...card, draining: true });
    const [draining, ...others] = await fixture.store.listWorkers(ALL);
    expect(draining).toMatchObject({ worker: card.worker, draining: true, state: 'draining' });
    expect(others).toEqual([]);
    expect(draining?.endedAt).toBeUndefined();
  });

  it('counts the runs that a worker drives, and lists them', async () => {
    const card = toCard();
    await fixture.store.announce(card);
    const runs = [await fixture.submit(), await fixture.submit(), await fixture.submit()];
    for (const run of runs) await run.claim(card.worker);
    await runs[0]?.append([completed]);
    await runs[1]?.park([{ key: 'message:x' }]);
    const { store, tenant } = fixture;

    expect(await store.listWorkers(ALL)).toMatchObject([{ driving: 1 }]);
    const list = async (of = tenant, worker = card.worker) =>
      (await store.listRuns(of, { worker, limit: 9 })).runs.map(({ run }) => run);
    expect(await list()).toEqual([runs[2]?.run]);
    expect(await list(tenant, nextWorker())).toEqual([]);
    expect(await list(fixture.newTenant())).toEqual([]);
    const some = await store.listRuns(tenant, { worker: card.worker, status: ['completed'], limit: 9 });
    expect(some.runs).toEqual([]);
  });

  it('remembers who has ended, for as long as is asked for', async () => {
    const first = toCard();
    await fixture.store.announce(first);
    await fixture.reopen();
    const second = toCard();
    await fixture.store.announce(second);

    const workers = await fixture.store.listWorkers(ALL);
    expect(workers.map(({ worker, state }) => [worker, state])).toEqual([
      [second.worker, 'at_work'],
      [first.worker, 'ended'],
    ]);
    expect(workers[1]?.endedAt).toBeGreaterThanOrEqual(workers[1]?.startedAt ?? Number.POSITIVE_INFINITY);
    expect(await fixture.store.listWorkers({ ...ALL, limit: 1 })).toMatchObject([{ worker: second.worker }]);
    expect(await fixture.store.listWorkers({ ...ALL, endedWithinMs: -60_000 })).toHaveLength(1);
  });

  it('keeps the first of several facts under one key', async () => {
    const kept = await Promise.all(['a', 'b', 'c'].map((value) => fixture.store.keepFact('owner', value)));
    expect(kept).toEqual(['a', 'a', 'a']);
    expect(await fixture.store.keepFact('other', 'b')).toBe('b');
    await fixture.reopen();
    expect(await fixture.store.keepFact('owner', 'd')).toBe('a');
  });
}

function toCard(more: Partial<WorkerCard> = {}): WorkerCard {
  const worker = nextWorker();
  return {
    worker,
    name: 'machine:1',
    roles: ['server', 'worker'],
    build: 'test',
    pid: 1,
    host: 'machine',
    room: 5,
    draining: false,
    programs: ['team', 'team@1/1'],
    ...more,
  };
}
