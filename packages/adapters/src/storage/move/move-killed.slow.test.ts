/** Wherever a move is killed, the directory can be used, and the database is either empty or complete. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPostgresStore } from '../postgres/open-postgres-store.ts';
import { startTestPostgres, type TestPostgres } from '../postgres/testing/start-test-postgres.ts';
import { openSqliteStore } from '../sqlite/open-sqlite-store.ts';
import { moveToPostgres } from './move-to-postgres.ts';
import { type Installation, makeInstallation } from './testing/rich-installation.ts';

const PROGRAM = join(import.meta.dirname, 'child-programs', 'move-and-die.ts');

let server: TestPostgres;
let directory: string;
let installation: Installation;

beforeAll(async () => {
  server = await startTestPostgres();
  directory = await mkdtemp(join(tmpdir(), 'tutti-killed-move-'));
  await using store = await openSqliteStore({ directory });
  installation = await makeInstallation(store);
}, 120_000);
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

/** All moves are into the same schema, as somebody who tries again does it. */
const schema = 'killed';

async function moveAndDie(step: string, count: number): Promise<void> {
  const args = [PROGRAM, directory, server.connectionString, schema, step, `${count}`];
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], { stdio: 'ignore' });
  expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
}

async function countCopied(): Promise<number> {
  await expect
    .poll(async () => (await server.query("SELECT 1 FROM pg_stat_activity WHERE application_name = 'tutti'")).length, {
      timeout: 60_000,
    })
    .toBe(0);
  return Number((await server.query(`SELECT count(*) AS count FROM ${schema}.runs`))[0]?.['count']);
}

/** In the order of the moves: nothing of one that was cut off is in the way of the next. */
it.each([
  ['copy', 1],
  ['copy', 3],
  ['copy', 8],
  ['check', 1],
  ['check', 6],
  ['commit', 1],
])('leaves an empty database when it dies at %s %i', async (step, count) => {
  await moveAndDie(step, count);
  expect(await countCopied()).toBe(0);
  expect(existsSync(join(directory, 'moved.json'))).toBe(false);
});

it('leaves a complete database when it dies before the directory is marked, and ends it the next time', async () => {
  await moveAndDie('leave', 1);
  const { principal } = installation;
  const before = await (async () => {
    await using store = await openSqliteStore({ directory });
    return store.listRuns(principal.tenant, { limit: 100 });
  })();
  expect(await countCopied()).toBe(before.runs.length);
  const options = { directory, connectionString: server.connectionString, schema, facts: {}, now: Date.now() };
  expect(await moveToPostgres(options)).toMatchObject({ wasThere: true });
  await expect(openSqliteStore({ directory })).rejects.toMatchObject({ code: 'store_moved' });
  await using store = await openPostgresStore(options);
  expect(await store.listRuns(principal.tenant, { limit: 100 })).toEqual(before);
});
