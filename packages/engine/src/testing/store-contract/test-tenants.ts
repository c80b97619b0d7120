import { beforeEach, expect, it } from 'vitest';
import { note, type RunScript, sha256, toSignal } from './run-script.ts';
import { type OpenStoreUnderTest, shareStore } from './store-under-test.ts';
import { nextWorker } from './test-ids.ts';

/** Two tenants with runs of the same id: the second one acts, the first one must not notice. */
export function testTenants(open: OpenStoreUnderTest): void {
  const fixture = shareStore(open);
  const body = new TextEncoder().encode('mine');
  const message = { hash: sha256('mine'), previous: undefined, body: '"mine"' };
  let mine: RunScript;
  let theirs: RunScript;

  beforeEach(async () => {
    mine = await fixture.drive({ title: 'mine', limit: { tokens: 100 } });
    const executions = [
      {
        tenant: mine.tenant,
        run: mine.run,
        seq: 2,
        path: 'a' as never,
        kind: 'tool',
        startedAt: 1,
        finishedAt: 2,
        attempts: 1,
      } as const,
    ];
    await mine.append([note('mine')], { blobs: [{ hash: sha256(body), body }], messages: [message], executions });
    fixture.newTenant();
    theirs = await fixture.drive({ run: mine.run, title: 'theirs' });
  });

  it('keeps journals apart', async () => {
    await theirs.append([note('theirs')]);
    const read = (run: RunScript) => fixture.store.readEntries(run.tenant, run.run, { after: 0, limit: 9 });
    expect(await read(mine)).toEqual(mine.entries);
    expect(await read(theirs)).toEqual(theirs.entries);
  });

  it('keeps epochs apart', async () => {
    await theirs.claim();
    await theirs.claim();
    await mine.append([note('still the driver')]);
  });

  it('shows each its own run', async () => {
    expect(await fixture.store.findRun(mine.tenant, mine.run)).toMatchObject({ title: 'mine' });
    expect(await fixture.store.listRuns(mine.tenant, { limit: 9 })).toMatchObject({ runs: [{ title: 'mine' }] });
    expect(await fixture.store.listRuns(theirs.tenant, { limit: 9 })).toMatchObject({ runs: [{ title: 'theirs' }] });
    expect(await fixture.store.listRuns(theirs.tenant, { limit: 9, text: 'mine' })).toMatchObject({ runs: [] });
  });

  it('keeps signals apart', async () => {
    const signal = toSignal('message:reply');
    await fixture.store.signal(theirs.tenant, theirs.run, signal);
    expect(await fixture.store.pendingSignals(mine.tenant, mine.run)).toEqual([]);
    expect(await fixture.store.signal(mine.tenant, mine.run, signal)).toBe('accepted');
  });

  it('notifies only runs of the same tenant', async () => {
    const parent = await fixture.submit();
    fixture.newTenant();
    const child = await fixture.drive();
    await child.append([note('done')], { notify: { run: parent.run, signal: toSignal('child:x') } });
    expect(await fixture.store.pendingSignals(parent.tenant, parent.run)).toEqual([]);
  });

  it('keeps blobs, conversations and executions apart', async () => {
    expect(await fixture.store.findBlob(theirs.tenant, sha256(body))).toBeUndefined();
    await expect(fixture.store.readConversation(theirs.tenant, message.hash)).rejects.toMatchObject({
      code: 'journal_corrupt',
    });
    expect(await fixture.store.listExecutions(theirs.tenant, theirs.run)).toEqual([]);
    expect(await fixture.store.listExecutions(mine.tenant, mine.run)).toHaveLength(1);
  });

  it('keeps accounts and reservations apart', async () => {
    await mine.reserve('r', 100);
    expect(await theirs.reserve('r', 500)).toEqual({ status: 'granted' });
    await theirs.append([note('settles')], {
      settlements: [{ reservation: 'r', amount: { tokens: 500, costNanoUsd: 0 } }],
    });
    expect(await fixture.store.findAccount(mine.tenant, mine.run)).toMatchObject({
      reserved: { tokens: 100 },
      spent: { tokens: 0 },
    });
    expect((await mine.claim()).reservations).toEqual(['r']);
  });

  it('refuses to claim, append and signal under the wrong tenant', async () => {
    const other = await fixture.drive();
    const stranger = fixture.newTenant();
    const append = other.propose([note('stolen')]);
    await expect(fixture.store.append({ ...append, tenant: stranger })).rejects.toMatchObject({ code: 'fenced' });
    await expect(fixture.store.claim(stranger, other.run, nextWorker())).rejects.toMatchObject({
      code: 'run_not_found',
    });
    await expect(fixture.store.signal(stranger, other.run, toSignal('x'))).rejects.toMatchObject({
      code: 'run_not_found',
    });
    await other.append([note('not stolen')]);
  });
}
