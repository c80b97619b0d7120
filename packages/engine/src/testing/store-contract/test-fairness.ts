import type { RunId } from '@tutti/protocol';
import { expect, it } from 'vitest';
import type { ClaimWish } from '../../ports/run-queue.ts';
import { completed, note, type RunScript, started } from './run-script.ts';
import { type OpenStoreUnderTest, renewStore, type StoreFixture } from './store-under-test.ts';
import { nextWorker } from './test-ids.ts';

/** Who goes first, how many of one tenant, and who can drive what. */
export function testFairness(open: OpenStoreUnderTest): void {
  const fixture = renewStore(open);

  it('lets tenants take turns, however much one of them has submitted', async () => {
    const many = await submitMany(fixture, 6);
    fixture.newTenant();
    const few = await submitMany(fixture, 2);

    expect(await claim(fixture, { limit: 5 })).toEqual([many[0], few[0], many[1], few[1], many[2]]);
    expect(await claim(fixture, { limit: 9 })).toEqual(many.slice(3));
  });

  it('lets the tenant go first that has the fewest runs under way', async () => {
    const busy = await submitMany(fixture, 4);
    expect(await claim(fixture, { limit: 2 })).toEqual(busy.slice(0, 2));
    fixture.clock.advance(1);
    fixture.newTenant();
    const late = await submitMany(fixture, 3);

    expect(await claim(fixture, { limit: 3 })).toEqual([late[0], late[1], busy[2]]);
  });

  it('lets timed runs take their turn', async () => {
    const timed = await fixture.drive();
    await timed.park([{ until: fixture.clock.now() + 1_000 }]);
    fixture.newTenant();
    const many = await submitMany(fixture, 5);
    fixture.clock.advance(1_000);
    const claimed = [...(await claim(fixture, { limit: 3 })), ...(await claim(fixture, { limit: 3 }))];
    expect(claimed.slice(0, 4)).toContain(timed.run);
    expect(new Set(claimed)).toEqual(new Set([timed.run, ...many]));
  });

  it('claims no more of a tenant than it may have under way, whoever asks', async () => {
    const many = await submitMany(fixture, 6);
    fixture.newTenant();
    const [other] = await submitMany(fixture, 1);
    const wish = { limit: 9, mostPerTenant: 2 };
    expect(await claim(fixture, wish)).toEqual([many[0], other, many[1]]);
    expect(await claim(fixture, wish)).toEqual([]);

    const claims = Array.from({ length: 8 }, () => claim(fixture, { limit: 9, mostPerTenant: 4 }));
    const claimed = (await Promise.all(claims)).flat();
    expect(claimed).toHaveLength(2);
    expect(new Set(claimed)).toEqual(new Set([many[2], many[3]]));
  });

  it('claims the next run of a tenant when one of it has ended', async () => {
    const [first, second] = [await fixture.drive(), await fixture.submit()];
    const wish = { limit: 9, mostPerTenant: 1 };
    expect(await claim(fixture, wish)).toEqual([]);
    await first.append([completed]);
    expect(await claim(fixture, wish)).toEqual([second.run]);
  });

  it('counts no ledger among the runs of a tenant that are under way', async () => {
    await fixture.submit({ needs: 'calls@1/2' });
    const ledger = await claim(fixture, { limit: 1 });
    const run = await fixture.submit();
    expect(ledger).toHaveLength(1);
    expect(await claim(fixture, { limit: 9, mostPerTenant: 1 })).toEqual([run.run]);
  });

  it('leaves to others what a worker cannot drive', async () => {
    const old = await fixture.submit({ needs: 'team@1/1' });
    const fresh = await fixture.submit({ needs: 'team' });
    const future = await fixture.submit({ needs: 'team@2/1' });

    expect(await claim(fixture, { limit: 9, can: [] })).toEqual([]);
    expect(await claim(fixture, { limit: 9, can: ['other', 'team@2/1'] })).toEqual([future.run]);
    expect(await claim(fixture, { limit: 9, can: ['team', 'team@1/1', 'team@1'] })).toEqual([old.run, fresh.run]);
  });

  it('finds what it can drive behind much that it cannot', async () => {
    for (let count = 0; count < 30; count++) await fixture.submit({ needs: 'team@2/1', priority: 'critical' });
    const mine = await fixture.submit({ needs: 'team', priority: 'background' });
    expect(await claim(fixture, { limit: 1, can: ['team'] })).toEqual([mine.run]);
  });

  it('knows what a run needs from when it has begun', async () => {
    const run = await fixture.drive({ needs: 'team' });
    await run.append([started(run.epoch)], { needs: 'team@3/2' });
    await run.append([note('half way')]);
    await run.release(fixture.clock.now());
    expect(await claim(fixture, { limit: 9, can: ['team', 'team@3/1'] })).toEqual([]);
    await fixture.reopen();
    expect(await claim(fixture, { limit: 9, can: ['team@3/2'] })).toEqual([run.run]);
  });

  it('changes what a run needs also with what no feed tells', async () => {
    const run = await fixture.drive();
    await run.append([note('quiet')], { needs: 'quiet@1/1' });
    await run.park([{ until: fixture.clock.now() + 1_000 }]);
    fixture.clock.advance(1_000);
    expect(await claim(fixture, { limit: 9, can: ['test'] })).toEqual([]);
    expect(await claim(fixture, { limit: 9, can: ['quiet@1/1'] })).toEqual([run.run]);
  });

  it('takes no child from a parent that somebody else drives by now', async () => {
    const parent = await fixture.drive();
    const by = { run: parent.run, epoch: parent.epoch };
    const child = await fixture.submit({ parent: parent.run, by });
    await parent.claim();
    const fenced = { code: 'fenced', run: parent.run };
    await expect(fixture.submit({ parent: parent.run, by })).rejects.toMatchObject(fenced);
    const { runs } = await fixture.store.listRuns(fixture.tenant, { parent: parent.run, limit: 9 });
    expect(runs.map(({ run }) => run)).toEqual([child.run]);
  });

  it('takes no child from a parent that sleeps or has ended, and the others of the same turn', async () => {
    const [parked, ended] = [await fixture.drive(), await fixture.drive()];
    await parked.park([{ key: 'message:x' }]);
    await ended.append([completed]);
    const submit = ({ run, epoch }: RunScript) => fixture.submit({ parent: run, by: { run, epoch } });
    const verdicts = await Promise.allSettled([submit(parked), submit(ended), fixture.submit()]);
    expect(verdicts.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
  });
}

async function submitMany(fixture: StoreFixture, count: number): Promise<RunId[]> {
  const runs: RunId[] = [];
  for (let index = 0; index < count; index++) {
    runs.push((await fixture.submit()).run);
    fixture.clock.advance(1);
  }
  return runs;
}

async function claim(fixture: StoreFixture, wish: ClaimWish): Promise<RunId[]> {
  return (await fixture.store.claimReady(nextWorker(), wish)).runs.map(({ run }) => run);
}
