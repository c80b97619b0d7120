/** Two stores over one database, as two processes open them. */
import type { Store, StoreNotice } from '@tutti/engine';
import { systemClock } from '@tutti/engine';
import { nextTenant, nextWorker, note, RunScript, toSignal } from '@tutti/engine/testing';
import type { TenantId } from '@tutti/protocol';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { openPostgresStore, type PostgresStoreOptions } from './open-postgres-store.ts';
import { openDeafProxy } from './testing/deaf-proxy.ts';
import { startTestPostgres, type TestPostgres } from './testing/start-test-postgres.ts';

type ScriptOptions = ConstructorParameters<typeof RunScript>[1];

const ALL = { after: 0, limit: 1_000 };
const FENCED = { code: 'fenced' };

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

async function open(more: Partial<PostgresStoreOptions> = {}): Promise<Store> {
  const options = { connectionString: server.connectionString, schema, connections: 4, ...more };
  const store = await openPostgresStore(options);
  opened.push(store);
  return store;
}

async function submit(store: Store, options: ScriptOptions = {}): Promise<RunScript> {
  const run = new RunScript({ store, tenant, clock: systemClock }, options);
  await store.submit(run.toNewRun());
  return run;
}

async function drive(store: Store, options: ScriptOptions = {}): Promise<RunScript> {
  const run = await submit(store, options);
  await run.claim();
  return run;
}

function hear(store: Store, kind: StoreNotice['kind']): Promise<StoreNotice> {
  const { promise, resolve } = Promise.withResolvers<StoreNotice>();
  const stop = store.listen((notice) => {
    if (notice.kind !== kind) return;
    stop();
    resolve(notice);
  });
  return promise;
}

it('refuses the driver of one store once the other has claimed its run', async () => {
  const [one, other] = [await open(), await open()];
  const run = await drive(one);
  await other.claim(tenant, run.run, nextWorker());
  await expect(run.append([note('late')])).rejects.toMatchObject(FENCED);
  await expect(run.park([{ key: 'message:x' }])).rejects.toMatchObject(FENCED);
  expect(await other.readEntries(tenant, run.run, ALL)).toHaveLength(1);
});

it('brings a signal, a new run and a settlement to the other store at once', async () => {
  const far = { lookEveryMs: 600_000, leaseMs: 600_000 };
  const [one, other] = [await open(far), await open(far)];
  // The first notices may be those of the connection that has just begun to listen.
  await expect.poll(() => countListeners()).toBe(2);
  const run = await drive(one);
  const heard = hear(one, 'signal');
  await other.signal(tenant, run.run, toSignal('message:hello'));
  expect(await heard).toEqual({ kind: 'signal', run: run.run });
  expect(await one.pendingSignals(tenant, run.run)).toHaveLength(1);
  const ready = hear(one, 'ready');
  await submit(other);
  await ready;
  const settled = hear(one, 'settled');
  await other.setLimit(tenant, 'house', { tokens: 5 });
  await settled;
});

it('finds by looking what no notice has told', async () => {
  const [one, other] = [await open({ lookEveryMs: 50 }), await open()];
  const run = await drive(one);
  await server.query(
    `INSERT INTO ${schema}.signals (run, id, tenant, key, body) SELECT no, 'sig_x', tenant, 'k', '{}' FROM ${schema}.runs`,
  );
  expect(await hear(one, 'signal')).toEqual({ kind: 'signal', run: run.run });
  const ready = hear(one, 'ready');
  const parked = await drive(other);
  await parked.park([{ key: 'message:reply' }]);
  await server.query(`UPDATE ${schema}.runs SET queue_state = 'ready' WHERE queue_state = 'parked'`);
  await ready;
});

it('gives each run to one worker, however many ask in both stores', async () => {
  const stores = [await open(), await open()];
  await Promise.all(Array.from({ length: 200 }, (_, index) => submit(stores[index % 2] ?? stores[0]!)));
  const claimed: string[] = [];
  await Promise.all(
    Array.from({ length: 20 }, async (_, index) => {
      for (let empty = 0; empty < 3; ) {
        const { runs } = await stores[index % 2]!.claimReady(nextWorker(), { limit: 7 });
        empty = runs.length === 0 ? empty + 1 : 0;
        claimed.push(...runs.map(({ run }) => run));
      }
    }),
  );
  expect(claimed).toHaveLength(200);
  expect(new Set(claimed).size).toBe(200);
});

