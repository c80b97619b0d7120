/** A client that keeps its own log of what was acknowledged, drivers in processes of their own, and the world outside. */
import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { openPostgresStore } from '@tutti/adapters/storage/postgres';
import { createEngine, type Engine, EngineError, type Store } from '@tutti/engine';
import { type Json, RunId, type RunStatus, toIdText } from '@tutti/protocol';
import { Receiver } from '../kill-loops/receiver.ts';
import { SeededRandom } from '../kill-loops/seeded-random.ts';
import { DriverProcess } from './driver-process.ts';
import { type DriverOptions, PRINCIPAL } from './driver-words.ts';
import { makeFolder } from './postgres-cluster.ts';
import { createPrograms, PROGRAMS } from './programs.ts';

const UNENDED: readonly RunStatus[] = ['queued', 'running', 'waiting', 'paused', 'quarantined'];
const LOOK_EVERY_MS = 50;

export type DriverWish = { readonly connectionString: string } & Partial<Omit<DriverOptions, 'folder' | 'schema'>>;

export interface RigOptions {
  readonly schema: string;
  readonly seed: number;
  /** How the client reaches the database. */
  readonly connectionString: string;
  readonly clientPatienceMs?: number;
  readonly drivers: readonly DriverWish[];
}

const DEFAULTS = { room: 20, leaseMs: 2_000, connections: 4, statementTimeoutMs: 1_500, patienceMs: 2_000, skewMs: 0 };

export interface Acknowledged {
  readonly run: RunId;
  readonly program: string;
}

export class Rig implements AsyncDisposable {
  readonly acknowledged: Acknowledged[] = [];
  /** What the client was told in the place of an acknowledgement; it asked again with the same id. */
  readonly shown: string[] = [];
  readonly drivers: DriverProcess[] = [];
  readonly receiver: Receiver;
  readonly random: SeededRandom;
  readonly store: Store;
  readonly engine: Engine;
  readonly schema: string;
  readonly #folder: string;

  private constructor(store: Store, folder: string, { schema, seed }: RigOptions) {
    this.store = store;
    this.schema = schema;
    this.random = new SeededRandom(seed);
    this.receiver = new Receiver(folder);
    this.#folder = folder;
    const world = { receiver: this.receiver, epochOf: () => 1, onFired: () => undefined };
    this.engine = createEngine({ store, programs: createPrograms(world) });
  }

  static async open(options: RigOptions): Promise<Rig> {
    const { connectionString, schema, clientPatienceMs: patienceMs = 5_000 } = options;
    const times = { patienceMs, statementTimeoutMs: 3_000, connectTimeoutMs: 2_000, leaseMs: 600_000 };
    const store = await openPostgresStore({ connectionString, schema, ...times });
    const rig = new Rig(store, makeFolder(), options);
    try {
      for (const wish of options.drivers) await rig.startDriver(wish);
    } catch (error) {
      await rig[Symbol.asyncDispose]();
      throw error;
    }
    return rig;
  }

  async startDriver(wish: DriverWish): Promise<DriverProcess> {
    const driver = await DriverProcess.start({ ...DEFAULTS, ...wish, schema: this.schema, folder: this.#folder });
    this.drivers.push(driver);
    return driver;
  }

  /** As clients do: whatever is not acknowledged is asked for again, under the same id. */
  async submit(program: string, input: Json = null): Promise<RunId> {
    const run = RunId.parse(toIdText('run', Date.now(), this.random.bytes(16)));
    for (;;) {
      try {
        await this.engine.submit(PRINCIPAL, { run, program, title: program, input });
        this.acknowledged.push({ run, program });
        return run;
      } catch (error) {
        if (!(error instanceof EngineError) || !error.retryable) throw error;
        this.shown.push(error.code);
        await sleep(100);
      }
    }
  }

  async submitMany(count: number, programs: readonly string[] = PROGRAMS): Promise<void> {
    const one = (index: number) => this.submit(programs[index % programs.length] ?? 'short');
    await Promise.all(Array.from({ length: count }, (_, index) => one(index)));
  }

  async countUnended(): Promise<number> {
    const { runs } = await this.engine.listRuns(PRINCIPAL, { status: UNENDED, limit: 10_000 });
    return runs.length;
  }

  countEnded(): Promise<number> {
    return this.countUnended().then((left) => this.acknowledged.length - left);
  }

  /** How long that took. Gives up at the deadline: what is left is then found by the check. */
  async untilAllEnded(deadlineMs: number): Promise<number> {
    const start = performance.now();
    while (performance.now() - start < deadlineMs) {
      // While a fault lasts, the client may not be able to look.
      const left = await this.countUnended().catch(() => Number.POSITIVE_INFINITY);
      if (left === 0) break;
      await sleep(LOOK_EVERY_MS);
    }
    return performance.now() - start;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.drivers.map((driver) => driver[Symbol.asyncDispose]()));
    await this.engine.close(0);
    await this.store[Symbol.asyncDispose]();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Whether it became true before the deadline, looked at every few milliseconds. */
export async function becomes(isTrue: () => boolean | Promise<boolean>, deadlineMs = 30_000): Promise<boolean> {
  for (const start = performance.now(); performance.now() - start < deadlineMs; await sleep(10)) {
    if (await isTrue()) return true;
  }
  return false;
}
