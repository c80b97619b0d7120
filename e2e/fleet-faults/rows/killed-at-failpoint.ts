import { SeededRandom } from '../../kill-loops/seeded-random.ts';
import type { TestPostgres } from '../../../packages/adapters/src/storage/postgres/testing/start-test-postgres.ts';
import { checkFleet } from '../check-fleet.ts';
import { Fleet } from '../fleet.ts';
import { type Row, sumCounts, sumFindings, type Trial } from '../row.ts';

const RUNS = 4;
const TIMING = { leaseMs: 1_500, lookEveryMs: 150 };
/** Each run passes each of the points at least so often. */
const PASSES = 4;

/** The first worker ends itself at that point; the second one then finds what it left. */
async function tryAt(postgres: TestPostgres, seed: number, point: 'after-act' | 'after-append'): Promise<Trial> {
  await using fleet = await Fleet.open(postgres, TIMING);
  const failpoint = `${point}:*:${new SeededRandom(seed).between(1, RUNS * PASSES)}`;
  // The first request is answered by nobody: its server ends after the commit, and the client asks the other one.
  const [mute] = await Promise.all([
    fleet.startServer('mute', { diesAfterSubmissions: 1 }),
    fleet.startServer('right'),
  ]);
  const victim = await fleet.startWorker('one', { failpoint });
  const wishes = Array.from({ length: RUNS }, (_, index) => ({
    tenant: 1,
    key: `${seed}/${index}`,
    program: 'pay',
    input: null,
  }));
  const accepted = await Promise.all(wishes.map((wish) => fleet.submit(wish)));
  const ends = await Promise.all([victim.ended, mute.ended]);
  await fleet.startWorker('two');
  await fleet.untilEnded(accepted);
  const again = await Promise.all(wishes.map((wish) => fleet.submit(wish)));
  const findings = await checkFleet(fleet, accepted);
  const different = again.filter(({ run }, index) => run !== accepted[index]?.run).length;
  const notKilled = ends.filter(({ signal }) => signal !== 'SIGKILL').length;
  return {
    findings,
    violations: different + notKilled + Math.abs(findings.runs - RUNS),
    times: [],
    counts: { asked: wishes.length * 2 + 1, different },
  };
}

export const killedAfterEffect: Row = {
  row: 'P2',
  fault: 'kill -9 between the effect and its record',
  trial: (postgres, seed) => tryAt(postgres, seed, 'after-act'),
  toFigure: (trials) =>
    `duplicates with a key 0 (sent again with it ${sumFindings(trials, ({ sentAgain }) => sentAgain)}), without a key but verified ${sumFindings(trials, ({ duplicated }) => duplicated)} of ${sumFindings(trials, ({ effects }) => effects)} effects`,
};

export const killedAfterCommit: Row = {
  row: 'P3',
  fault: 'kill -9 between the record and its acknowledgement, at a worker and at a server',
  trial: (postgres, seed) => tryAt(postgres, seed, 'after-append'),
  toFigure: (trials) =>
    `another result for whoever asks again ${sumCounts(trials, 'different')} of ${sumCounts(trials, 'asked')}, steps repeated ${sumFindings(trials, ({ repeated }) => repeated)} of ${sumFindings(trials, ({ steps }) => steps)}`,
};