it('loses no wake-up when one store parks while the other signals', async () => {
  const [one, other] = [await open(), await open()];
  const parked = { slept: 0, stayed: 0 };
  for (let round = 0; round < 60; round++) {
    const run = await drive(one);
    const [, verdict] = await Promise.all([
      other.signal(tenant, run.run, toSignal('message:reply')),
      run.park([{ key: 'message:reply' }]),
    ]);
    parked[verdict === 'parked' ? 'slept' : 'stayed'] += 1;
    const ready = await other.claimReady(nextWorker(), { limit: 9 });
    expect(ready.runs.map(({ run: id }) => id)).toEqual(verdict === 'parked' ? [run.run] : []);
  }
  expect(parked.slept + parked.stayed).toBe(60);
});

it('takes the runs over of a store whose lease has passed, which knows before', async () => {
  const frozen = await open({ leaseMs: 300, lookEveryMs: 600_000 });
  const run = await drive(frozen);
  await run.append([note('half way')]);
  const other = await open({ lookEveryMs: 50 });
  expect((await other.claimReady(nextWorker(), { limit: 9 })).runs).toEqual([]);
  await expect
    .poll(async () => (await other.claimReady(nextWorker(), { limit: 9 })).runs.map(({ run: id }) => id))
    .toEqual([run.run]);
  expect(frozen.isLeaseHeld(...run.driver)).toBe(false);
  await expect(run.append([note('late')])).rejects.toMatchObject(FENCED);
  expect(await other.readEntries(tenant, run.run, ALL)).toEqual(run.entries);
  expect(await server.query(`SELECT lost_runs FROM ${schema}.holders WHERE ended_at IS NOT NULL`)).toEqual([
    { lost_runs: 1 },
  ]);
});

it('claims nothing under a lease that others have ended, as nobody would free it again', async () => {
  const late = await open({ leaseMs: 200, lookEveryMs: 600_000 });
  const other = await open({ lookEveryMs: 50 });
  const ended = `SELECT ended_by IS NOT NULL AS lost FROM ${schema}.holders WHERE ended_at IS NOT NULL`;
  await expect.poll(() => server.query(ended), { timeout: 10_000 }).toEqual([{ lost: true }]);
  const run = await submit(other);
  expect((await late.claimReady(nextWorker(), { limit: 9 })).runs).toEqual([]);
  expect((await other.claimReady(nextWorker(), { limit: 9 })).runs.map(({ run: id }) => id)).toEqual([run.run]);
});

it('shows who was lost, who ended its lease, and how many runs were taken over', async () => {
  const lost = await open({ leaseMs: 60_000, lookEveryMs: 600_000 });
  const card = (name: string) => ({
    worker: nextWorker(),
    name,
    roles: ['worker' as const],
    build: 'test',
    pid: 1,
    host: 'here',
    room: 1,
    draining: false,
    programs: ['test'],
  });
  const first = card('first');
  await lost.announce(first);
  await drive(lost);
  const other = await open({ lookEveryMs: 50 });
  await other.announce(card('second'));
  await server.query(
    `UPDATE ${schema}.holders SET lease_until = now() - interval '1 second' WHERE worker = '${first.worker}'`,
  );
  const page = { limit: 9, endedWithinMs: 60_000 };
  await expect
    .poll(async () => (await other.listWorkers(page)).map(({ state }) => state), { timeout: 10_000 })
    .toEqual(['at_work', 'lost']);
  expect(await other.listWorkers(page)).toMatchObject([
    { name: 'second', takenOver: 1, lostRuns: 0 },
    { ...first, lostRuns: 1, takenOver: 0, driving: 0, endedBy: 'second' },
  ]);
});

it('does not trust a new lease before the last driver of the old one knows that it was replaced', async () => {
  const late = await open({ leaseMs: 250, lookEveryMs: 900 });
  const run = await drive(late);
  await open({ lookEveryMs: 50 });
  const alive = `SELECT 1 FROM ${schema}.holders WHERE ended_at IS NULL`;
  await expect.poll(() => server.query(`SELECT 1 FROM ${schema}.holders`), { timeout: 5_000 }).toHaveLength(3);
  expect(await server.query(alive)).toHaveLength(2);
  expect(late.isLeaseHeld(...run.driver)).toBe(false);
  await expect(run.append([note('late')])).rejects.toMatchObject(FENCED);
  // Its leases are short: by the time that it has claimed, the new one may have passed too.
  const isNextHeld = async () => late.isLeaseHeld(...(await drive(late)).driver);
  await expect.poll(isNextHeld, { timeout: 10_000 }).toBe(true);
});

