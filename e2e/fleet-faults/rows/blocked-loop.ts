import { checkFleet } from '../check-fleet.ts';
import { Fleet } from '../fleet.ts';
import { type Row, sumFindings } from '../row.ts';

const BLOCKED_MS = 10_000;
const OTHERS = 5;
const ROUNDS = 20;

/** With the lease of production, which is shorter than the blockade. */
export const blockedLoop: Row = {
  row: 'P8',
  fault: 'the event loop of a worker blocked for 10 s',
  async trial(postgres, seed) {
    await using fleet = await Fleet.open(postgres);
    await fleet.startServer('left');
    const workers = [await fleet.startWorker('one')];
    const others = await Promise.all(
      Array.from({ length: OTHERS }, (_, index) =>
        fleet.submit({ tenant: 1, key: `${seed}/${index}`, program: 'slow', input: ROUNDS }),
      ),
    );
    await workers[0]?.untilWorkingOn(OTHERS);
    workers.push(await fleet.startWorker('two'));
    const blocking = await fleet.submit({ tenant: 1, key: `${seed}/block`, program: 'block', input: BLOCKED_MS });
    const accepted = [...others, blocking];
    await fleet.untilEnded(accepted);
    const victim = workers.find((worker) =>
      worker.listClaims().some(({ run, epoch }) => run === blocking.run && epoch === 1),
    );
    await victim?.until(() => victim.countFenced() > 0);
    const findings = await checkFleet(fleet, accepted);
    return { findings, violations: findings.fenced === 0 ? 1 : 0, times: [], counts: {} };
  },
  toFigure: (trials) =>
    `steps recorded twice ${sumFindings(trials, ({ recordedTwice }) => recordedTwice)} of ${sumFindings(trials, ({ steps }) => steps)}, writes after it accepted ${sumFindings(trials, ({ zombieWrites }) => zombieWrites)} and refused ${sumFindings(trials, ({ fenced }) => fenced)}, runs taken over ${sumFindings(trials, ({ takeovers }) => takeovers)}`,
};
