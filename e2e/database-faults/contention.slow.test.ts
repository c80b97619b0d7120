import { afterAll, beforeAll, expect, it } from 'vitest';
import { PostgresCluster } from './postgres-cluster.ts';
import { runSkewedClocks } from './rows/clocks.ts';
import { runConflicts, runIdleTransaction, runSmallPool } from './rows/contention.ts';

const SEED = Number(process.env['TUTTI_SEED'] ?? Date.now() % 2 ** 31);

let cluster: PostgresCluster;
beforeAll(async () => void (cluster = await PostgresCluster.create()), 60_000);
afterAll(() => cluster[Symbol.asyncDispose]());

it.each([
  ['D7: lets two hundred clients queue for two connections, each with a deadline', runSmallPool],
  ['D8: tries again whatever lost against others', runConflicts],
  ['D9: gives a migration up that somebody is in the way of', runIdleTransaction],
  ['C2: goes by the time of the database, whatever the clocks of the workers say', runSkewedClocks],
])(
  '%s',
  async (_name, run) => {
    const { line, violations } = await run({ cluster, seed: SEED, isLong: false });
    console.log(line);
    expect({ line, violations }).toMatchObject({ violations: 0 });
  },
  240_000,
);
