import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createMemoryStore, nextTenant, note, RunScript } from '@tutti/engine/testing';
import { FEED_TYPES, type RunFact, type StepPath, TaskId } from '@tutti/protocol';
import { systemClock } from '@tutti/engine';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { leaveFirstVersion } from '../child-programs/leave-first-version.ts';
import { storeFilesIn } from '../directory/store-files.ts';
import { openSqliteStore } from '../open-sqlite-store.ts';
import { INDEXED_FEED_TYPES } from './add-access-and-feed.ts';

const tenant = nextTenant();
const task = TaskId.parse(`tsk_${'0'.repeat(36)}`);
const ALL = { limit: 100 };

let directory: string;
beforeEach(async () => void (directory = await mkdtemp(join(tmpdir(), 'tutti-old-'))));
afterEach(() => rm(directory, { recursive: true }));

it('indexes exactly the events that the feed tells', () => {
  expect(INDEXED_FEED_TYPES).toEqual(FEED_TYPES);
});

it('takes every run of a database of the first version over', async () => {
  const plain = await write();
  const first = await write({ task });
  const second = await write({ task }, [DOUBT]);
  const doubtful = await write({}, [DOUBT]);
  const runs = [plain, first, second, doubtful];
  leaveFirstVersion(storeFilesIn(directory).database, runs);
  await using store = await openSqliteStore({ directory });
  const list = async (filter: object) => toIds((await store.listRuns(tenant, { ...ALL, ...filter })).runs);

  expect(await list({})).toEqual(toIds(runs.toReversed()));
  expect(await list({ status: ['queued'] })).toEqual(toIds(runs.toReversed()));
  expect(await list({ task })).toEqual(toIds([second, first]));
  expect(await list({ tasks: true })).toEqual(toIds([second]));
  expect(await list({ open: true })).toEqual(toIds([doubtful, second]));
  expect(await store.findRun(tenant, second.run)).toMatchObject({ task, doubts: 1, approvals: 1 });
  expect(await store.findRun(tenant, plain.run)).toMatchObject({ approvals: 0 });
  const feed = await store.readFeed(tenant, { after: 0, limit: 100 });
  expect(feed.filter(({ type }) => type === 'run.submitted').map(({ run }) => run)).toEqual(toIds(runs));
});

it('does not count the parts of a run for its task, and knows what a run retries', async () => {
  const root = await write({ task });
  const part = await write({ task, parent: root.run });
  leaveFirstVersion(storeFilesIn(directory).database, [root, part]);
  change(
    `UPDATE events SET body = json_set(body, '$.retryOf', json('{"run":"${part.run}"}')) WHERE run = 1 AND seq = 1`,
  );
  await using store = await openSqliteStore({ directory });

  expect(toIds((await store.listRuns(tenant, { ...ALL, tasks: true })).runs)).toEqual([root.run]);
  expect(toIds((await store.listRuns(tenant, { ...ALL, task })).runs)).toEqual([root.run]);
  expect(await store.findRun(tenant, root.run)).toMatchObject({ task, retryOf: part.run });
});

it('passes over what is damaged, as whoever reads it will say so', async () => {
  const sound = await write({ task });
  const runs = [await write({ task }), await write({}, [DOUBT]), sound];
  leaveFirstVersion(storeFilesIn(directory).database, runs);
  change("UPDATE events SET body = '{' WHERE run = 1; UPDATE runs SET summary = '{' WHERE no = 2");
  await using store = await openSqliteStore({ directory });
  expect(toIds((await store.listRuns(tenant, { ...ALL, tasks: true })).runs)).toEqual([sound.run]);
  await expect(store.listRuns(tenant, ALL)).rejects.toMatchObject({ code: 'journal_corrupt' });
});

const DOUBT: RunFact = { type: 'effect.doubted', path: 'a' as StepPath, key: 'k', cause: 'crash' };

/** A run with its journal, in a store that is forgotten. */
async function write(
  options: ConstructorParameters<typeof RunScript>[1] = {},
  facts: readonly RunFact[] = [note('a step')],
): Promise<RunScript> {
  const store = createMemoryStore();
  const run = new RunScript({ store, tenant, clock: systemClock }, options);
  await store.submit(run.toNewRun());
  await run.claim();
  await run.append(facts);
  return run;
}

function change(statements: string): void {
  const database = new DatabaseSync(storeFilesIn(directory).database);
  database.exec(statements);
  database.close();
}

function toIds(runs: readonly { readonly run: string }[]): string[] {
  return runs.map(({ run }) => run);
}
