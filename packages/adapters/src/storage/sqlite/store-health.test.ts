import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type Store, systemClock } from '@tutti/engine';
import { nextTenant, nextWorker, note, RunScript } from '@tutti/engine/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { storeFilesIn } from './directory/store-files.ts';
import { openSqliteStore } from './open-sqlite-store.ts';

const ALL = { after: 0, limit: 10_000 };

let directory: string;
beforeEach(async () => void (directory = await mkdtemp(join(tmpdir(), 'tutti-health-'))));
afterEach(() => rm(directory, { recursive: true }));

async function drive(store: Store): Promise<RunScript> {
  const run = new RunScript({ store, tenant: nextTenant(), clock: systemClock });
  await store.submit(run.toNewRun());
  await run.claim();
  return run;
}

async function appendUntilRefused(run: RunScript): Promise<unknown> {
  for (;;) {
    const error = await run.append([note('grows', 'x'.repeat(50_000))]).catch((cause: unknown) => cause);
    if (error) return error;
  }
}

describe('a store without space', () => {
  it('refuses, keeps what it acknowledged, and goes on when there is space', async () => {
    const store = await openSqliteStore({ directory, maxPages: 400 });
    const run = await drive(store);
    expect(await appendUntilRefused(run)).toMatchObject({ code: 'store_full', retryable: true });
    expect(await store.readEntries(run.tenant, run.run, ALL)).toEqual(run.entries);
    await store[Symbol.asyncDispose]();

    await using larger = await openSqliteStore({ directory });
    expect(await larger.readEntries(run.tenant, run.run, ALL)).toEqual(run.entries);
    const { epoch } = await larger.claim(run.tenant, run.run, nextWorker());
    await larger.append({ ...run.propose([note('goes on')]), epoch });
  });

  it('feels full until something is written, not only looked for', async () => {
    await using store = await openSqliteStore({ directory, maxPages: 400 });
    const run = await drive(store);
    await appendUntilRefused(run);
    await store.claimReady(nextWorker(), { limit: 1 });
    await store.pendingSignals(run.tenant, run.run);
    expect(store.health()).toMatchObject({ state: 'full' });

    await run.append([note('small')]);
    expect(store.health()).toEqual({ state: 'ok' });
  });

  it('lets what is small through, though something in its turn is too large', async () => {
    await using store = await openSqliteStore({ directory, maxPages: 400 });
    const [small, large, last] = [await drive(store), await drive(store), await drive(store)];
    const verdicts = await Promise.allSettled([
      small.append([note('small')]),
      large.append([note('large', 'x'.repeat(4_000_000))]),
      last.append([note('small')]),
    ]);

    expect(verdicts.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(verdicts[1]).toMatchObject({ reason: { code: 'store_full' } });
    expect(store.health()).toMatchObject({ state: 'full' });
    expect(await store.readEntries(large.tenant, large.run, ALL)).toEqual(large.entries);
  });
});

describe('a store with a damaged row', () => {
  it('says so, and takes no more', async () => {
    const first = await openSqliteStore({ directory });
    const run = await drive(first);
    await first[Symbol.asyncDispose]();
    await damageSummary();

    await using store = await openSqliteStore({ directory });
    await expect(store.findRun(run.tenant, run.run)).rejects.toMatchObject({ code: 'journal_corrupt' });
    expect(store.health()).toMatchObject({ state: 'failed' });
    expect(store.isLeaseHeld(...run.driver)).toBe(false);
    await expect(store.append(run.propose([note('on sand')]))).rejects.toMatchObject({ code: 'store_failed' });
  });
});

/** Turns a brace into something else, as a bad sector might, and hides the seal that would tell. */
async function damageSummary(): Promise<void> {
  const { database: file, seal } = storeFilesIn(directory);
  const database = new DatabaseSync(file);
  database.exec("UPDATE runs SET summary = replace(summary, '{', '(')");
  database.close();
  await rm(seal);
}
