import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Store, systemClock } from '@tutti/engine';
import { nextTenant, note, RunScript } from '@tutti/engine/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestPostgres, type TestPostgres } from '../postgres/testing/start-test-postgres.ts';
import { openSqliteStore } from '../sqlite/open-sqlite-store.ts';

const EVENTS = Number(process.env['TUTTI_MOVED_EVENTS'] ?? 100_000);
const EVENTS_OF_A_RUN = 500;
const LETTERS = 300;
const PROGRAM = join(import.meta.dirname, 'child-programs', 'measure-move.ts');
/** For objects: all that is moved would not find room. */
const HEAP_MEBIBYTES = 48;
const MOST_MEBIBYTES = 512;

let server: TestPostgres;
beforeAll(async () => void (server = await startTestPostgres()), 60_000);
afterAll(() => server[Symbol.asyncDispose]());

async function fill(store: Store): Promise<void> {
  const tenant = nextTenant();
  const facts = Array.from({ length: EVENTS_OF_A_RUN - 1 }, (_, index) => note(`${index}`, 'x'.repeat(LETTERS)));
  for (let events = 0; events < EVENTS; events += EVENTS_OF_A_RUN) {
    const run = new RunScript({ store, tenant, clock: systemClock });
    await store.submit(run.toNewRun());
    await run.claim();
    await run.append(facts);
  }
}

it(`moves ${EVENTS} events with memory that does not grow with them`, { timeout: EVENTS * 6 }, async () => {
  const directory = await mkdtemp(join(tmpdir(), 'tutti-large-move-'));
  try {
    const store = await openSqliteStore({ directory });
    await fill(store);
    await store[Symbol.asyncDispose]();
    const limit = `--max-old-space-size=${HEAP_MEBIBYTES}`;
    const args = [limit, '--disable-warning=ExperimentalWarning', PROGRAM, directory, server.connectionString, 'large'];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    const { counts, ms, mebibytes } = JSON.parse(stdout) as { counts: object; ms: number; mebibytes: number };
    console.log(`${EVENTS} events moved and checked in ${ms} ms, with ${mebibytes} MiB at most`);
    expect(counts).toMatchObject({ events: EVENTS, runs: EVENTS / EVENTS_OF_A_RUN });
    expect(mebibytes).toBeLessThan(MOST_MEBIBYTES);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});
