/** Trees of work that want more than they may, over stores that people use, while workers die: nothing is overdrawn, and all figures fit. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RealMoneyReport, spendForReal } from '@tutti/engine/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPostgresStore } from './postgres/open-postgres-store.ts';
import { startTestPostgres, type TestPostgres } from './postgres/testing/start-test-postgres.ts';
import { openSqliteStore } from './sqlite/open-sqlite-store.ts';

const TREES = 80;

let server: TestPostgres;
let directory: string;
beforeAll(async () => {
  server = await startTestPostgres();
  directory = await mkdtemp(join(tmpdir(), 'tutti-money-'));
}, 60_000);
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

it('in SQLite, two engines over one store that is opened again after each death', async () => {
  const open = () => openSqliteStore({ directory });
  check(await spendForReal({ seed: 1, trees: TREES, seats: 1, enginesPerSeat: 2, kills: 4, openStore: open }));
}, 300_000);

it('in PostgreSQL, two engines with a store of their own over one database', async () => {
  const { connectionString } = server;
  const open = () => openPostgresStore({ connectionString, leaseMs: 5_000, lookEveryMs: 50 });
  check(await spendForReal({ seed: 2, trees: TREES, seats: 2, enginesPerSeat: 1, kills: 4, openStore: open }));
}, 300_000);

function check({ violations, ...report }: RealMoneyReport): void {
  console.log(JSON.stringify(report));
  expect(violations).toEqual([]);
  expect(report.runs).toBeGreaterThanOrEqual(TREES);
  expect(report.failed).toBeGreaterThan(0);
  expect(report.utilisation).toBeGreaterThan(0.9);
  expect(report.utilisation).toBeLessThanOrEqual(1);
}
