import { afterAll, beforeAll, expect, it } from 'vitest';
import { PostgresCluster } from './postgres-cluster.ts';
import { runDiskFull } from './rows/disk-full.ts';
import { runLaggingReplica } from './rows/replicas.ts';
import { runKilledBackends, runRestarts } from './rows/restarts.ts';

const SEED = Number(process.env['TUTTI_SEED'] ?? Date.now() % 2 ** 31);
const RUNS = Number(process.env['TUTTI_D1_RUNS'] ?? 200);

let cluster: PostgresCluster;
beforeAll(async () => void (cluster = await PostgresCluster.create()), 60_000);
afterAll(() => cluster[Symbol.asyncDispose]());

it(
  'D1: loses nothing and gets nothing wrong while its server is restarted again and again',
  async () => {
    const { line, violations } = await runRestarts({ runs: RUNS, seed: SEED, room: 3, everyMs: [2_000, 5_000] });
    console.log(line);
    expect({ line, violations }).toMatchObject({ violations: 0 });
  },
  60_000 + RUNS * 2_000,
);

it.each([
  ['D2: goes on after a process of the server was killed', runKilledBackends],
  ['D10: decides nothing by what a replica says', runLaggingReplica],
  ['S2: waits for space when the disk of the server is full', runDiskFull],
])(
  '%s',
  async (_name, run) => {
    const { line, violations } = await run({ cluster, seed: SEED, isLong: false });
    console.log(line);
    expect({ line, violations }).toMatchObject({ violations: 0 });
  },
  240_000,
);
