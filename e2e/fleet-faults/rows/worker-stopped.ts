import { checkFleet } from '../check-fleet.ts';
import { Fleet } from '../fleet.ts';
import { type Row, sumCounts, sumFindings, toTimes } from '../row.ts';

const RUNS = 100;
/** More than the other worker needs to begin. */
const ROUNDS = 25;
const GRACE_MS = 10_000;

export const workerStopped: Row = {
  row: 'P10',
  fault: 'SIGTERM with 100 runs under way',
  async trial(postgres, seed) {
    await using fleet = await Fleet.open(postgres);
    await fleet.startServer('left');
    const victim = await fleet.startWorker('one', { graceMs: GRACE_MS });
    const accepted = await Promise.all(
      Array.from({ length: RUNS }, (_, index) =>
        fleet.submit({ tenant: 1, key: `${seed}/${index}`, program: 'slow', input: ROUNDS }),
      ),
    );
    await victim.untilWorkingOn(RUNS);
    await fleet.startWorker('two');
    const { code } = await victim.terminate();
    const drained = victim.spoken.find((spoken) => spoken.say === 'drained');
    await fleet.untilEnded(accepted);
    const findings = await checkFleet(fleet, accepted);
    return {
      findings,
      violations: code === 0 && drained ? 0 : 1,
      times: drained ? [drained.tookMs] : [],
      counts: { handed: findings.takeovers },
    };
  },
  toFigure: (trials) =>
    `lost ${sumFindings(trials, ({ lost, stuck }) => lost + stuck)} of ${sumFindings(trials, ({ accepted }) => accepted)}, handed over ${sumCounts(trials, 'handed')}, steps done again ${sumFindings(trials, ({ sentAgain, repeated }) => sentAgain + repeated)}; drained within ${toTimes(trials)} (grace ${GRACE_MS} ms)`,
};
