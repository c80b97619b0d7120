/** D7, D8 and D9: others are in the way. */
import { setTimeout as sleep } from 'node:timers/promises';
import { openPostgresStore } from '@tutti/adapters/storage/postgres';
import { createEngine, type Engine, EngineError } from '@tutti/engine';
import { RunId, toIdText } from '@tutti/protocol';
import { openFaultProxy } from '../../proxy/open-fault-proxy.ts';
import { checkRig, type RigFindings } from '../check-rig.ts';
import { PRINCIPAL } from '../driver-words.ts';
import { PostgresCluster, type Session } from '../postgres-cluster.ts';
import { becomes, Rig } from '../rig.ts';
import { toPercentile, toRate, toRowResult, toSeconds } from '../row-result.ts';
import { createPrograms } from '../programs.ts';
import { CONVERGES_WITHIN_MS, type Row, toSchema } from './row.ts';

const CLIENTS = 200;
const POOL = 2;
/** Far beyond every deadline: who waits so long waits for ever. */
const HANGS_MS = 40_000;

interface Asked {
  readonly ms: number;
  readonly outcome: 'answered' | 'refused' | 'wrong' | 'hanging';
}

/** Two connections, two hundred who want one: first over a slow network, then over one that is silent. */
export const runSmallPool: Row = async ({ cluster, seed }) => {
  await using proxy = await openFaultProxy(cluster.port);
  const schema = toSchema('d7', seed);
  const { connectionString } = cluster;
  await using rig = await Rig.open({ schema, seed, connectionString, drivers: [{ connectionString }] });
  const patience = { patienceMs: 1_500, statementTimeoutMs: 1_000, connectTimeoutMs: 3_000 };
  await using store = await openPostgresStore({
    connectionString: cluster.toConnectionString(proxy.port),
    schema,
    connections: POOL,
    ...patience,
  });
  const world = { receiver: rig.receiver, epochOf: () => 1, onFired: () => undefined };
  const engine = createEngine({ store, programs: createPrograms(world) });
  const ask = () => askOnce(engine, rig);
  const askAll = () => Promise.all(Array.from({ length: CLIENTS }, ask));
  proxy.setDelay({ latencyMs: 2, jitterMs: 1 });
  const served = await askAll();
  proxy.silence(['to_client']);
  const silenced = await askAll();
  proxy.heal();
  proxy.cut();
  const afterwards = await askAll();
  await rig.untilAllEnded(CONVERGES_WITHIN_MS);
  const found = await checkRig(rig);
  const count = (asked: readonly Asked[], outcome: Asked['outcome']) =>
    asked.filter((one) => one.outcome === outcome).length;
  const all = [...served, ...silenced, ...afterwards];
  const figure = `${CLIENTS} clients over ${POOL} connections: p99 ${p99(served)}, refused ${count(served, 'refused')}; silent database: ${count(silenced, 'refused')} told to try again, p99 ${p99(silenced)}; afterwards refused ${count(afterwards, 'refused')}; deadlocks ${toRate(count(all, 'hanging'), all.length)} requests`;
  return toRowResult({
    id: 'D7',
    figure,
    found,
    broken: {
      'wrong errors': count(all, 'wrong'),
      deadlocks: count(all, 'hanging'),
      'answered by nobody': count(silenced, 'answered'),
    },
  });
};

/** As one client: submits a run, and looks at it. */
async function askOnce(engine: Engine, rig: Rig): Promise<Asked> {
  const start = performance.now();
  const run = RunId.parse(toIdText('run', Date.now(), rig.random.bytes(16)));
  const hangs = new AbortController();
  const asked = engine
    .submit(PRINCIPAL, { run, program: 'short', title: 'short', input: null })
    .then(() => engine.getRun(PRINCIPAL, run))
    .then(() => {
      rig.acknowledged.push({ run, program: 'short' });
      return 'answered' as const;
    })
    .catch((error: unknown) =>
      error instanceof EngineError && error.retryable ? ('refused' as const) : ('wrong' as const),
    );
  const hanging = sleep(HANGS_MS, 'hanging' as const, { signal: hangs.signal }).catch(() => 'hanging' as const);
  const outcome = await Promise.race([asked, hanging]);
  hangs.abort();
  return { ms: performance.now() - start, outcome };
}

function p99(asked: readonly Asked[]): string {
  const times = asked.map(({ ms }) => ms);
  return toSeconds(toPercentile(times, 0.99));
}

