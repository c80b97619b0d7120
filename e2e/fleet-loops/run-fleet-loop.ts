/** One loop: three workers and two servers over one database, any of which is killed, paused or stopped while clients go on asking. */
import { setTimeout as delay } from 'node:timers/promises';
import type { TestPostgres } from '../../packages/adapters/src/storage/postgres/testing/start-test-postgres.ts';
import { checkFleet, type FleetFindings } from '../fleet-faults/check-fleet.ts';
import { type Accepted, Fleet } from '../fleet-faults/fleet.ts';
import type { FleetProcess } from '../fleet-faults/fleet-process.ts';
import { SeededRandom } from '../kill-loops/seeded-random.ts';

const PROGRAMS = ['joins', 'effects', 'family', 'timers', 'approval', 'mail', 'spend', 'pay'] as const;
const RUNS = 16;
const TENANTS = 2;
const WORKERS = ['one', 'two', 'three'] as const;
const SERVERS = ['left', 'right'] as const;
/** As long as it takes until most of the runs have ended where nothing happens. */
const WINDOW_MS = 2_500;
const FEWEST_FAULTS = 3;
const MOST_FAULTS = 7;
/** Short, so that a loop need not wait long for a takeover; a loaded machine may still lose a lease now and then. */
const TIMING = { leaseMs: 2_000, lookEveryMs: 200 };
const LONGEST_PAUSE_MS = 5_000;

export interface FleetLoopResult extends FleetFindings {
  readonly seed: number;
  readonly kills: number;
  readonly pauses: number;
  readonly stops: number;
}

export async function runFleetLoop(postgres: TestPostgres, seed: number): Promise<FleetLoopResult> {
  const random = new SeededRandom(seed);
  await using fleet = await Fleet.open(postgres, TIMING);
  await Promise.all([
    ...WORKERS.map((name) => fleet.startWorker(name)),
    ...SERVERS.map((name) => fleet.startServer(name)),
  ]);
  const faults = Array.from({ length: random.between(FEWEST_FAULTS, MOST_FAULTS) }, () => drawFault(random));
  const accepting = Promise.all(drawRuns(random, seed).map((wish) => begin(fleet, wish)));
  await Promise.all(faults.map((fault) => inflict(fleet, fault)));
  const accepted = await accepting;
  await fleet.untilEnded(accepted);
  const findings = await checkFleet(fleet, accepted);
  const count = (kind: Fault['kind']) => faults.filter((fault) => fault.kind === kind).length;
  return { seed, kills: count('kill'), pauses: count('pause'), stops: count('stop'), ...findings };
}

interface Fault {
  readonly name: string;
  readonly kind: 'kill' | 'pause' | 'stop';
  readonly afterMs: number;
  /** Until it is started again, or goes on. */
  readonly forMs: number;
}

function drawFault(random: SeededRandom): Fault {
  const names = [...WORKERS, ...SERVERS];
  const kind = (['kill', 'kill', 'kill', 'pause', 'pause', 'stop'] as const)[random.between(0, 5)] ?? 'kill';
  return {
    name: names[random.between(0, names.length - 1)] ?? 'one',
    kind,
    afterMs: random.between(0, WINDOW_MS),
    forMs: random.between(0, kind === 'pause' ? LONGEST_PAUSE_MS : 600),
  };
}

/** What is down or paused already by another fault is left alone. */
async function inflict(fleet: Fleet, { name, kind, afterMs, forMs }: Fault): Promise<void> {
  await delay(afterMs);
  const victim = fleet.processes.findLast((one) => one.name === name);
  if (!victim || victim.hasEnded || victim.isPaused) return;
  if (kind === 'pause') {
    victim.pause();
    await delay(forMs);
    return victim.resume();
  }
  const ended = kind === 'kill' ? victim.kill() : victim.terminate();
  await ended;
  await delay(forMs);
  await startAgain(fleet, victim);
}

async function startAgain(fleet: Fleet, { name, serves }: FleetProcess): Promise<void> {
  await (serves ? fleet.startServer(name) : fleet.startWorker(name));
}

interface RunWish {
  readonly tenant: number;
  readonly key: string;
  readonly program: (typeof PROGRAMS)[number];
  readonly afterMs: number;
}

function drawRuns(random: SeededRandom, seed: number): RunWish[] {
  return Array.from({ length: RUNS }, (_, index) => ({
    tenant: 1 + (index % TENANTS),
    key: `${seed}/${index}`,
    program: PROGRAMS[Math.floor(index / TENANTS) % PROGRAMS.length] ?? 'pay',
    afterMs: random.between(0, WINDOW_MS),
  }));
}

async function begin(fleet: Fleet, { afterMs, ...wish }: RunWish): Promise<Accepted> {
  await delay(afterMs);
  const budget = wish.program === 'spend' ? { tokens: 200, costNanoUsd: 200 } : undefined;
  const accepted = await fleet.submit({ ...wish, input: null, ...(budget && { budget }) });
  if (wish.program === 'mail') {
    for (const payload of [1, 2, 3]) {
      const { tenant, run } = accepted;
      await fleet.ask({ ask: 'send', tenant, run, id: `sig_letter-${run}-${payload}`, key: 'mail', payload });
    }
  }
  return accepted;
}
