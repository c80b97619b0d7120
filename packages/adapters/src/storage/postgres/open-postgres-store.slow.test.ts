import { systemClock } from '@tutti/engine';
import { nextTenant, note, RunScript } from '@tutti/engine/testing';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ServerCheck } from './connection.ts';
import { openPostgresStore } from './open-postgres-store.ts';
import { NEWEST_VERSION } from './schema/migrate.ts';
import { MIGRATIONS } from './schema/migrations.ts';
import { startTestPostgres, type TestPostgres } from './testing/start-test-postgres.ts';

const EVERY_VERSION = MIGRATIONS.map(({ number }) => ({ number }));

let server: TestPostgres;
beforeAll(async () => void (server = await startTestPostgres()), 60_000);
afterAll(() => server[Symbol.asyncDispose]());

const toOptions = (schema = server.nextSchema()) => ({ connectionString: server.connectionString, schema });

describe('opening a postgres store', () => {
  it('makes the schema once when many processes open it at the same time', async () => {
    const options = toOptions();
    const stores = await Promise.all(Array.from({ length: 5 }, () => openPostgresStore(options)));
    expect(await server.query(`SELECT number FROM ${options.schema}.migrations ORDER BY number`)).toEqual(
      EVERY_VERSION,
    );
    await Promise.all(stores.map((store) => store[Symbol.asyncDispose]()));
  });

  it('refuses the schema of a newer version and leaves it as it is', async () => {
    const options = toOptions();
    await (await openPostgresStore(options))[Symbol.asyncDispose]();
    await server.query(
      `INSERT INTO ${options.schema}.migrations (number, name) VALUES (${NEWEST_VERSION + 1}, 'next')`,
    );
    const refused = openPostgresStore(options);
    await expect(refused).rejects.toMatchObject({ code: 'store_too_new' });
    await expect(refused).rejects.toThrow(`version ${NEWEST_VERSION + 1}`);
  });

  it('takes a schema that was made for it by somebody with more rights, whatever it is called', async () => {
    const schema = 'user';
    await server.query(`CREATE ROLE tenant_of_schema LOGIN PASSWORD 'secret'`);
    await server.query(`CREATE SCHEMA "${schema}" AUTHORIZATION tenant_of_schema`);
    const connectionString = server.connectionString.replace(/\/\/[^@]+@/, '//tenant_of_schema:secret@');
    await using store = await openPostgresStore({ connectionString, schema });
    const run = new RunScript({ store, tenant: nextTenant(), clock: systemClock });
    expect(await store.submit(run.toNewRun())).toBe('created');
    expect(await server.query(`SELECT number FROM "${schema}".migrations ORDER BY number`)).toEqual(EVERY_VERSION);
  });

  it('gives up on a migration that somebody is in the way of', async () => {
    const options = toOptions();
    const other = new pg.Client({ connectionString: server.connectionString });
    await other.connect();
    await other.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [`tutti migrates ${options.schema}`]);
    const hindered = openPostgresStore({ ...options, migrationTimeoutMs: 100 });
    await expect(hindered).rejects.toMatchObject({ code: 'store_locked' });
    await other.end();
    await using store = await openPostgresStore(options);
    expect(store.health()).toEqual({ state: 'ok' });
  });

  it('refuses a server that only reads, and one that is not there', async () => {
    const { connectionString, schema } = toOptions();
    const reading = `${connectionString}?options=-c%20default_transaction_read_only%3Don`;
    await expect(openPostgresStore({ connectionString: reading, schema })).rejects.toMatchObject({
      code: 'store_read_only',
    });
    const nowhere = connectionString.replace(/:\d+\//, ':1/');
    await expect(openPostgresStore({ connectionString: nowhere, schema })).rejects.toMatchObject({
      code: 'store_failed',
    });
  });

  it('refuses a server without TLS where the connection string asks for it', async () => {
    const { connectionString, schema } = toOptions();
    const refused = openPostgresStore({ connectionString: `${connectionString}?sslmode=verify-full`, schema });
    await expect(refused).rejects.toThrow(/SSL/);
  });

  it('refuses a name of a schema that is none', async () => {
    const refused = openPostgresStore({ connectionString: server.connectionString, schema: 'x; DROP TABLE runs' });
    await expect(refused).rejects.toMatchObject({ code: 'store_failed' });
  });

  it.each([
    ['off', 'on'],
    ['remote_apply', 'remote_apply'],
  ])('where the server waits for the disk %s, each commit waits %s', async (told, done) => {
    const settings = `?options=-c%20synchronous_commit%3D${told}`;
    const client = new pg.Client({ connectionString: `${server.connectionString}${settings}` });
    await client.connect();
    await new ServerCheck('tutti').assertTrusted(client);
    expect((await client.query('SHOW synchronous_commit')).rows).toEqual([{ synchronous_commit: done }]);
    await client.end();
  });
});

describe('closing a postgres store', () => {
  it('writes what was asked before, and refuses what comes after', async () => {
    const options = toOptions();
    const store = await openPostgresStore(options);
    const run = new RunScript({ store, tenant: nextTenant(), clock: systemClock });
    const submitted = store.submit(run.toNewRun());
    const closing = store[Symbol.asyncDispose]();
    await expect(store.findRun(run.tenant, run.run)).rejects.toMatchObject({ code: 'engine_closed' });
    expect(await submitted).toBe('created');
    await Promise.all([closing, store[Symbol.asyncDispose]()]);
    expect(store.isLeaseHeld(...run.driver)).toBe(false);
    await using again = await openPostgresStore(options);
    expect(await again.findRun(run.tenant, run.run)).toBeDefined();
  });
});

it('keeps a damaged row to itself no longer than until it is read', async () => {
  const options = toOptions();
  await using store = await openPostgresStore(options);
  const run = new RunScript({ store, tenant: nextTenant(), clock: systemClock });
  await store.submit(run.toNewRun());
  await run.claim();
  await server.query(`UPDATE ${options.schema}.runs SET summary = replace(summary, '{', '(')`);
  await expect(store.findRun(run.tenant, run.run)).rejects.toMatchObject({ code: 'journal_corrupt' });
  expect(store.health()).toMatchObject({ state: 'failed' });
  await expect(run.append([note('on sand')])).rejects.toMatchObject({ code: 'store_failed' });
});
