/** A database that was written before there were budgets by period: what is reserved there is settled, and counts from then on. */
import { systemClock } from '@tutti/engine';
import { nextTenant, note, RunScript } from '@tutti/engine/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPostgresStore } from '../open-postgres-store.ts';
import { startTestPostgres, type TestPostgres } from '../testing/start-test-postgres.ts';
import { addMoney } from './add-money.ts';
import { MIGRATIONS } from './migrations.ts';

let server: TestPostgres;
beforeAll(async () => void (server = await startTestPostgres()), 60_000);
afterAll(() => server[Symbol.asyncDispose]());

it('settles what was reserved before, and counts on from there', async () => {
  const schema = server.nextSchema();
  const options = { connectionString: server.connectionString, schema };
  const tenant = nextTenant();
  const older = await openPostgresStore(options);
  const first = new RunScript({ store: older, tenant, clock: systemClock }, { limit: { tokens: 100 } });
  await older.submit(first.toNewRun());
  await first.claim();
  await first.reserve('old', 60);
  await older[Symbol.asyncDispose]();
  await takeBack(schema);

  await using store = await openPostgresStore(options);
  const run = new RunScript({ store, tenant, clock: systemClock }, { run: first.run });
  Object.assign(run, { state: first.state });
  expect((await run.claim()).reservations).toEqual(['old']);
  expect(await run.reserve('more', 50)).toMatchObject({ status: 'blocked', left: { tokens: 40 } });
  await run.append([note('settles')], {
    settlements: [{ reservation: 'old', amount: { tokens: 20, costNanoUsd: 0 } }],
  });
  expect(await run.reserve('more', 50)).toEqual({ status: 'granted' });
  await store.setBudget(tenant, { account: 'tenant', period: 'total', limit: { tokens: 10 }, warnAt: [], ladder: [] });
  expect(await run.reserveOn(['tenant'], 'third', { tokens: 11, costNanoUsd: 0 })).toMatchObject({ status: 'refused' });
});

/** To what the schema was before this migration and all that came after it. */
async function takeBack(schema: string): Promise<void> {
  const later = MIGRATIONS.filter(({ number }) => number >= addMoney.number).flatMap(({ statements }) => statements);
  const tables = later.flatMap((text) => /^CREATE TABLE (\w+)/.exec(text)?.[1] ?? []);
  const indexes = later.flatMap((text) => /^CREATE (?:UNIQUE )?INDEX (\w+)/.exec(text)?.[1] ?? []);
  expect(tables).toContain('budgets');
  await server.query(
    [
      ...tables.map((table) => `DROP TABLE ${schema}.${table} CASCADE`),
      ...indexes.map((index) => `DROP INDEX IF EXISTS ${schema}.${index}`),
      `ALTER TABLE ${schema}.reservations DROP COLUMN at, DROP COLUMN accounts`,
      `DELETE FROM ${schema}.migrations WHERE number >= ${addMoney.number}`,
    ].join('; '),
  );
}
