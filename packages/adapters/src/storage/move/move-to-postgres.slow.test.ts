import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, type Engine, type LastingStore, type Store, systemClock } from '@tutti/engine';
import { nextWorker, sha256 } from '@tutti/engine/testing';
import {
  CollectionName,
  DocumentId,
  listOpenApprovals,
  LOCAL_OWNER,
  type Principal,
  type RunSummary,
  toCanonicalText,
} from '@tutti/protocol';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openPostgresStore } from '../postgres/open-postgres-store.ts';
import { startTestPostgres, type TestPostgres } from '../postgres/testing/start-test-postgres.ts';
import { openSqliteStore } from '../sqlite/open-sqlite-store.ts';
import { moveToPostgres, planMove } from './move-to-postgres.ts';
import { MOVED_TABLES } from './moved-tables.ts';
import { readAgents } from './testing/add-agents.ts';
import { readKnowledge } from './testing/add-knowledge.ts';
import { readMoney } from './testing/add-money.ts';
import {
  createWorkingEngine,
  type Installation,
  makeInstallation,
  PART_KEY,
  SLEEP_MS,
} from './testing/rich-installation.ts';

let server: TestPostgres;
beforeAll(async () => void (server = await startTestPostgres()), 60_000);
afterAll(() => server[Symbol.asyncDispose]());

let directory: string;
beforeEach(async () => void (directory = await mkdtemp(join(tmpdir(), 'tutti-move-'))));
afterEach(() => rm(directory, { recursive: true, force: true }));

const toOptions = (schema = server.nextSchema()) => ({
  directory,
  connectionString: server.connectionString,
  schema,
  facts: { tenant: 'ten_1', user: 'usr_1' },
  now: Date.now(),
});

/** Everything that can be read of an installation, in the order in which it is told. */
async function readAll(store: LastingStore, { principal, key }: Installation) {
  const { tenant, user } = principal;
  const engine = createWorkingEngine({ store });
  const { runs } = await store.listRuns(tenant, { limit: 100 });
  const states = [];
  for (const { run } of runs) states.push(await readRun({ store, engine, principal }, run));
  const find = async (filter: object) =>
    (await store.listRuns(tenant, { limit: 100, ...filter })).runs.map(({ run }) => run);
  const request = { tenant, user, key: 'one', hash: sha256('other'), ids: {}, at: 9 };
  return {
    runs,
    states,
    feed: await store.readFeed(tenant, { after: 0, limit: 1_000 }),
    feedHead: await store.feedHead(tenant),
    found: await find({ text: 'genoa harb' }),
    tasks: await find({ tasks: true }),
    open: await find({ open: true }),
    waiting: await find({ status: ['waiting'] }),
    key: await store.findKey(key),
    keys: await store.listKeys(tenant, { limit: 5 }),
    session: await store.findSession(sha256('cookie')),
    kept: await store.keepRequest(request, 0),
    account: await store.findAccount(tenant, tenant),
    fact: await store.keepFact('colour', 'red'),
    money: await readMoney(store, principal),
    knowledge: await readKnowledge(store.knowledge, principal),
    agents: await readAgents(store, principal),
  };
}

async function readRun(
  { store, engine, principal }: { store: Store; engine: Engine; principal: Principal },
  run: RunSummary['run'],
) {
  const { tenant } = principal;
  const state = await engine.getRun(principal, run);
  const blobs = await Promise.all(state.artefacts.map(({ blob }) => store.findBlob(tenant, blob)));
  return {
    hash: sha256(toCanonicalText(state)),
    entries: await store.readEntries(tenant, run, { after: 0, limit: 10_000 }),
    executions: await store.listExecutions(tenant, run),
    signals: await store.pendingSignals(tenant, run),
    remarks: await store.listRemarks(tenant, run),
    account: await store.findAccount(tenant, run),
    blobs: blobs.map((blob) => blob && sha256(blob)),
  };
}

async function makeAndLeave(): Promise<{ installation: Installation; before: Awaited<ReturnType<typeof readAll>> }> {
  await using store = await openSqliteStore({ directory });
  const installation = await makeInstallation(store);
  return { installation, before: await readAll(store, installation) };
}

