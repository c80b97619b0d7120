/** Claims at the edges: unheard, late, under a lease that ends meanwhile, and of runs that cannot be read. */
import { type Store, systemClock } from '@tutti/engine';
import { nextTenant, nextWorker, note, RunScript } from '@tutti/engine/testing';
import type { TenantId } from '@tutti/protocol';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { openPostgresStore, type PostgresStoreOptions } from './open-postgres-store.ts';
import { type DeafProxy, openDeafProxy } from './testing/deaf-proxy.ts';
import { startTestPostgres, type TestPostgres } from './testing/start-test-postgres.ts';

const LONG = { timeout: 20_000 };
/** Nothing happens by itself. */
const STILL = { leaseMs: 600_000, lookEveryMs: 600_000 };

let server: TestPostgres;
let schema: string;
let tenant: TenantId;
let opened: Store[] = [];
beforeAll(async () => void (server = await startTestPostgres()), 60_000);
afterAll(() => server[Symbol.asyncDispose]());
beforeEach(() => {
  schema = server.nextSchema();
  tenant = nextTenant();
});
afterEach(async () => {
  await Promise.all(opened.map((store) => store[Symbol.asyncDispose]()));
  opened = [];
  await server.empty(schema);
});

async function open(more: Partial<PostgresStoreOptions> = {}, proxy?: DeafProxy): Promise<Store> {
  const connectionString = proxy
    ? server.connectionString.replace(/:\d+\//, `:${proxy.port}/`)
    : server.connectionString;
  const store = await openPostgresStore({ connectionString, schema, connections: 4, ...more });
  opened.push(store);
  return store;
}

async function submit(store: Store): Promise<RunScript> {
  const run = new RunScript({ store, tenant, clock: systemClock });
  await store.submit(run.toNewRun());
  return run;
}

async function claimAll(store: Store, limit = 100): Promise<string[]> {
  return (await store.claimReady(nextWorker(), { limit, can: ['test'] })).runs.map(({ run }) => run);
}

/** Runs that somebody is said to drive whose lease has ended. */
function listForsaken(): Promise<readonly Record<string, unknown>[]> {
  return server.query(
    `SELECT r.id FROM ${schema}.runs r WHERE queue_state = 'owned'
      AND NOT EXISTS (SELECT FROM ${schema}.holders h WHERE h.no = r.holder AND h.ended_at IS NULL)`,
  );
}

it('gives back what a claim takes that reaches the server long after it was given up', async () => {
  await using proxy = await openDeafProxy(server.port);
  const store = await open({ lookEveryMs: 50, patienceMs: 100, statementTimeoutMs: 300 }, proxy);
  expect(await claimAll(store)).toEqual([]);
  proxy.holdAt('claim-ready');
  await expect(claimAll(store)).rejects.toMatchObject({ code: 'store_unavailable' });
  expect(await claimAll(store)).toEqual([]);
  const run = await submit(store);
  proxy.deliver();
  const epochs = () => server.query(`SELECT epoch FROM ${schema}.runs WHERE epoch > 0`);
  await expect.poll(epochs, LONG).toEqual([{ epoch: 1 }]);
  await expect.poll(() => claimAll(store), LONG).toEqual([run.run]);
}, 60_000);

it('frees what is claimed up to the moment at which the lease is ended', async () => {
  const late = await open(STILL);
  const other = await open(STILL);
  await submit(late);
  // So many leases have passed that they are not all ended at once, that of the late store last.
  await server.query(
    `INSERT INTO ${schema}.holders (no, name, lease_until, lease_ms) OVERRIDING SYSTEM VALUE
      SELECT -n, 'gone', now() - interval '1 second', 1 FROM generate_series(1, 30000) AS n`,
  );
  const runs = await Promise.all(Array.from({ length: 400 }, () => submit(other)));
  await server.query(`UPDATE ${schema}.holders SET lease_until = now() - interval '1 second' WHERE no > 0`);
  let isEnded = false;
  const claim = async () => {
    while (!isEnded) if ((await claimAll(late, 1)).length === 0) return;
  };
  const claiming = claim();
  const ender = await open({ lookEveryMs: 1, leaseMs: 600_000 });
  const left = `SELECT 1 FROM ${schema}.holders WHERE ended_at IS NULL AND lease_until < now()`;
  await expect.poll(() => server.query(left), LONG).toEqual([]);
  isEnded = true;
  await claiming;
  expect(await listForsaken()).toEqual([]);
  const rest = await claimAll(ender, 1_000);
  expect(rest).toHaveLength(runs.length + 1);
}, 60_000);

it('leaves nothing claimed behind that was claimed while it closed', async () => {
  const store = await open();
  const other = await open();
  const run = await submit(other);
  const holder = `SELECT max(no) AS no FROM ${schema}.holders WHERE ended_at IS NULL AND no < (SELECT max(no) FROM ${schema}.holders)`;
  const [row] = await server.query(holder);
  const closing = store[Symbol.asyncDispose]();
  const takes = `UPDATE ${schema}.runs SET queue_state = 'owned', epoch = 1, holder = $1
    WHERE queue_state = 'ready' AND EXISTS (SELECT FROM ${schema}.holders WHERE no = $1 AND ended_at IS NULL FOR SHARE)`;
  await Promise.all([closing, server.query(takes, [row?.['no']])]);
  expect(await listForsaken()).toEqual([]);
  expect(await claimAll(other)).toEqual([run.run]);
});

it('hands a run over whose first entry is lost, so that it is put aside and the others are driven', async () => {
  const store = await open(STILL);
  const [broken, whole] = [await submit(store), await submit(store)];
  await server.query(
    `DELETE FROM ${schema}.events WHERE run = (SELECT no FROM ${schema}.runs WHERE id = '${broken.run}')`,
  );
  expect(await claimAll(store)).toEqual([broken.run, whole.run]);
  expect(store.health()).toEqual({ state: 'ok' });
});

it('claims again what it had claimed but could not read', async () => {
  await using proxy = await openDeafProxy(server.port);
  const store = await open({ ...STILL, patienceMs: 100, statementTimeoutMs: 300 }, proxy);
  const run = await submit(store);
  proxy.deafenAt('read-claimed');
  await expect(claimAll(store)).rejects.toMatchObject({ code: 'store_unavailable' });
  proxy.cut();
  await expect.poll(() => claimAll(store), LONG).toEqual([run.run]);
}, 60_000);

it('claims no single run under a lease that others have ended', async () => {
  const late = await open(STILL);
  const run = await submit(late);
  await server.query(`UPDATE ${schema}.holders SET ended_at = now()`);
  await expect(run.claim()).rejects.toMatchObject({ code: 'store_unavailable', retryable: true });
  expect(await listForsaken()).toEqual([]);
});

it('tells a driver whose run it has claimed again itself that the lease is no longer his', async () => {
  const store = await open({ leaseMs: 600_000, lookEveryMs: 50 });
  const run = await submit(store);
  await run.claim();
  const first = run.driver;
  await server.query(`UPDATE ${schema}.runs SET queue_state = 'ready', holder = NULL`);
  await server.query(`UPDATE ${schema}.holders SET ended_at = now()`);
  await expect.poll(() => claimAll(store), LONG).toEqual([run.run]);
  expect(store.isLeaseHeld(...first)).toBe(false);
  expect(store.isLeaseHeld(tenant, run.run, run.epoch + 1)).toBe(true);
  await expect(run.append([note('late')])).rejects.toMatchObject({ code: 'fenced' });
});
