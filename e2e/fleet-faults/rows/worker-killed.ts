import type { RunId } from '@tutti/protocol';
import { checkFleet } from '../check-fleet.ts';
import { Fleet } from '../fleet.ts';
import { type Row, sumFindings, toTimes } from '../row.ts';

const RUNS = 15;
const ROOM = 5;
/** More than a second of work. */
const ROUNDS = 15;
const WORKERS = ['one', 'two', 'three'];

/** With the lease of production. */
export const workerKilled: Row = {
  row: 'P4',
  fault: 'kill -9 of the worker that holds the lease',
  async trial(postgres, seed) {
    await using fleet = await Fleet.open(postgres);
    await fleet.startServer('left');
    const [victim] = await Promise.all(WORKERS.map((name) => fleet.startWorker(name, { room: ROOM })));
    if (!victim) throw new Error('there is no worker');
    const wishes = Array.from({ length: RUNS }, (_, index) => ({
      tenant: 1,
      key: `${seed}/${index}`,
      program: 'slow',
      input: ROUNDS,
    }));
    const accepted = await Promise.all(wishes.map((wish) => fleet.submit(wish)));
    await victim.untilWorkingOn(2);
    await victim.kill();
    const killedAt = Date.now();
    await fleet.untilEnded(accepted);
    const others = fleet.processes.filter((one) => one !== victim);
    const taken = new Map<RunId, number>();
    for (const { run, at } of others.flatMap((one) => one.listClaims())) {
      if (at > killedAt && !taken.has(run)) taken.set(run, at - killedAt);
    }
    const held = victim.listClaims().flatMap(({ run }) => taken.get(run) ?? []);
    return { findings: await checkFleet(fleet, accepted), violations: 0, times: held, counts: {} };
  },
  toFigure: (trials) =>
    `claimed by another after ${toTimes(trials)}; writes of replaced drivers accepted ${sumFindings(trials, ({ zombieWrites }) => zombieWrites)}`,
};

/** Three times its lease, so that others have ended its runs when it wakes in the middle of its work. */
const TIMING = { leaseMs: 2_000, lookEveryMs: 200 };

export const workerPaused: Row = {
  row: 'P5',
  fault: 'SIGSTOP of a worker for three leases, then SIGCONT',
  async trial(postgres, seed) {
    await using fleet = await Fleet.open(postgres, TIMING);
    await fleet.startServer('left');
    const victim = await fleet.startWorker('one');
    const wishes = Array.from({ length: RUNS }, (_, index) => ({
      tenant: 1,
      key: `${seed}/${index}`,
      program: 'slow',
      input: ROUNDS,
    }));
    const accepted = await Promise.all(wishes.map((wish) => fleet.submit(wish)));
    await victim.untilWorkingOn(RUNS);
    victim.pause();
    const pausedAt = Date.now();
    await fleet.startWorker('two');
    await fleet.untilEnded(accepted);
    await new Promise((resolve) => setTimeout(resolve, Math.max(pausedAt + 3 * TIMING.leaseMs - Date.now(), 0)));
    victim.resume();
    await victim.until(() => victim.countFenced() > 0);
    await victim.terminate();
    const findings = await checkFleet(fleet, accepted);
    return { findings, violations: findings.fenced === 0 ? 1 : 0, times: [], counts: {} };
  },
  toFigure: (trials) =>
    `writes of the one that was paused: accepted ${sumFindings(trials, ({ zombieWrites }) => zombieWrites)}, refused ${sumFindings(trials, ({ fenced }) => fenced)}; effects sent again with their key ${sumFindings(trials, ({ sentAgain }) => sentAgain)}, recorded steps repeated ${sumFindings(trials, ({ repeated }) => repeated)}`,
};