it('tells the feed in the order of the commits, though one that began before is late', async () => {
  const [one, other] = [await open(), await open()];
  const run = await drive(one);
  const head = await other.feedHead(tenant);
  const late = new pg.Client({ connectionString: server.connectionString });
  await late.connect();
  await late.query(`BEGIN; SET search_path = ${schema}`);
  await late.query('UPDATE feeds SET head = head + 1 WHERE tenant = $1', [tenant]);
  await late.query(
    "INSERT INTO events (run, seq, tenant, at, type, body, hash, feed) SELECT no, 2, $1, 1, 'run.started', '', '', (SELECT head FROM feeds WHERE tenant = $1) FROM runs WHERE id = $2",
    [tenant, run.run],
  );
  let isDone = false;
  const behind = submit(other).finally(() => (isDone = true));
  tenant = nextTenant();
  await submit(one);
  expect(await one.readFeed(run.tenant, { after: head, limit: 9 })).toEqual([]);
  expect(isDone).toBe(false);
  await late.query('COMMIT');
  await late.end();
  const second = await behind;
  const news = await one.readFeed(run.tenant, { after: head, limit: 9 });
  expect(news.map(({ run: id }) => id)).toEqual([run.run, second.run]);
});

it('grants exactly what fits to a hundred at once in both stores, and nobody waits in a circle', async () => {
  const stores = [await open(), await open()];
  await stores[0]!.setLimit(tenant, 'house', { tokens: 500 });
  const parents = await Promise.all([1, 2, 3].map(() => drive(stores[0]!, { account: 'house' })));
  const runs = await Promise.all(
    Array.from({ length: 100 }, (_, index) => drive(stores[index % 2]!, { account: parents[index % 3]!.run })),
  );
  const verdicts = await Promise.all(
    runs.map(async (run) => {
      const verdict = await run.reserve('r', 7);
      const settlements = [{ reservation: 'r', amount: { tokens: 7, costNanoUsd: 0 } }];
      if (verdict.status === 'granted') await run.append([note('settles')], { settlements });
      return verdict.status;
    }),
  );
  expect(verdicts.filter((status) => status === 'granted')).toHaveLength(71);
  const spent = { tokens: 71 * 7 };
  expect(await stores[1]!.findAccount(tenant, 'house')).toMatchObject({ spent, reserved: { tokens: 0 } });
  expect(await server.query('SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()')).toEqual([
    { deadlocks: 0 },
  ]);
});

it('looks up what was committed while its answer was lost, and writes nothing twice', async () => {
  await using proxy = await openDeafProxy(server.port);
  const connectionString = server.connectionString.replace(/:\d+\//, `:${proxy.port}/`);
  const store = await open({ connectionString });
  const run = await drive(store);
  await run.reserve('r', 9);
  const settlements = [{ reservation: 'r', amount: { tokens: 4, costNanoUsd: 0 } }];
  const acts: [words: string, act: () => Promise<unknown>][] = [
    ['unheard', () => run.append([note('unheard')])],
    ['COMMIT', () => run.append([note('settles')], { settlements })],
    ['COMMIT', () => run.park([{ key: 'message:x' }])],
  ];
  for (const [words, act] of acts) {
    const { length } = run.entries;
    proxy.deafenAt(words);
    const written = act();
    await expect.poll(() => server.query(`SELECT 1 FROM ${schema}.events`)).toHaveLength(length + 1);
    proxy.cut();
    expect([undefined, 'parked']).toContain(await written);
  }
  expect(await store.readEntries(tenant, run.run, ALL)).toEqual(run.entries);
  expect(await store.findAccount(tenant, run.run)).toMatchObject({ reserved: { tokens: 0 }, spent: { tokens: 4 } });
});

it('lets nobody sleep through a signal that is written together with the falling asleep', async () => {
  const store = await open();
  const [parent, child] = [await drive(store), await drive(store)];
  const notify = { run: parent.run, signal: toSignal('child:end') };
  // Asked for in one turn, they go out in one transaction.
  const answers = await Promise.all([parent.park([{ key: 'child:end' }]), child.append([note('ended')], { notify })]);
  const { runs: claimed } = await store.claimReady(nextWorker(), { limit: 2 });
  expect({ answer: answers[0], claimed: claimed.map(({ run }) => run) }).toEqual({
    answer: 'parked',
    claimed: [parent.run],
  });
});

it('keeps one newest run of a task, however many come at once to both stores', async () => {
  const stores = [await open(), await open()];
  const task = `tsk_${'0'.repeat(36)}` as never;
  await Promise.all(Array.from({ length: 20 }, (_, index) => submit(stores[index % 2]!, { task })));
  const [all, newest] = await Promise.all([
    stores[0]!.listRuns(tenant, { task, limit: 30 }),
    stores[1]!.listRuns(tenant, { tasks: true, limit: 30 }),
  ]);
  expect(all.runs).toHaveLength(20);
  expect(newest.runs).toEqual(all.runs.slice(0, 1));
});

async function countListeners(): Promise<number> {
  const listening = await server.query(
    "SELECT 1 FROM pg_stat_activity WHERE query LIKE '%LISTEN%tutti_%' AND pid <> pg_backend_pid() AND query LIKE $1",
    [`%tutti_${schema}`],
  );
  return listening.length;
}
