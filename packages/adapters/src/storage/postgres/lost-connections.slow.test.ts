/** Connections and servers that go away while something is written. */
import { setImmediate } from 'node:timers/promises';
import { type Store, systemClock } from '@tutti/engine';
import { nextTenant, nextWorker, note, RunScript, toSignal } from '@tutti/engine/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import pg from 'pg';
import { WrongServerError } from './classify-failure.ts';
import { ServerCheck } from './connection.ts';
import { openPostgresStore } from './open-postgres-store.ts';
import { openDeafProxy } from './testing/deaf-proxy.ts';
import { startTestPostgres, type TestPostgres } from './testing/start-test-postgres.ts';

const ROUNDS = 60;
const KILL =
  "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tutti' AND (state = 'active' OR state LIKE 'idle in transaction%') ORDER BY random() LIMIT 2";

let server: TestPostgres;
beforeAll(async () => void (server = await startTestPostgres()), 60_000);
afterAll(() => server[Symbol.asyncDispose]());

async function drive(store: Store, tenant = nextTenant()): Promise<RunScript> {
  const run = new RunScript({ store, tenant, clock: systemClock });
  await store.submit(run.toNewRun());
  await run.claim();
  return run;
}

/** Each run appends round after round, now and then with a reservation and its settlement, and the last one goes to sleep. */
async function write(run: RunScript): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    if (round % 4 !== 3) await run.append([note(`round ${round}`)]);
    else {
      await run.reserve(`r${round}`, 5);
      const settlements = [{ reservation: `r${round}`, amount: { tokens: 3, costNanoUsd: 0 } }];
      await run.append([note(`round ${round}`)], { settlements });
    }
  }
  expect(await run.park([{ key: 'message:reply' }])).toBe('parked');
}

async function expectWhole(store: Store, run: RunScript): Promise<void> {
  expect(await store.readEntries(run.tenant, run.run, { after: 0, limit: 1_000 })).toEqual(run.entries);
  const settled = Math.floor(ROUNDS / 4);
  const account = { reserved: { tokens: 0 }, spent: { tokens: 3 * settled } };
  expect(await store.findAccount(run.tenant, run.run)).toMatchObject(account);
}

it('loses and doubles nothing while connections are killed in the middle of their flushes', async () => {
  await using store = await openPostgresStore({ connectionString: server.connectionString });
  const tenant = nextTenant();
  const runs = await Promise.all(Array.from({ length: 30 }, () => drive(store, tenant)));
  let isWriting = true;
  let killed = 0;
  const countWritten = () => runs.reduce((sum, { entries }) => sum + entries.length, 0);
  // One after the other, as soon as something was written since the last.
  const kill = async () => {
    for (let before = 0; isWriting; ) {
      const written = countWritten();
      if (written > before) killed += (await server.query(KILL)).length;
      before = written;
      await setImmediate();
    }
  };
  const writing = Promise.all(runs.map(write)).finally(() => (isWriting = false));
  await Promise.all([writing, kill()]);
  expect(killed).toBeGreaterThan(5);
  for (const run of runs) await expectWhole(store, run);
  await Promise.all(runs.map((run) => store.signal(tenant, run.run, toSignal('message:reply'))));
  expect((await store.claimReady(nextWorker(), { limit: 100 })).runs).toHaveLength(30);
  expect(store.health()).toEqual({ state: 'ok' });
}, 60_000);

it('claims nothing that nobody drives, though the answer to a claim is lost', async () => {
  await using store = await openPostgresStore({ connectionString: server.connectionString, schema: 'strays' });
  const tenant = nextTenant();
  for (let round = 0; round < 60; round++)
    await store.submit(new RunScript({ store, tenant, clock: systemClock }).toNewRun());
  let isClaiming = true;
  const kill = async () => {
    while (isClaiming) await server.query(KILL);
  };
  const claimed: string[] = [];
  const claim = async () => {
    for (let empty = 0; empty < 3; ) {
      const { runs } = await store.claimReady(nextWorker(), { limit: 2 });
      empty = runs.length === 0 ? empty + 1 : 0;
      claimed.push(...runs.map(({ run }) => run));
    }
    isClaiming = false;
  };
  await Promise.all([claim(), kill()]);
  expect(new Set(claimed).size).toBe(60);
}, 60_000);