describe('moving an installation to PostgreSQL', () => {
  it('keeps everything, and every run goes on there to its end', async () => {
    const { installation, before } = await makeAndLeave();
    const { runs, principal } = installation;
    const options = toOptions();
    const report = await moveToPostgres(options);
    expect(report).toMatchObject({
      wasThere: false,
      damaged: [],
      counts: { runs: 12, remarks: 1, api_keys: 1, credentials: 2 },
    });
    expect(JSON.stringify(report)).not.toContain(new URL(server.connectionString).password);

    // By the clock of the moved store the time to wake is past.
    const clock: Clock = { ...systemClock, now: () => systemClock.now() + 2 * SLEEP_MS };
    await using store = await openPostgresStore({ ...options, clock, lookEveryMs: 50 });
    expect(await readAll(store, installation)).toEqual(before);
    const [first, ...rest] = before.feed;
    expect(await store.readFeed(principal.tenant, { after: first?.cursor ?? 0, limit: 1_000 })).toEqual(rest);

    await using engine = createWorkingEngine({ store, clock });
    engine.start();
    await finishAll(engine, installation);
    for (const [name, run] of Object.entries(runs)) {
      const { status } = await engine.untilSettled(principal, run);
      expect([name, status]).toEqual([name, name === 'failed' ? 'failed' : 'completed']);
    }
    const news = await store.readFeed(principal.tenant, { after: before.feedHead, limit: 1_000 });
    expect(news.length).toBeGreaterThan(8);
    expect(Math.min(...news.map(({ cursor }) => cursor))).toBeGreaterThan(before.feedHead);
    expect((await engine.listRuns(principal, { limit: 1 })).runs).toMatchObject([{ run: runs['fresh'] }]);
  });

  it('counts on what was spent and is reserved', async () => {
    const { installation, before } = await makeAndLeave();
    const { principal } = installation;
    const used = { reserved: { tokens: 70 }, spent: { tokens: 50, costNanoUsd: 700 }, raised: { tokens: 5 } };
    expect(before.money).toMatchObject({
      raise: 'known',
      budgets: [used],
      quotas: [
        [1, 33],
        [1, 44],
      ],
      isOfUser: true,
    });
    expect(before.money.credentials).toHaveLength(2);
    expect(before.money.answer).toContain('naïve');

    const options = toOptions();
    await moveToPostgres(options);
    await using store = await openPostgresStore(options);
    const [spending] = (await store.listRuns(principal.tenant, { limit: 1, text: 'spends' })).runs;
    if (!spending) throw new Error('the run is lost');
    const claimed = await store.claim(principal.tenant, spending.run, nextWorker());
    expect(claimed.reservations).toEqual(['left']);
    const again = { ...claimed, id: 'more', amount: { tokens: 900, costNanoUsd: 0 }, accounts: ['agent:ann'] } as const;
    expect(await store.reserve(again)).toMatchObject({
      status: 'blocked',
      account: 'agent:ann',
      left: { tokens: 885 },
    });
  });

  it('gives a page of the list on from where it was', async () => {
    const { principal } = (await makeAndLeave()).installation;
    const list = (store: Store, cursor?: string) =>
      store.listRuns(principal.tenant, { limit: 4, ...(cursor !== undefined && { cursor }) });
    const pages = await (async () => {
      await using store = await openSqliteStore({ directory });
      const first = await list(store);
      return { cursor: first.next, second: await list(store, first.next) };
    })();
    const options = toOptions();
    await moveToPostgres(options);
    await using store = await openPostgresStore(options);
    expect(await list(store, pages.cursor)).toEqual(pages.second);
  });

  it('leaves a directory that nobody goes on with by accident', async () => {
    await makeAndLeave();
    const options = toOptions();
    await moveToPostgres(options);
    const opened = openSqliteStore({ directory });
    await expect(opened).rejects.toMatchObject({ code: 'store_moved', remedy: expect.stringContaining('moved.json') });
    await expect(moveToPostgres(toOptions())).rejects.toMatchObject({ code: 'store_moved' });
    const marker = join(directory, 'moved.json');
    expect(await readFile(marker, 'utf8')).not.toContain(new URL(server.connectionString).password);
    await rm(marker);
    await using store = await openSqliteStore({ directory });
    expect(store.health()).toEqual({ state: 'ok' });
  });

  it('only marks the directory where a move was cut off after its commit', async () => {
    await makeAndLeave();
    const options = toOptions();
    await moveToPostgres(options);
    await rm(join(directory, 'moved.json'));
    expect(await moveToPostgres(options)).toMatchObject({ wasThere: true, damaged: [] });
    await expect(openSqliteStore({ directory })).rejects.toMatchObject({ code: 'store_moved' });
  });

  it('copies a damaged journal to the letter, and says that it was so before', async () => {
    const { installation } = await makeAndLeave();
    const { DatabaseSync } = await import('node:sqlite');
    const database = new DatabaseSync(join(directory, 'tutti.db'));
    database.exec(`UPDATE events SET body = replace(body, 'project', 'projekt') WHERE seq = 1 AND type = 'run.submitted'
      AND run = (SELECT no FROM runs WHERE id = '${installation.runs['team']}')`);
    database.close();
    await rm(join(directory, 'seal.json'));
    const { damaged } = await moveToPostgres(toOptions());
    expect(damaged).toEqual([{ run: installation.runs['team'], problem: expect.stringContaining('was changed') }]);
  });

  it('gives documents another sign in the place of U+0000, which PostgreSQL keeps in no text', async () => {
    const { tenant, name, document } = await leaveZeros();
    const options = toOptions();
    await moveToPostgres(options);
    await using store = await openPostgresStore(options);
    const { knowledge } = store;
    expect((await knowledge.findCollection(tenant, name))?.title).toBe('Our\uFFFDhandbook');
    expect(await knowledge.readText({ tenant, document, version: 1 })).toMatchObject({ text: 'by\uFFFDrail' });
    expect(await knowledge.readPart({ tenant, document, version: 1 }, 0)).toEqual(
      new Uint8Array(Buffer.from('by\0rail')),
    );
  });
});