/** Somebody locks rows in the opposite order, and every transaction may fail to serialize. */
export const runConflicts: Row = async ({ seed, isLong }) => {
  await using cluster = await PostgresCluster.create({ settings: { deadlock_timeout: '20ms' } });
  const schema = toSchema('d8', seed);
  const { connectionString } = cluster;
  const strict = `${connectionString}?options=-c%20default_transaction_isolation%3Dserializable`;
  const driver = { connectionString: strict, room: 20 };
  await using rig = await Rig.open({ schema, seed, connectionString, drivers: [driver, driver] });
  await using rival = cluster.openSession();
  const count = (state: string) => countErrors(cluster, state);
  const wanted = isLong ? 500 : 25;
  let isOver = false;
  const hinder = async () => {
    while (!isOver) {
      await lockBackwards(rival, schema);
    }
  };
  const work = async () => {
    await becomes(
      async () => {
        await rig.submitMany(20);
        await becomes(async () => (await rig.countUnended().catch(() => 1_000)) < 30, CONVERGES_WITHIN_MS);
        return count('40001') >= wanted && count('40P01') >= wanted / 5;
      },
      isLong ? 300_000 : 20_000,
    );
    isOver = true;
  };
  await Promise.all([hinder(), work().finally(() => (isOver = true))]);
  await rig.untilAllEnded(CONVERGES_WITHIN_MS);
  const found = await checkRig(rig);
  const conflicts = count('40001') + count('40P01');
  const surfaced = rig.shown.length + rig.drivers.flatMap(({ troubles }) => troubles).length;
  const figure = `${count('40001')} failures to serialize and ${count('40P01')} deadlocks: success after retry ${((1 - surfaced / Math.max(conflicts, 1)) * 100).toFixed(2)} %, not by retry alone ${toRate(surfaced, conflicts)}`;
  return toRowResult({
    id: 'D8',
    figure,
    found,
    broken: {
      'no conflict': conflicts === 0 ? 1 : 0,
      'success below 99.9 %': surfaced / Math.max(conflicts, 1) > 0.001 ? surfaced : 0,
    },
  });
};

function countErrors(cluster: PostgresCluster, state: string): number {
  const lines = cluster.readLog().split('\n');
  return lines.filter((line) => line.startsWith(`${state} ERROR`)).length;
}

async function lockBackwards(rival: Session, schema: string): Promise<void> {
  const owned = await rival.ask(`SELECT no FROM ${schema}.runs WHERE queue_state = 'owned' ORDER BY no DESC LIMIT 6`);
  const numbers = owned.split('\n').filter((line) => /^\d+$/.test(line));
  await rival.ask('BEGIN');
  for (const no of numbers) await rival.ask(`SELECT no FROM ${schema}.runs WHERE no = ${no} FOR UPDATE`);
  await rival.ask('ROLLBACK');
}

/** A session that does nothing in an open transaction keeps rows and tables. */
export const runIdleTransaction: Row = async ({ cluster, seed }) => {
  const schema = toSchema('d9', seed);
  const { connectionString } = cluster;
  await using rig = await Rig.open({ schema, seed, connectionString, drivers: [{ connectionString }] });
  await rig.submitMany(20);
  await using idle = cluster.openSession();
  await idle.ask('BEGIN');
  await idle.ask(`SELECT no FROM ${schema}.runs WHERE queue_state = 'owned' ORDER BY no LIMIT 1 FOR UPDATE`);
  // The version before: whoever opens it now has to alter tables that are in use.
  const lock = `SELECT pg_advisory_xact_lock(hashtextextended('tutti migrates ${schema}_next', 0))`;
  await idle.ask(lock);
  const start = performance.now();
  const outcome = await openPostgresStore({
    connectionString,
    schema: `${schema}_next`,
    migrationTimeoutMs: 1_000,
  }).then(
    async (store) => store[Symbol.asyncDispose]().then(() => 'migrated'),
    (error: unknown) => (error instanceof EngineError ? error.code : String(error)),
  );
  const gaveUpMs = performance.now() - start;
  const [left = ''] = await cluster.ask(`SELECT count(*) FROM pg_namespace WHERE nspname = '${schema}_next'`);
  await sleep(2_000);
  const before = await rig.countEnded();
  await idle.ask('ROLLBACK');
  await using migrated = await openPostgresStore({
    connectionString,
    schema: `${schema}_next`,
    migrationTimeoutMs: 1_000,
  });
  const convergedMs = await rig.untilAllEnded(CONVERGES_WITHIN_MS);
  const found: RigFindings = await checkRig(rig);
  const figure = `migration beside an idle transaction: ${outcome} after ${toSeconds(gaveUpMs)}, nothing of it left behind, done when asked again; of 20 runs, one of them locked, ${before} ended meanwhile and all ${toSeconds(convergedMs)} after it`;
  const broken = {
    'not given up': outcome === 'store_locked' ? 0 : 1,
    'half a migration': Number(left),
    'not healthy afterwards': migrated.health().state === 'ok' ? 0 : 1,
  };
  return toRowResult({ id: 'D9', figure, found, broken });
};
