import { toCarried } from '@tutti/protocol';
import { expect, it } from 'vitest';
import { completed, note, path, type RunScript } from './run-script.ts';
import { type OpenStoreUnderTest, shareStore } from './store-under-test.ts';
import { nextRun, nextWorker } from './test-ids.ts';

export function testClaims(open: OpenStoreUnderTest): void {
  const fixture = shareStore(open);

  it('hands over a run that was never driven', async () => {
    const run = await fixture.submit();
    const claimed = await run.claim();

    expect(claimed).toMatchObject({
      tenant: run.tenant,
      run: run.run,
      submitted: run.entries[0],
      entries: [],
      claims: 1,
    });
    expect(claimed).toMatchObject({ hashBefore: run.entries[0]?.hash, headHash: run.entries[0]?.hash });
    expect(claimed).toMatchObject({ signals: [], reservations: [] });
  });

  it('raises the epoch at each claim', async () => {
    const run = await fixture.submit();
    const first = (await run.claim()).epoch;
    const second = (await run.claim()).epoch;
    await fixture.reopen();

    expect(second).toBeGreaterThan(first);
    expect((await run.claim()).epoch).toBeGreaterThan(second);
  });

  it('hands over all entries after the first one where there is no episode', async () => {
    const run = await fixture.drive();
    await run.append([note('one'), note('two')]);

    expect(await run.claim()).toMatchObject({
      submitted: run.entries[0],
      entries: run.entries.slice(1),
      hashBefore: run.entries[0]?.hash,
      headHash: run.entries[2]?.hash,
    });
  });

  it('hands over the last episode only', async () => {
    const run = await fixture.drive();
    await run.append([note('old')]);
    await continueRun(run, 2);
    await run.append([note('also old')]);
    await continueRun(run, 3, ['before the end of an append', 'after it']);
    await run.append([note('new')]);

    const claimed = await run.claim();
    const start = run.entries.findLastIndex(({ type }) => type === 'run.continued');
    expect(claimed.submitted).toEqual(run.entries[0]);
    expect(claimed.entries).toEqual(run.entries.slice(start));
    expect(claimed.hashBefore).toBe(run.entries[start - 1]?.hash);
    expect(claimed.headHash).toBe(run.entries.at(-1)?.hash);
  });

  it('finds the episode again after it was opened again', async () => {
    const run = await fixture.drive();
    await continueRun(run, 2);
    await fixture.reopen();

    expect((await run.claim()).entries.map(({ type }) => type)).toEqual(['run.continued']);
  });

  it('begins a retry at the episode that it took over', async () => {
    const run = await fixture.submit();
    const carried = run.propose([
      { type: 'run.continued', episode: 2, state: { value: 1 }, carried: toCarried(run.state) },
    ]);
    const retry = { ...run.toNewRun(), tenant: fixture.newTenant() };
    await fixture.store.submit({ ...retry, entries: [...retry.entries, ...carried.entries] });

    const claimed = await fixture.store.claim(fixture.tenant, run.run, nextWorker());
    expect(claimed.entries).toEqual(carried.entries);
    expect(claimed.hashBefore).toBe(retry.entries[0]?.hash);
  });

  it('counts the claims since the last progress', async () => {
    const run = await fixture.submit();
    expect((await run.claim()).claims).toBe(1);
    await run.append([note('nothing yet')], { progress: false });
    expect((await run.claim()).claims).toBe(2);
    await fixture.reopen();
    expect((await run.claim()).claims).toBe(3);
    await run.append([note('an outcome')], { progress: true });
    expect((await run.claim()).claims).toBe(1);
  });

  it('hands over the signals that wait and the reservations that are open', async () => {
    const run = await fixture.drive();
    await run.send('message:b', { payload: { text: 'first' } });
    await run.send('message:a', { payload: ['second'] });
    await run.reserve('kept', 5);
    await run.reserve('settled', 5);
    await run.append([note('settles')], {
      settlements: [{ reservation: 'settled', amount: { tokens: 1, costNanoUsd: 0 } }],
    });

    const claimed = await run.claim();
    expect(claimed.signals).toEqual(await fixture.store.pendingSignals(run.tenant, run.run));
    expect(claimed.signals.map(({ payload }) => payload)).toEqual([{ text: 'first' }, ['second']]);
    expect(claimed.reservations).toEqual(['kept']);
  });

  it('takes over a run that sleeps', async () => {
    const run = await fixture.drive();
    await run.park([{ key: 'message:never' }]);

    await run.claim();
    await run.append([note('awake')]);
  });

  it('fails for a run that has ended, and for one that does not exist', async () => {
    const run = await fixture.drive();
    await run.append([completed]);

    await expect(run.claim()).rejects.toMatchObject({ code: 'run_finished', run: run.run });
    const missing = fixture.store.claim(run.tenant, nextRun(), nextWorker());
    await expect(missing).rejects.toMatchObject({ code: 'run_not_found' });
  });
}

async function continueRun(run: RunScript, episode: number, around: readonly string[] = []): Promise<void> {
  const [before, after] = around.map((name) => note(name));
  await run.append([
    ...(before ? [before] : []),
    { type: 'run.continued', episode, state: { value: path('state') }, carried: toCarried(run.state) },
    ...(after ? [after] : []),
  ]);
}