/** As documents were kept before what is read of them had it taken out. */
async function leaveZeros() {
  await using store = await openSqliteStore({ directory });
  const { knowledge } = store;
  const { tenant, user: by } = LOCAL_OWNER;
  const [name, document] = [CollectionName.parse('handbook'), DocumentId.parse('doc_000000000001')];
  const bytes = Buffer.from('by\0rail');
  await knowledge.putCollection({ tenant, name, title: 'Our\0handbook', at: 1 });
  const content = { id: document, name: 'a.txt', hash: sha256('any'), bytes: bytes.length, most: 100 };
  await knowledge.beginVersion({ tenant, collection: name, ...content, at: 1, by });
  await knowledge.putPart({ tenant, document, version: 1 }, 0, bytes);
  const claimed = await knowledge.claimVersion({ claim: 'mine', now: 1, until: 2 });
  expect(claimed && (await knowledge.finishVersion(claimed, { kind: 'text', text: 'by\0rail', passages: 0 }))).toBe(
    true,
  );
  return { tenant, name, document };
}

/** Whatever each of the runs waits for. */
async function finishAll(engine: Engine, { principal, runs }: Installation): Promise<void> {
  const { review, waiting, paused, parent, fresh } = runs;
  for (const run of [waiting, fresh, ...(await listParts(engine, principal, parent))])
    if (run) await engine.send(principal, run, { key: PART_KEY, payload: 'heard' });
  if (review) {
    const [open] = listOpenApprovals(await engine.getRun(principal, review));
    if (!open) throw new Error('nothing waits for a person');
    await engine.answerApproval(principal, review, { path: open.path, subject: open.subject, decision: 'approved' });
  }
  if (!paused) return;
  await engine.resume(principal, paused);
  await engine.send(principal, paused, { key: PART_KEY, payload: 'heard' });
}

async function listParts(engine: Engine, principal: Principal, parent: RunSummary['run'] | undefined) {
  if (!parent) return [];
  return (await engine.listRuns(principal, { parent, limit: 10 })).runs.map(({ run }) => run);
}

