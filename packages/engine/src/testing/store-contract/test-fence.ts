import { describe, expect, it } from 'vitest';
import { completed, note, sha256 } from './run-script.ts';
import { type OpenStoreUnderTest, shareStore } from './store-under-test.ts';

const FENCED = { code: 'fenced' };

export function testFence(open: OpenStoreUnderTest): void {
  const fixture = shareStore(open);

  it('refuses the appends of a driver that was replaced', async () => {
    const run = await fixture.drive();
    const late = run.propose([note('late')]);
    await run.claim();

    await expect(fixture.store.append(late)).rejects.toMatchObject(FENCED);
    await run.append([note('the new driver')]);
    expect(await fixture.store.readEntries(run.tenant, run.run, { after: 0, limit: 9 })).toEqual(run.entries);
  });

  it('refuses an epoch that was not given out yet', async () => {
    const run = await fixture.drive();
    const append = run.propose([note('early')]);
    await expect(fixture.store.append({ ...append, epoch: append.epoch + 1 })).rejects.toMatchObject(FENCED);
  });

  it('refuses an append that does not follow the head', async () => {
    const run = await fixture.drive();
    const first = run.propose([note('first')]);
    const skipping = run.propose([note('first'), note('second')]);

    await expect(fixture.store.append({ ...skipping, entries: skipping.entries.slice(1) })).rejects.toMatchObject(
      FENCED,
    );
    await fixture.store.append(first);
    await expect(fixture.store.append(first)).rejects.toMatchObject(FENCED);
  });

  it('refuses everything after the end', async () => {
    const run = await fixture.drive();
    await run.append([completed]);

    await expect(run.append([note('posthumous')])).rejects.toMatchObject(FENCED);
    await expect(run.park([])).rejects.toMatchObject(FENCED);
    await expect(run.release(0)).rejects.toMatchObject(FENCED);
    await expect(run.reserve('late', 1)).rejects.toMatchObject(FENCED);
  });

  it('refuses a driver whose run sleeps', async () => {
    const run = await fixture.drive();
    await run.park([{ key: 'message:reply' }]);

    await expect(run.append([note('sleepwalking')])).rejects.toMatchObject(FENCED);
  });

  it('refuses a driver that gave the run back', async () => {
    const run = await fixture.drive();
    await run.release(fixture.clock.now());

    await expect(run.append([note('after all')])).rejects.toMatchObject(FENCED);
    await expect(run.release(0)).rejects.toMatchObject(FENCED);
  });

  it('refuses the park, the release and the reservation of a driver that was replaced', async () => {
    const run = await fixture.drive();
    const { epoch } = run;
    await run.claim();
    run.epoch = epoch;

    await expect(run.park([{ key: 'message:reply' }])).rejects.toMatchObject(FENCED);
    await expect(run.release(0)).rejects.toMatchObject(FENCED);
    await expect(run.reserve('late', 1)).rejects.toMatchObject(FENCED);
  });

  it('refuses the drivers of a store that was closed', async () => {
    const run = await fixture.drive();
    await fixture.reopen();

    await expect(run.append([note('from before')])).rejects.toMatchObject(FENCED);
    await run.claim();
    await run.append([note('from now')]);
  });

  describe('a refused append', () => {
    it('leaves nothing behind', async () => {
      const run = await fixture.drive();
      await run.reserve('r', 10);
      const before = await fixture.store.findRun(run.tenant, run.run);
      await run.send('message:reply');
      const [signal] = await fixture.store.pendingSignals(run.tenant, run.run);
      const body = new TextEncoder().encode('orphan');
      const message = { hash: sha256('orphan'), previous: undefined, body: '{}' };
      const parts = {
        blobs: [{ hash: sha256(body), body }],
        messages: [message],
        consume: [signal?.id ?? ('' as never)],
      };
      const rest = { settlements: [{ reservation: 'r', amount: { tokens: 9, costNanoUsd: 0 } }], searchText: 'ghost' };
      const stale = { ...run.propose([completed], { ...parts, ...rest }), epoch: run.epoch - 1 };
      await expect(fixture.store.append(stale)).rejects.toMatchObject(FENCED);

      expect(await fixture.store.findRun(run.tenant, run.run)).toEqual(before);
      expect(await fixture.store.findBlob(run.tenant, sha256(body))).toBeUndefined();
      expect(await fixture.store.pendingSignals(run.tenant, run.run)).toHaveLength(1);
      expect(await fixture.store.findAccount(run.tenant, run.run)).toMatchObject({ reserved: { tokens: 10 } });
      expect(await fixture.store.listRuns(run.tenant, { limit: 9, text: 'ghost' })).toMatchObject({ runs: [] });
    });

    it('does not harm the others of its turn', async () => {
      const runs = await Promise.all(Array.from({ length: 20 }, () => fixture.drive()));
      const verdicts = await Promise.allSettled(
        runs.map((run, index) => {
          const append = run.propose([note('together')]);
          return fixture.store.append(index % 5 === 3 ? { ...append, epoch: 77 } : append);
        }),
      );

      const refused = verdicts.flatMap(({ status }, index) => (status === 'rejected' ? [index] : []));
      expect(refused).toEqual([3, 8, 13, 18]);
      const lengths = await Promise.all(
        runs.map(async (run) => (await fixture.store.readEntries(run.tenant, run.run, { after: 0, limit: 9 })).length),
      );
      expect(lengths).toEqual(runs.map((_, index) => (index % 5 === 3 ? 1 : 2)));
    });
  });

  it('refuses data that no journal can hold, and only that', async () => {
    const [good, bad, last] = await Promise.all([fixture.drive(), fixture.drive(), fixture.drive()]);
    const twice = bad.propose([note('twice')]);
    const verdicts = await Promise.allSettled([
      good.append([note('before')]),
      fixture.store.append({ ...twice, entries: [...twice.entries, ...twice.entries] }),
      last.append([note('after')]),
    ]);

    expect(verdicts.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await fixture.store.readEntries(bad.tenant, bad.run, { after: 0, limit: 9 })).toHaveLength(1);
    await bad.append([note('mended')]);
  });
}
