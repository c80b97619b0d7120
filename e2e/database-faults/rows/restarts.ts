/** D1 and D2: the server, or one of its processes, is killed again and again under a queue of runs. */
import { setTimeout as sleep } from 'node:timers/promises';
import { checkRig } from '../check-rig.ts';
import { PostgresCluster } from '../postgres-cluster.ts';
import { becomes, Rig } from '../rig.ts';
import { type RowResult, toRate, toRowResult, toSeconds } from '../row-result.ts';
import { CONVERGES_WITHIN_MS, type Row, toSchema } from './row.ts';

export interface RestartWish {
  readonly runs: number;
  readonly seed: number;
  /** How many each of the two drivers drives at once. */
  readonly room: number;
  readonly everyMs: readonly [number, number];
}

const LONGEST_DOWN_MS = 2_000;
/** Driven without faults first, to have a pace to compare with. */
const CALM_SHARE = 0.1;

export async function runRestarts({ runs, seed, room, everyMs }: RestartWish): Promise<RowResult> {
  await using cluster = await PostgresCluster.create();
  const { connectionString } = cluster;
  const driver = { connectionString, room };
  await using rig = await Rig.open({
    schema: 'd1',
    seed,
    connectionString,
    clientPatienceMs: 500,
    drivers: [driver, driver],
  });
  const calmRuns = Math.ceil(runs * CALM_SHARE);
  await rig.submitMany(calmRuns);
  const calmMs = await rig.untilAllEnded(CONVERGES_WITHIN_MS + calmRuns * 1_000);
  const start = performance.now();
  let restarts = 0;
  let isOver = false;
  const restart = async () => {
    while (!isOver) {
      const nextAt = performance.now() + rig.random.between(...everyMs);
      await becomes(() => isOver || performance.now() >= nextAt, everyMs[1] + 1_000);
      if (isOver) return;
      await cluster.stop('immediate');
      await sleep(rig.random.between(0, LONGEST_DOWN_MS));
      await cluster.start();
      restarts += 1;
    }
  };
  const work = async () => {
    // In portions, so that there is something to submit in every weather.
    for (let left = runs - calmRuns; left > 0; left -= 20) {
      await rig.submitMany(Math.min(left, 20));
      await becomes(async () => (await rig.countUnended().catch(() => 1_000)) < 2 * room + 20, CONVERGES_WITHIN_MS);
    }
    await rig.untilAllEnded(CONVERGES_WITHIN_MS + runs * 1_000);
    isOver = true;
  };
  await Promise.all([restart(), work().finally(() => (isOver = true))]);
  const tookMs = performance.now() - start;
  const found = await checkRig(rig);
  const pace = (runs - calmRuns) / tookMs / (calmRuns / calmMs);
  const wrong = found.lost + found.stuck + found.failed + found.joinsChanged;
  const figure = `${restarts} restarts (kill, down for up to 2 s, every ${everyMs.map((ms) => ms / 1_000).join('–')} s) in ${toSeconds(tookMs)}: wrong or lost ${toRate(wrong, runs)}, throughput left ${Math.round(pace * 100)} %, ${rig.shown.length} requests asked again`;
  const surfaced = rig.drivers.filter(({ troubles }) => troubles.length > 0).length;
  return toRowResult({
    id: 'D1',
    figure,
    found,
    broken: { 'no restart fell in': restarts === 0 ? 1 : 0, 'not surfaced': restarts > 0 && surfaced === 0 ? 1 : 0 },
  });
}

/** PostgreSQL ends all its processes when one was killed, and recovers: each kill is a short outage for everybody. */
export const runKilledBackends: Row = async ({ seed, isLong }) => {
  await using cluster = await PostgresCluster.create();
  const { connectionString } = cluster;
  const schema = toSchema('d2', seed);
  await using rig = await Rig.open({ schema, seed, connectionString, drivers: [{ connectionString, room: 4 }] });
  const kills = isLong ? 20 : 5;
  let killed = 0;
  let isOver = false;
  const kill = async () => {
    while (!isOver && killed < kills) {
      await sleep(rig.random.between(100, 700));
      const pids = await cluster
        .ask("SELECT pid FROM pg_stat_activity WHERE application_name = 'tutti'")
        .catch(() => []);
      const pid = Number(pids[rig.random.between(0, pids.length - 1)] ?? 0);
      if (pid === 0) continue;
      process.kill(pid, 'SIGKILL');
      killed += 1;
      await becomes(() => cluster.isReady());
    }
  };
  const work = async () => {
    while (killed < kills) {
      await rig.submitMany(6);
      await becomes(async () => (await rig.countUnended().catch(() => 1_000)) < 12, CONVERGES_WITHIN_MS);
    }
    isOver = true;
  };
  await Promise.all([kill(), work().finally(() => (isOver = true))]);
  const convergedMs = await rig.untilAllEnded(CONVERGES_WITHIN_MS);
  const found = await checkRig(rig);
  const figure = `${killed} backends killed with SIGKILL: errors shown to users ${toRate(rig.shown.length, found.acknowledged)}, all ended ${toSeconds(convergedMs)} after the last`;
  return toRowResult({
    id: 'D2',
    figure,
    found,
    broken: { 'errors shown to users': rig.shown.length, 'not surfaced': countSilent(rig) },
  });
};

function countSilent({ drivers }: Rig): number {
  return drivers.filter(({ troubles }) => troubles.length === 0).length;
}