describe('a move is refused', () => {
  it('while a process works with the directory, which it names', async () => {
    await using store = await openSqliteStore({ directory });
    const refused = moveToPostgres(toOptions());
    await expect(refused).rejects.toMatchObject({ code: 'store_locked' });
    await expect(refused).rejects.toThrow(`process ${process.pid}`);
    expect(store.health()).toEqual({ state: 'ok' });
  });

  it('where there is nothing to move, and makes no directory', async () => {
    const missing = { ...toOptions(), directory: join(directory, 'nowhere') };
    await expect(moveToPostgres(missing)).rejects.toMatchObject({ code: 'move_refused' });
    await expect(readFile(missing.directory)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('where the database has runs, is in use, or belongs to somebody else, and changes nothing', async () => {
    await makeAndLeave();
    const taken = toOptions();
    await using store = await openPostgresStore(taken);
    await expect(moveToPostgres(taken)).rejects.toThrow('in use by');
    await expect(planMove(taken)).rejects.toThrow('in use by');
    await store[Symbol.asyncDispose]();
    await server.query(`INSERT INTO ${taken.schema}.installation VALUES ('tenant', 'ten_2')`);
    await expect(moveToPostgres(taken)).rejects.toThrow('another installation');
    await server.query(`INSERT INTO ${taken.schema}.blobs VALUES ('t', 'h', '')`);
    await expect(moveToPostgres(taken)).rejects.toMatchObject({
      code: 'move_refused',
      message: expect.stringContaining('not empty'),
    });
    expect(await server.query(`SELECT count(*)::int AS count FROM ${taken.schema}.runs`)).toEqual([{ count: 0 }]);
    await using still = await openSqliteStore({ directory });
    expect(still.health()).toEqual({ state: 'ok' });
  });

  it('where something happened in the directory since it was copied', async () => {
    const { installation } = await makeAndLeave();
    const options = toOptions();
    await moveToPostgres(options);
    await rm(join(directory, 'moved.json'));
    const store = await openSqliteStore({ directory });
    await store.revokeKey(installation.principal.tenant, installation.key, 7);
    await store[Symbol.asyncDispose]();
    await expect(moveToPostgres(options)).rejects.toThrow('this is not what was moved');
  });

  it('where the database cannot be reached, without a word of its password', async () => {
    await makeAndLeave();
    const { password } = new URL(server.connectionString);
    const wrong = { ...toOptions(), connectionString: server.connectionString.replace(/:\d+\//, ':1/') };
    const refused = moveToPostgres(wrong);
    await expect(refused).rejects.toMatchObject({ code: 'move_refused' });
    await expect(refused).rejects.not.toThrow(password);
  });
});

it('plans without changing anything', async () => {
  await makeAndLeave();
  const options = toOptions();
  expect(await planMove(options)).toMatchObject({ from: directory, counts: { runs: 12 } });
  const schemas = 'SELECT 1 AS found FROM pg_namespace WHERE nspname = $1';
  expect(await server.query(schemas, [options.schema])).toEqual([]);
  await using store = await openSqliteStore({ directory });
  expect(store.health()).toEqual({ state: 'ok' });
});

it('moves every column that the schema has, so that none is forgotten', async () => {
  const { schema } = toOptions();
  await (await openPostgresStore({ connectionString: server.connectionString, schema }))[Symbol.asyncDispose]();
  const rows = await server.query(
    'SELECT table_name AS name, concat(table_name, $2::text, column_name) AS part FROM information_schema.columns WHERE table_schema = $1',
    [schema, '.'],
  );
  // Who works here is told anew; what is in force is written down by the migrations and the move itself.
  const own = new Set(['holders', 'migrations', 'installation']);
  const moved = MOVED_TABLES.flatMap(({ table, columns }) => Object.keys(columns).map((part) => `${table}.${part}`));
  const left = new Set(['runs.owner', 'runs.holder', 'knowledge_passages.words']);
  const there = rows.filter(({ name }) => !own.has(String(name))).map(({ part }) => String(part));
  expect(moved.toSorted()).toEqual(there.filter((part) => !left.has(part)).toSorted());
});
