import { afterAll, beforeAll, expect, it } from 'vitest';
import { PostgresCluster } from './postgres-cluster.ts';
import { runLostAnswers, runSlowNetwork, runTornAnswers } from './rows/answers.ts';
import { runOneWay, runPartition } from './rows/partitions.ts';

const SEED = Number(process.env['TUTTI_SEED'] ?? Date.now() % 2 ** 31);

let cluster: PostgresCluster;
beforeAll(async () => void (cluster = await PostgresCluster.create()), 60_000);
afterAll(() => cluster[Symbol.asyncDispose]());

it.each([
  ['D3: looks up whether a commit was done whose answer was lost', runLostAnswers],
  ['N1: is slower, and right, far from its database', runSlowNetwork],
  ['N2: goes on when a partition is over', runPartition],
  ['N3: notices a partition in one direction, and another worker goes on', runOneWay],
  ['N4: asks again after an answer that was torn', runTornAnswers],
])(
  '%s',
  async (_name, run) => {
    const { line, violations } = await run({ cluster, seed: SEED, isLong: false });
    console.log(line);
    expect({ line, violations }).toMatchObject({ violations: 0 });
  },
  240_000,
);
