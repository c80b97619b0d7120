/** Lists a page among a hundred thousand runs, and says how long that takes. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type RunFilter, type Store, systemClock } from '@tutti/engine';
import { nextTenant, RunScript } from '@tutti/engine/testing';
import { TaskId, toRunSummary } from '@tutti/protocol';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { storeFilesIn } from '../directory/store-files.ts';
import { openSqliteStore } from '../open-sqlite-store.ts';

const RUNS = 100_000;
const ROUNDS = 20;
const ONE_IN_A_THOUSAND = 1_000;

let directory: string;
beforeEach(async () => void (directory = await mkdtemp(join(tmpdir(), 'tutti-many-'))));
afterEach(() => rm(directory, { recursive: true }));

const LISTS: readonly [name: string, filter: Partial<RunFilter>, found: number][] = [
  ['all', {}, 50],
  ['completed', { status: ['completed'] }, 50],
  ['failed, one in a thousand', { status: ['failed'] }, 50],
  ['failed or waiting', { status: ['failed', 'waiting'] }, 50],
  ['paused, none', { status: ['paused'] }, 0],
  ['one task', { task: toTask(7) }, 2],
  ['tasks', { tasks: true }, 50],
  ['failed tasks', { tasks: true, status: ['failed'] }, 50],
  ['open', { open: true }, 50],
  ['open and waiting', { open: true, status: ['waiting'] }, 50],
  ['open and completed, none', { open: true, status: ['completed'] }, 0],
];

it(`lists a page of 50 among ${RUNS} runs`, async () => {
  const tenant = nextTenant();
  await using store = await openSqliteStore({ directory });
  const script = new RunScript({ store, tenant, clock: systemClock });
  await store.submit(script.toNewRun());
  fill(script);
  for (const [name, filter, found] of LISTS) {
    const { runs } = await store.listRuns(tenant, { ...filter, limit: 50 });
    expect(runs, name).toHaveLength(found);
    const page = await measure(() => list(store, script, { ...filter, limit: 50 }));
    const middle = await measure(() => list(store, script, { ...filter, limit: 50, cursor: `${RUNS / 2}` }));
    console.log(`${name}: first page ${page} ms, from the middle ${middle} ms`);
  }
  console.log(`feed: ${await measure(() => store.readFeed(tenant, { after: 0, limit: 50 }))} ms`);
});

function list(store: Store, { tenant }: RunScript, filter: RunFilter): Promise<unknown> {
  return store.listRuns(tenant, filter);
}

/** Two runs of each task, the second half the newer ones; states and approvals as the number says. */
function fill({ tenant, state }: RunScript): void {
  using database = new DatabaseSync(storeFilesIn(directory).database);
  const insert = database.prepare(
    "INSERT INTO runs (tenant, id, epoch, head, hash, episode, claims, queue_state, patience_ms, due_at, status, summary, task, newest, approvals) VALUES (?, ?, 0, 1, 'h', 0, 0, 'done', 0, 0, ?, ?, ?, ?, ?)",
  );
  database.exec('BEGIN IMMEDIATE');
  for (let count = 0; count < RUNS; count++) {
    const status = toStatus(count);
    const id = `run_${`${count}`.padStart(36, '0')}`;
    const summary = JSON.stringify({ ...toRunSummary(state), run: id, status });
    const newest = count >= RUNS / 2 ? 1 : 0;
    insert.run(tenant, id, status, summary, toTask(count % (RUNS / 2)), newest, status === 'waiting' ? 1 : 0);
  }
  database.exec('COMMIT');
}

function toStatus(count: number): 'failed' | 'waiting' | 'completed' {
  if (count % ONE_IN_A_THOUSAND === 0) return 'failed';
  return count % ONE_IN_A_THOUSAND === 1 ? 'waiting' : 'completed';
}

function toTask(count: number): TaskId {
  return TaskId.parse(`tsk_${`${count}`.padStart(36, '0')}`);
}

/** The median of some rounds. */
async function measure(act: () => Promise<unknown>): Promise<string> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    await act();
    times.push(performance.now() - start);
  }
  return (times.toSorted((one, other) => one - other)[ROUNDS / 2] ?? 0).toFixed(2);
}
