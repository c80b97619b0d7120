/** A database that was written before runs said what they need: all that was under way goes on. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createEngine, type Program, type Store, systemClock } from '@tutti/engine';
import { createMemoryStore, nextTenant, nextWorker, RunScript, toSignal } from '@tutti/engine/testing';
import { Json, type RunFact } from '@tutti/protocol';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { leaveFirstVersion } from '../child-programs/leave-first-version.ts';
import { storeFilesIn } from '../directory/store-files.ts';
import { openSqliteStore } from '../open-sqlite-store.ts';

const tenant = nextTenant();
const STARTED: RunFact = {
  type: 'run.started',
  worker: nextWorker(),
  epoch: 1,
  build: 'older',
  program: { name: 'test', version: 1 },
};
const WAITING: RunFact = { type: 'run.parked', waits: [{ key: 'message:reply' }] };
const ASLEEP: RunFact = { type: 'run.parked', waits: [{ until: 1 }] };
const COMPLETED: RunFact = { type: 'run.completed', output: { value: 'done' }, labels: [] };

const test: Program = {
  name: 'test',
  version: 1,
  input: Json,
  run: async (_, { labels }) => ({ output: null, labels }),
};

let directory: string;
beforeEach(async () => void (directory = await mkdtemp(join(tmpdir(), 'tutti-needs-'))));
afterEach(() => rm(directory, { recursive: true }));

/** One run in each state that the queue knows, and two that are damaged. */
async function leaveOlder() {
  const queued = await write([]);
  const ready = await write([STARTED]);
  const owned = await write([STARTED]);
  const asleep = await write([STARTED, ASLEEP]);
  const waiting = await write([STARTED, WAITING]);
  const done = await write([STARTED, COMPLETED]);
  const broken = await write([STARTED]);
  const listless = await write([STARTED]);
  const runs = { queued, ready, owned, asleep, waiting, done, broken, listless };
  leaveFirstVersion(storeFilesIn(directory).database, Object.values(runs));
  change(`
    UPDATE runs SET queue_state = 'owned', owner = 'wrk_1', epoch = 1, claims = 1 WHERE no = 3;
    UPDATE runs SET queue_state = 'parked', wake_at = 1, wake_keys = '["control"]' WHERE no = 4;
    UPDATE runs SET queue_state = 'parked', wake_keys = '["message:reply","control"]' WHERE no = 5;
    UPDATE runs SET queue_state = 'done' WHERE no = 6;
    UPDATE events SET body = '{' WHERE run = 7 AND type = 'run.started';
    UPDATE runs SET summary = '{' WHERE no = 8`);
  return runs;
}

it('fills in what each run needs: its program, and once it has begun that version of it', async () => {
  await leaveOlder();
  await using store = await openSqliteStore({ directory });
  expect(store.health()).toEqual({ state: 'ok' });
  await store[Symbol.asyncDispose]();
  const begun = 'test@1/1';
  // Of a damaged beginning only the program is known; who drives that finds out.
  expect(listNeeds()).toEqual(['test', begun, begun, begun, begun, '', 'test', '']);
});

it('drives all of them on, by an engine that has their program', async () => {
  const runs = await leaveOlder();
  await using store = await openSqliteStore({ directory });
  const engine = createEngine({ store, build: 'newer', programs: [test] });
  engine.start();
  await store.signal(tenant, runs.waiting.run, toSignal('message:reply'));
  for (const { run } of [runs.queued, runs.ready, runs.owned, runs.asleep, runs.waiting])
    await expect.poll(() => statusOf(store, run), { timeout: 20_000 }).toBe('completed');
  await engine.close(0);
});

async function statusOf(store: Store, run: RunScript['run']): Promise<string | undefined> {
  return (await store.findRun(tenant, run))?.status;
}

/** A run with its journal, in a store that is forgotten. */
async function write(facts: readonly RunFact[]): Promise<RunScript> {
  const store = createMemoryStore();
  const run = new RunScript({ store, tenant, clock: systemClock });
  await store.submit(run.toNewRun());
  await run.claim();
  if (facts.length > 0) await run.append(facts);
  return run;
}

function listNeeds(): string[] {
  const database = new DatabaseSync(storeFilesIn(directory).database);
  const rows = database.prepare('SELECT needs FROM runs ORDER BY no').all();
  database.close();
  return rows.map(({ needs }) => String(needs));
}

function change(statements: string): void {
  const database = new DatabaseSync(storeFilesIn(directory).database);
  database.exec(statements);
  database.close();
}