it('waits for a server that is started again, and goes on', async () => {
  await using store = await openPostgresStore({ connectionString: server.connectionString, lookEveryMs: 100 });
  const runs = await Promise.all(Array.from({ length: 10 }, () => drive(store)));
  const writing = Promise.all(runs.map(write));
  await server.restart();
  await writing;
  for (const run of runs) await expectWhole(store, run);
  expect(store.health()).toEqual({ state: 'ok' });
  await expect.poll(() => runs.every(({ driver }) => store.isLeaseHeld(...driver))).toBe(true);
}, 60_000);

it('says so when the server stays away, and that trying again makes sense', async () => {
  const own = await startTestPostgres();
  const { connectionString } = own;
  const store = await openPostgresStore({ connectionString, patienceMs: 200, connectTimeoutMs: 500 });
  const run = await drive(store);
  await own[Symbol.asyncDispose]();
  await expect(run.append([note('into the void')])).rejects.toMatchObject({
    code: 'store_unavailable',
    retryable: true,
  });
  expect(store.health()).toMatchObject({ state: 'unreachable' });
  await store[Symbol.asyncDispose]();
  expect(store.isLeaseHeld(...run.driver)).toBe(false);
}, 60_000);

it('lets nobody wait again for a server that has been away for as long as that', async () => {
  const patienceMs = 5_000;
  const own = await startTestPostgres();
  const { connectionString } = own;
  await using store = await openPostgresStore({ connectionString, patienceMs, connectTimeoutMs: 500 });
  const run = await drive(store);
  await own[Symbol.asyncDispose]();
  await expect(run.append([note('into the void')])).rejects.toMatchObject({ code: 'store_unavailable' });
  const start = performance.now();
  await expect(store.feedHead(run.tenant)).rejects.toMatchObject({ code: 'store_unavailable' });
  expect(performance.now() - start).toBeLessThan(patienceMs);
}, 60_000);

it('believes no server that fell behind another one', async () => {
  await using old = await startTestPostgres();
  await using promoted = await startTestPostgres();
  await promoted.demote();
  const refused = openPostgresStore({ connectionString: promoted.connectionString });
  await expect(refused).rejects.toMatchObject({ code: 'store_read_only' });
  await promoted.query('SELECT pg_promote()');
  const check = new ServerCheck('tutti');
  const assertTrusted = async ({ connectionString }: TestPostgres) => {
    const client = new pg.Client({ connectionString });
    await client.connect();
    try {
      await check.assertTrusted(client);
    } finally {
      await client.end();
    }
  };
  await assertTrusted(old);
  await assertTrusted(promoted);
  await expect(assertTrusted(old)).rejects.toBeInstanceOf(WrongServerError);
}, 60_000);

it('knows an append again that it gave up without an answer', async () => {
  await using proxy = await openDeafProxy(server.port);
  const connectionString = server.connectionString.replace(/:\d+\//, `:${proxy.port}/`);
  const schema = 'doubtful';
  await using store = await openPostgresStore({ connectionString, schema, patienceMs: 100, statementTimeoutMs: 300 });
  const run = await drive(store);
  const append = run.propose([note('unheard')]);
  proxy.deafenAt('unheard');
  await expect(store.append(append)).rejects.toMatchObject({ code: 'store_unavailable', retryable: true });
  proxy.cut();
  await store.append(append);
  expect(await store.readEntries(run.tenant, run.run, { after: 1, limit: 9 })).toEqual(append.entries);
  await expect(store.append(append)).rejects.toMatchObject({ code: 'fenced' });
}, 60_000);
