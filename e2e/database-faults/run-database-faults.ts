/** Every row as often and as long as the matrix says, one after the other; each prints its line as soon as it has ended. */
import { PostgresCluster } from './postgres-cluster.ts';
import type { RowResult } from './row-result.ts';
import { runLostAnswers, runSlowNetwork, runTornAnswers } from './rows/answers.ts';
import { runSkewedClocks } from './rows/clocks.ts';
import { runConflicts, runIdleTransaction, runSmallPool } from './rows/contention.ts';
import { runDiskFull } from './rows/disk-full.ts';
import { runOneWay, runPartition } from './rows/partitions.ts';
import { createFailover, runLaggingReplica } from './rows/replicas.ts';
import { runKilledBackends, runRestarts } from './rows/restarts.ts';
import type { Row } from './rows/row.ts';

export interface DatabaseFaultsWish {
  /** How often each row is repeated, D1 apart. */
  readonly times: number;
  /** Of D1. */
  readonly runs: number;
  readonly seed: number;
  onRow?(result: RowResult): void;
}

const ROWS: readonly Row[] = [
  runKilledBackends,
  runLostAnswers,
  createFailover('D4'),
  createFailover('D5'),
  runSmallPool,
  runConflicts,
  runIdleTransaction,
  runLaggingReplica,
  runSlowNetwork,
  runPartition,
  runOneWay,
  runTornAnswers,
  runDiskFull,
  runSkewedClocks,
];

export async function runDatabaseFaults({
  times,
  runs,
  seed,
  onRow,
}: DatabaseFaultsWish): Promise<readonly RowResult[]> {
  const results: RowResult[] = [];
  const keep = (result: RowResult) => {
    results.push(result);
    onRow?.(result);
  };
  keep(await runRestarts({ runs, seed, room: 10, everyMs: [5_000, 20_000] }));
  await using cluster = await PostgresCluster.create();
  for (const run of ROWS) {
    for (let time = 1; time <= times; time++)
      keep(await run({ cluster, seed: (seed % 1_000_000) + time, isLong: true }));
  }
  return results;
}
