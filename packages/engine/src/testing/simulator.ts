/**
 * A whole engine in one process, from a seed: a virtual clock, a store on bad ground, kills at any point, people who send
 * signals early, late and twice. It goes on until every run has ended or visibly waits, then the invariants are checked.
 */
import { type Instant, RANDOM_BYTES, RunId, toIdText } from '@tutti/protocol';
import { type Acknowledgement, createFaultyStore, type FaultyStore, InjectedError } from './faulty-store.ts';
import { MemoryData } from './memory/memory-data.ts';
import { createMemoryStore, type MemoryStore } from './memory-store.ts';
import { drawProgram } from './random-program.ts';
import { SimClock } from './sim-clock.ts';
import { SimRandom } from './sim-random.ts';
import { checkInvariants, type Evidence } from './simulation/check-invariants.ts';
import { drawFaults, type Faults } from './simulation/draw-faults.ts';
import { untilIdle } from './simulation/idle.ts';
import { Observer } from './simulation/observer.ts';
import { listTrees, type ProgramTree } from './simulation/program-tree.ts';
import { Receiver } from './simulation/receiver.ts';
import { SimProcess } from './simulation/sim-process.ts';
import { type RootRun, Surroundings } from './simulation/surroundings.ts';
import { createTreeProgram } from './simulation/run-tree.ts';
import { Witness } from './simulation/witness.ts';

export interface SimulationOptions {
  readonly seed: number;
  /** Instead of the programs and faults that the seed draws. */
  readonly trees?: readonly ProgramTree[];
  readonly faults?: Partial<Faults>;
  readonly controls?: Partial<Pick<RootRun, 'cancelAfterMs' | 'pauseAfterMs' | 'deadlineAfterMs'>>;
}

export interface SimulationReport {
  readonly seed: number;
  /** What went against an invariant; empty when all is well. */
  readonly violations: readonly string[];
  readonly runs: number;
  readonly events: number;
  readonly kills: number;
  readonly zombies: number;
  readonly fenced: number;
  readonly failures: number;
  /** From the first submission to the end, in virtual time. */
  readonly ms: number;
}

/** Faults end after this; then everything must come to its end. */
const FAULTY_MS = 300_000;
const LIMIT_MS = 4 * 3_600_000;
const TURN_LIMIT = 20_000;

export async function simulate(options: SimulationOptions): Promise<SimulationReport> {
  const simulation = new Simulation(options);
  await simulation.play();
  return simulation.report();
}

export class Simulation implements Evidence {
  readonly clock = new SimClock();
  readonly data = new MemoryData();
  readonly observer = new Observer(this.data);
  readonly receiver: Receiver;
  readonly witness = new Witness();
  readonly acknowledged: Acknowledgement[] = [];
  readonly trees: ReadonlyMap<string, ProgramTree>;
  readonly roots: readonly RootRun[];
  readonly violations: string[] = [];
  /** Runs that lost their driver, with the epoch that it had. */
  readonly orphaned: { readonly run: RunId; readonly epoch: number }[] = [];
  readonly injected: InjectedError[] = [];
  readonly surfaced = new Set<unknown>();
  readonly #seed: number;
  readonly #random: SimRandom;
  readonly #faults: Faults;
  readonly #startedAt: Instant;
  readonly #surroundings: Surroundings;
  #server: SimProcess;
  #store: FaultyStore;
  #memory: MemoryStore | undefined;
  #zombie: { readonly process: SimProcess; readonly store: FaultyStore; turns: number } | undefined;
  #killsLeft: number;
  #turns = 0;
  readonly #counts = { kills: 0, zombies: 0, fenced: 0 };

