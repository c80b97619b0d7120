/** One life of the server: an engine over a store. Killed, it says nothing more, hears nothing more and touches nothing more. */
import type { WorkerId } from '@tutti/protocol';
import { createEngine, type Engine } from '../../create-engine.ts';
import type { Clock } from '../../ports/clock.ts';
import type { LiveFeed } from '../../ports/live-feed.ts';
import type { Random } from '../../ports/random.ts';
import type { Store } from '../../ports/store.ts';
import type { Failpoint } from '../../run/drive-ports.ts';
import type { Program } from '../../run/program.ts';
import type { SimClock } from '../sim-clock.ts';

export interface ProcessParts {
  readonly clock: SimClock;
  readonly random: Random;
  readonly worker?: WorkerId;
  readonly build?: string;
  readonly live?: LiveFeed;
  readonly concurrentRuns?: number;
  openStore(clock: Clock): Store;
  /** Made for each process, so that what a dead one still does goes nowhere. */
  createPrograms(process: SimProcess): readonly Program[];
  onFailpoint?(point: Failpoint, process: SimProcess, path: string): void;
  onProblem?(error: unknown): void;
}

export class SimProcess {
  readonly engine: Engine;
  readonly store: Store;
  readonly clock: Clock;
  /** Resolves when it was killed. */
  readonly gone: Promise<void>;
  readonly #leave: () => void;
  #isAlive = true;
  readonly #timers = new Set<() => void>();

  constructor(parts: ProcessParts) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.gone = promise;
    this.#leave = resolve;
    this.clock = this.#watch(parts.clock);
    this.store = parts.openStore(this.clock);
    this.engine = createEngine({
      store: this.store,
      clock: this.clock,
      random: parts.random,
      live: parts.live ?? { publish() {} },
      redact: (text) => text,
      build: parts.build ?? 'simulated',
      programs: parts.createPrograms(this),
      concurrentRuns: parts.concurrentRuns ?? 100,
      ...(parts.worker && { worker: parts.worker }),
      failpoint: (point, path) => this.#isAlive && parts.onFailpoint?.(point, this, path),
      onProblem: (error) => this.#isAlive && parts.onProblem?.(error),
    });
    this.engine.start();
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** The store must be killed too: whoever opened it knows how. */
  kill(): void {
    this.#isAlive = false;
    for (const callOff of this.#timers) callOff();
    this.#timers.clear();
    this.engine.drop();
    this.#leave();
  }

  /** The timers of a process die with it. */
  #watch(clock: Clock): Clock {
    return {
      now: () => clock.now(),
      at: (instant, wake) => {
        if (!this.#isAlive) return () => {};
        const callOff = clock.at(instant, () => {
          this.#timers.delete(callOff);
          wake();
        });
        this.#timers.add(callOff);
        return () => {
          this.#timers.delete(callOff);
          callOff();
        };
      },
    };
  }
}
