/** A database that was written before there were budgets by period: what is reserved there is settled, and counts from then on. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { systemClock } from '@tutti/engine';
import { createMemoryStore, nextTenant, note, RunScript } from '@tutti/engine/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { leaveFirstVersion } from '../child-programs/leave-first-version.ts';
import { storeFilesIn } from '../directory/store-files.ts';
import { openSqliteStore } from '../open-sqlite-store.ts';
import { migrate } from './migrate.ts';
import { MIGRATIONS } from './migrations.ts';

const tenant = nextTenant();
const BEFORE = 3;

let directory: string;
beforeEach(async () => void (directory = await mkdtemp(join(tmpdir(), 'tutti-money-'))));
afterEach(() => rm(directory, { recursive: true }));

it('settles what was reserved before, and counts on from there', async () => {
  const older = new RunScript({ store: createMemoryStore(), tenant, clock: systemClock });
  leaveOlder(older, [
    `INSERT INTO accounts (tenant, id, limit_tokens, reserved_tokens) VALUES ('${tenant}', '${older.run}', 100, 60)`,
    `INSERT INTO reservations (run, id, tenant, tokens, cost) VALUES (1, 'old', '${tenant}', 60, 0)`,
  ]);
  await using store = await openSqliteStore({ directory });
  expect(store.health()).toEqual({ state: 'ok' });
  const run = new RunScript({ store, tenant, clock: systemClock }, { run: older.run });
  Object.assign(run, { state: older.state });
  expect((await run.claim()).reservations).toEqual(['old']);
  expect(await run.reserve('more', 50)).toMatchObject({ status: 'blocked', left: { tokens: 40 } });
  await run.append([note('settles')], {
    settlements: [{ reservation: 'old', amount: { tokens: 20, costNanoUsd: 0 } }],
  });
  expect(await run.reserve('more', 50)).toEqual({ status: 'granted' });
  const rule = { account: 'tenant', period: 'total', limit: { tokens: 10 }, warnAt: [], ladder: [] } as const;
  const state = await store.setBudget(tenant, { ...rule, warnAt: [], ladder: [] });
  expect(state).toMatchObject({ spent: { tokens: 0 }, reserved: { tokens: 0 } });
  expect(await run.reserveOn(['tenant'], 'third', { tokens: 11, costNanoUsd: 0 })).toMatchObject({ status: 'refused' });
});

it('ends with the tables that a new database begins with', async () => {
  leaveOlder(new RunScript({ store: createMemoryStore(), tenant, clock: systemClock }), []);
  const { database: file } = storeFilesIn(directory);
  const upgraded = new DatabaseSync(file);
  const fresh = new DatabaseSync(':memory:');
  for (const database of [upgraded, fresh]) migrate(database, 1);
  expect(listColumns(upgraded)).toEqual(listColumns(fresh));
  upgraded.close();
});

function leaveOlder(run: RunScript, statements: readonly string[]): void {
  const { database: file } = storeFilesIn(directory);
  leaveFirstVersion(file, [run]);
  const database = new DatabaseSync(file);
  migrate(database, 1, MIGRATIONS.slice(0, BEFORE));
  for (const statement of statements) database.exec(statement);
  database.close();
}

function listColumns(database: DatabaseSync): unknown[] {
  return database
    .prepare(
      "SELECT t.name AS of, c.name, c.type, c.pk FROM sqlite_schema t, pragma_table_xinfo(t.name) c WHERE t.type IN ('table', 'index') ORDER BY 1, 2",
    )
    .all();
}