  constructor({ seed, trees, faults, controls }: SimulationOptions) {
    this.#seed = seed;
    const random = new SimRandom(seed);
    this.#startedAt = this.clock.now();
    const drawn = trees ?? Array.from({ length: random.between(1, 3) }, () => drawProgram(random.fork()));
    this.#faults = { ...drawFaults(random.fork()), ...faults };
    this.#killsLeft = this.#faults.kills;
    this.roots = drawn.map((_, index) => ({ ...drawRoot(random, index, this.clock.now()), ...controls }));
    this.trees = new Map(drawn.flatMap((tree, index) => listTrees(`r${index}`, tree)));
    this.#random = random.fork();
    this.receiver = new Receiver({ onCall: (call) => this.#checkCall(call) });
    this.#surroundings = new Surroundings({
      clock: this.clock,
      random: random.fork(),
      observer: this.observer,
      receiver: this.receiver,
      findServer: () => this.#server,
      findTree: (name) => this.findTree(name),
      onRefused: (error) => this.surfaced.add(error),
    });
    ({ process: this.#server, store: this.#store } = this.#boot());
  }

  async play(): Promise<void> {
    for (const root of this.roots) this.#surroundings.submit(root);
    for (;;) {
      await untilIdle(() => this.#onTurn());
      if (this.#turns > TURN_LIMIT) return this.#report('I9', 'the simulation does not come to rest');
      this.#surroundings.look();
      if (this.#isOver()) return;
      if (!this.clock.advanceToNext()) return;
    }
  }

  report(): SimulationReport {
    checkInvariants(this);
    const { kills, zombies, fenced } = this.#counts;
    if (fenced > 0 && kills + zombies + this.injected.length === 0) {
      this.#report('I3', 'a driver was fenced, but nobody had replaced it');
    }
    const runs = this.observer.look();
    return {
      seed: this.#seed,
      violations: [...this.witness.contradictions, ...this.violations],
      runs: runs.length,
      events: runs.reduce((sum, { events }) => sum + events.length, 0),
      ...this.#counts,
      failures: this.injected.length,
      ms: this.clock.now() - this.#startedAt,
    };
  }

  findTree(name: string): ProgramTree {
    const tree = this.trees.get(name);
    if (!tree) throw new Error(`there is no tree ${name}`);
    return tree;
  }

  #report(invariant: string, what: string): void {
    this.violations.push(`${invariant}: ${what}`);
  }

  #isOver(): boolean {
    const late = this.clock.now() > this.#startedAt + LIMIT_MS;
    const ended = [...this.data.runs.values()].every(({ place }) => place.kind === 'ended');
    return late || (ended && this.data.runs.size >= this.roots.length && this.#surroundings.open === 0);
  }

  #boot(): { process: SimProcess; store: FaultyStore } {
    const { latencyMs, failRate, noticeRate } = this.#faults;
    let store: FaultyStore | undefined;
    const process = new SimProcess({
      clock: this.clock,
      random: this.#random.fork(),
      openStore: (clock) => {
        const random = this.#random.fork();
        this.#memory = createMemoryStore({ clock, data: this.data });
        store = createFaultyStore(this.#memory, {
          random,
          clock,
          latencyMs,
          failRate,
          noticeRate,
          onAcknowledged: (acknowledgement) => void this.acknowledged.push(acknowledgement),
          onFenced: () => void this.#counts.fenced++,
          onFailed: (error) => {
            this.injected.push(error);
            // What a process says that was replaced is of no consequence.
            if (store !== this.#store) this.surfaced.add(error);
          },
        });
        return store;
      },
      createPrograms: (process) => [createTreeProgram(this.#toWorld(process))],
      onFailpoint: (_, process) => {
        if (process === this.#server && this.#random.chance(this.#faults.failpointRate)) this.#killServer();
      },
      onProblem: (error) => this.surfaced.add(error),
    });
    if (!store) throw new Error('the process did not open its store');
    if (this.#isCalm) store.calm();
    return { process, store };
  }

  get #isCalm(): boolean {
    return this.clock.now() > this.#startedAt + FAULTY_MS;
  }

  #toWorld(process: SimProcess) {
    return {
      findTree: (name: string) => this.findTree(name),
      act: (place, signal) =>
        process.isAlive ? this.receiver.act(place, { signal, clock: process.clock }) : new Promise<never>(() => {}),
      verify: ({ part, call }) =>
        this.receiver.hasHappened(call.key) ? { happened: true, output: `did ${part.id}` } : { happened: false },
      undo: ({ call }) => process.isAlive && this.receiver.undo(call.key),
      witness: (place, end) => process.isAlive && this.witness.hear(place, end),
    } satisfies Parameters<typeof createTreeProgram>[0];
  }

  #onTurn(): boolean {
    this.#turns++;
    if (!this.#server.isAlive) this.#restart();
    if (this.#isCalm) this.#store.calm();
    if (this.#zombie && this.#zombie.turns-- <= 0) this.#endZombie();
    if (this.#random.chance(this.#faults.killRate)) this.#killServer();
    return this.#turns <= TURN_LIMIT;
  }

  /** The first moment of a kill: nothing that the process still does has any consequence. The next one boots in the next turn. */
  #killServer(): void {
    if (this.#killsLeft <= 0 || this.#isCalm || !this.#server.isAlive) return;
    this.#killsLeft--;
    if (!this.#zombie && this.#random.chance(this.#faults.zombieRate)) return this.#replaceServer();
    this.#counts.kills++;
    this.#server.kill();
    this.#store.kill();
    // A process that dies takes what it was about to report with it.
    for (const error of this.injected) this.surfaced.add(error);
    // Something must be left to do, or nobody notices that it is dead.
    setImmediate(() => {});
  }

  #replaceServer(): void {
    this.#counts.zombies++;
    for (const error of this.injected) this.surfaced.add(error);
    this.#store.replace();
    this.#zombie = { process: this.#server, store: this.#store, turns: this.#random.below(60) };
    this.#restart();
  }

  #restart(): void {
    // Whatever the process before has brought as far as the store is committed before the next one opens it.
    this.#memory?.flush();
    for (const { run, epoch, place } of this.data.runs.values()) {
      if (place.kind === 'driven') this.orphaned.push({ run, epoch });
    }
    ({ process: this.#server, store: this.#store } = this.#boot());
    // What it asks first may fail in this very turn, and only after that does it wait for anything.
    setImmediate(() => {});
  }

  #endZombie(): void {
    this.#zombie?.process.kill();
    this.#zombie?.store.kill();
    this.#zombie = undefined;
  }

  /** What must never be called again: a step whose outcome is committed, and anything once a cancel is. */
  #checkCall({ run, path }: Parameters<ConstructorParameters<typeof Receiver>[0]['onCall']>[0]): void {
    const watched = this.observer.find(run);
    if (!watched || this.#zombie) return;
    if (watched.ended.has(path)) this.#report('I3', `${path} of ${run} was called again after its outcome`);
    if (watched.cancelRequested) this.#report('I9', `${path} of ${run} was called after the cancel`);
  }
}

function drawRoot(random: SimRandom, index: number, now: Instant): RootRun {
  return {
    run: RunId.parse(toIdText('run', now + index, random.bytes(RANDOM_BYTES))),
    tree: `r${index}`,
    deadlineAfterMs: random.chance(0.1) ? random.between(1, 20_000) : undefined,
    cancelAfterMs: random.chance(0.12) ? random.below(4_000) : undefined,
    pauseAfterMs: random.chance(0.15) ? random.below(2_000) : undefined,
  };
}
