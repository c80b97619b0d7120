/** D10 and D4 to D6: replicas that lag, take over, and primaries that come back. */
import { setTimeout as sleep } from 'node:timers/promises';
import { openPostgresStore } from '@tutti/adapters/storage/postgres';
import { EngineError } from '@tutti/engine';
import { type FaultProxy, openFaultProxy } from '../../proxy/open-fault-proxy.ts';
import { checkRig } from '../check-rig.ts';
import { PostgresCluster } from '../postgres-cluster.ts';
import { becomes, Rig } from '../rig.ts';
import { toRate, toRowResult, toSeconds } from '../row-result.ts';
import { CONVERGES_WITHIN_MS, type Row, toSchema } from './row.ts';

/** The way to the database leads to a replica that has stopped at some moment in the past. */
export const runLaggingReplica: Row = async ({ seed }) => {
  await using primary = await PostgresCluster.create();
  await using replica = await primary.copy({});
  await using proxy = await openFaultProxy(primary.port);
  const schema = toSchema('d10', seed);
  const through = primary.toConnectionString(proxy.port);
  const { connectionString } = primary;
  await using rig = await Rig.open({
    schema,
    seed,
    connectionString,
    drivers: [{ connectionString: through, room: 10 }],
  });
  await becomes(
    async () => (await replica.ask(`SELECT to_regclass('${schema}.runs') IS NOT NULL`).catch(() => []))[0] === 't',
  );
  await replica.ask('SELECT pg_wal_replay_pause()');
  await rig.submitMany(20);
  const [driver] = rig.drivers;
  proxy.switchTo(replica.port);
  const refusal = await openPostgresStore({ connectionString: through, schema }).then(
    async (store) => store[Symbol.asyncDispose]().then(() => 'opened'),
    (error: unknown) => (error instanceof EngineError ? error.code : String(error)),
  );
  const noticed = await becomes(() => driver !== undefined && driver.health !== 'ok', 10_000);
  const connections = proxy.counts.connections;
  const before = await rig.countEnded();
  await sleep(2_000);
  const stale = (await rig.countEnded()) - before;
  proxy.switchTo(primary.port);
  const convergedMs = await rig.untilAllEnded(CONVERGES_WITHIN_MS);
  const found = await checkRig(rig);
  const figure = `connected to a paused replica: opening refused with ${refusal}, ${proxy.counts.connections - connections} connections refused while it lasted, stale decisions ${toRate(stale, found.acknowledged)}; back at the primary all ended in ${toSeconds(convergedMs)}`;
  return toRowResult({
    id: 'D10',
    figure,
    found,
    broken: {
      'replica opened': refusal === 'store_read_only' ? 0 : 1,
      'stale decisions': stale,
      'not surfaced': noticed ? 0 : 1,
    },
  });
};

const MODES = {
  /** An acknowledgement waits for the replica. */
  D4: { synchronous_standby_names: '*', synchronous_commit: 'on' },
  /** It does not: what the replica has not heard of is lost with the primary. */
  D5: { synchronous_standby_names: '', synchronous_commit: 'on' },
} as const;

/** The primary dies, its replica is promoted, and the old primary comes back behind the way to the database: D4 or D5, with D6. */
export function createFailover(id: keyof typeof MODES): Row {
  return async ({ seed }) => {
    await using primary = await PostgresCluster.create();
    await using replica = await primary.copy({});
    await using proxy = await openFaultProxy(primary.port);
    const schema = toSchema(id, seed);
    const through = primary.toConnectionString(proxy.port);
    await using rig = await Rig.open({
      schema,
      seed,
      connectionString: through,
      drivers: [{ connectionString: through, room: 10 }],
    });
    for (const [name, value] of Object.entries(MODES[id])) await primary.ask(`ALTER SYSTEM SET ${name} = '${value}'`);
    await primary.ask('SELECT pg_reload_conf()');
    await rig.submitMany(30);
    await becomes(async () => (await rig.countEnded()) > 5);
    const isHeld = id === 'D5';
    // What is acknowledged from now on, the replica does not hear of.
    if (isHeld) await replica.stop('immediate');
    if (isHeld) await rig.submitMany(10);
    await primary.stop('immediate');
    if (isHeld) await replica.start();
    const outageFrom = performance.now();
    await replica.ask('SELECT pg_promote()');
    proxy.switchTo(replica.port);
    const isBack = await becomes(async () => rig.submit('short').then(() => true));
    const outageMs = performance.now() - outageFrom;
    const runs = await replica.ask(`SELECT id FROM ${schema}.runs`);
    const lost = rig.acknowledged.filter(({ run }) => !runs.includes(run));
    const written = await countOldWrites(primary, proxy, schema);
    proxy.switchTo(replica.port);
    // What only the primary knew is counted above; the rest must be whole.
    rig.acknowledged.splice(0, Number.POSITIVE_INFINITY, ...rig.acknowledged.filter(({ run }) => runs.includes(run)));
    await rig.untilAllEnded(CONVERGES_WITHIN_MS);
    const found = await checkRig(rig);
    const list = lost.map(({ run }) => run).join(', ');
    const figure = `failover to the ${isHeld ? 'asynchronous' : 'synchronous'} replica, outage ${toSeconds(outageMs)}: acknowledged runs lost with the primary ${toRate(lost.length, runs.length + lost.length)}${list && ` (${list})`}; D6: events written on the old timeline ${written}`;
    return toRowResult({
      id,
      figure,
      found,
      mayDouble: isHeld,
      broken: {
        'lost acknowledgements': isHeld ? 0 : lost.length,
        'written on the old timeline': written,
        'not back': isBack ? 0 : 1,
      },
    });
  };
}

/** D6: for everybody who has seen the new primary, the old one is none any more. */
async function countOldWrites(primary: PostgresCluster, proxy: FaultProxy, schema: string): Promise<number> {
  const count = async () => Number((await primary.ask(`SELECT count(*) FROM ${schema}.events`))[0]);
  await primary.start();
  const before = await count();
  proxy.switchTo(primary.port);
  await sleep(2_000);
  return (await count()) - before;
}
