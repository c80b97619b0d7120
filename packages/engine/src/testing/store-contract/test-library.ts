import { expect, it } from 'vitest';
import { completed, note, started } from './run-script.ts';
import { type OpenStoreUnderTest, shareStore, type StoreFixture } from './store-under-test.ts';
import { nextRun } from './test-ids.ts';
import type { RunFilter } from '../../ports/run-library.ts';

export function testLibrary(open: OpenStoreUnderTest): void {
  const fixture = shareStore(open);

  it('finds a run by its id, and nothing where there is none', async () => {
    const run = await fixture.submit({ title: 'Find me' });
    expect(await fixture.store.findRun(run.tenant, run.run)).toMatchObject({ run: run.run, title: 'Find me' });
    expect(await fixture.store.findRun(run.tenant, nextRun())).toBeUndefined();
    expect(await fixture.store.readEntries(run.tenant, nextRun(), { after: 0, limit: 5 })).toEqual([]);
    expect(await fixture.store.listExecutions(run.tenant, nextRun())).toEqual([]);
    expect(await fixture.store.pendingSignals(run.tenant, nextRun())).toEqual([]);
  });

  it('reads entries a page at a time', async () => {
    const run = await fixture.drive();
    await run.append([note('a'), note('b'), note('c'), note('d')]);
    const read = (after: number, limit: number) => fixture.store.readEntries(run.tenant, run.run, { after, limit });

    expect(await read(0, 2)).toEqual(run.entries.slice(0, 2));
    expect(await read(2, 2)).toEqual(run.entries.slice(2, 4));
    expect(await read(4, 2)).toEqual(run.entries.slice(4));
    expect(await read(5, 2)).toEqual([]);
  });

  it('lists runs, the newest first', async () => {
    const runs = await submitMany(fixture, 3);
    expect(await list(fixture, { limit: 9 })).toEqual({ runs: runs.toReversed(), next: undefined });
  });

  it('lists nothing for a tenant without runs', async () => {
    expect(await list(fixture, { limit: 9 })).toEqual({ runs: [], next: undefined });
  });

  it('lists page by page, each run once', async () => {
    const runs = await submitMany(fixture, 7);
    expect(await listAll(fixture, { limit: 3 })).toEqual(runs.toReversed());
    expect((await list(fixture, { limit: 7 })).next).toBeUndefined();
  });

  it('keeps its place while runs are added and changed', async () => {
    const runs = await submitMany(fixture, 4);
    const first = await list(fixture, { limit: 2 });
    await submitMany(fixture, 3);
    await (await fixture.drive()).append([completed]);
    const second = await list(fixture, { limit: 2, ...(first.next !== undefined && { cursor: first.next }) });

    expect([...first.runs, ...second.runs]).toEqual(runs.toReversed());
    expect(second.next).toBeUndefined();
  });

  it('lists the runs of some states, page by page', async () => {
    const queued = await submitMany(fixture, 3);
    const waiting = await fixture.drive();
    await waiting.park([{ key: 'message:reply' }]);
    const ended = await fixture.drive();
    await ended.append([completed]);

    expect(await listAll(fixture, { limit: 2, status: ['queued'] })).toEqual(queued.toReversed());
    expect(await listAll(fixture, { limit: 2, status: ['waiting', 'completed'] })).toEqual([ended.run, waiting.run]);
    expect(await listAll(fixture, { limit: 2, status: ['waiting', 'queued', 'completed'] })).toEqual([
      ended.run,
      waiting.run,
      ...queued.toReversed(),
    ]);
    expect(await listAll(fixture, { limit: 2, status: ['failed'] })).toEqual([]);
  });

  it('lists the children of a run', async () => {
    const parent = await fixture.drive();
    const other = await fixture.drive();
    const children = [await fixture.submit({ parent: parent.run }), await fixture.drive({ parent: parent.run })];
    await fixture.submit({ parent: other.run });
    await children[1]?.append([completed]);

    expect(await listAll(fixture, { limit: 1, parent: parent.run })).toEqual([children[1]?.run, children[0]?.run]);
    expect(await listAll(fixture, { limit: 9, parent: parent.run, status: ['completed'] })).toEqual([children[1]?.run]);
  });

  it('lists a run that cannot be driven as quarantined, and as what it is once it can', async () => {
    const run = await fixture.drive();
    await run.append([started(run.epoch)]);
    await fixture.store.release(run.tenant, run.run, {
      epoch: run.epoch,
      readyAt: fixture.clock.now(),
      problem: 'journal_corrupt',
    });
    expect(await listAll(fixture, { limit: 9, status: ['quarantined'] })).toEqual([run.run]);

    await run.claim();
    await run.append([note('goes on')]);
    expect(await listAll(fixture, { limit: 9, status: ['quarantined'] })).toEqual([]);
    expect(await listAll(fixture, { limit: 9, status: ['running'] })).toEqual([run.run]);
  });

  it('rejects a cursor that it did not give out', async () => {
    const wrong = fixture.store.listRuns(fixture.tenant, { limit: 5, cursor: "x' OR 1=1 --" });
    await expect(wrong).rejects.toMatchObject({ code: 'invalid_input', field: 'cursor' });
  });

  it('reads what was acknowledged just before', async () => {
    const run = await fixture.drive();
    for (let round = 0; round < 20; round++) {
      await run.append([note(`round ${round}`)]);
      expect(await fixture.store.readEntries(run.tenant, run.run, { after: round + 1, limit: 9 })).toHaveLength(1);
    }
  });
}

async function submitMany(fixture: StoreFixture, count: number) {
  const runs = [];
  for (let index = 0; index < count; index++) {
    fixture.clock.advance(1);
    runs.push((await fixture.submit()).run);
  }
  return runs;
}

async function list(fixture: StoreFixture, filter: RunFilter) {
  const { runs, next } = await fixture.store.listRuns(fixture.tenant, filter);
  return { runs: runs.map(({ run }) => run), next };
}

async function listAll(fixture: StoreFixture, filter: RunFilter) {
  const found = [];
  let page = await list(fixture, filter);
  found.push(...page.runs);
  while (page.next !== undefined) {
    page = await list(fixture, { ...filter, cursor: page.next });
    expect(page.runs).not.toEqual([]);
    found.push(...page.runs);
  }
  return found;
}
