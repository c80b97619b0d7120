/** A server over a memory store and a virtual clock, for tests that kill it at a place of their choice and boot it again. */
import { RANDOM_BYTES, RunId, SignalId, toIdText } from '@tutti/protocol';
import type { Json } from '@tutti/protocol';
import type { RunRequest } from '../../run/run-request.ts';
import type { Failpoint } from '../../run/drive-ports.ts';
import type { Program } from '../../run/program.ts';
import { MemoryData } from '../memory/memory-data.ts';
import { createMemoryStore, type MemoryStore } from '../memory-store.ts';
import { SimClock } from '../sim-clock.ts';
import { SimRandom } from '../sim-random.ts';
import { PRINCIPAL } from './client.ts';
import { untilIdle } from './idle.ts';
import { Observer, type WatchedRun } from './observer.ts';
import { SimProcess } from './sim-process.ts';

export interface StageOptions {
  createPrograms(process: SimProcess): readonly Program[];
  /** True kills the process there and then. */
  onFailpoint?(point: Failpoint, path: string): boolean;
  readonly build?: string;
}

export class SimStage {
  readonly clock = new SimClock();
  readonly data = new MemoryData();
  readonly observer = new Observer(this.data);
  readonly problems: unknown[] = [];
  server: SimProcess;
  boots = 0;
  readonly #options: StageOptions;
  readonly #random = new SimRandom(1);
  #store: MemoryStore;

  constructor(options: StageOptions) {
    this.#options = options;
    ({ server: this.server, store: this.#store } = this.#boot());
  }

  async submit(request: Pick<RunRequest, 'program'> & Partial<RunRequest>): Promise<RunId> {
    const run = RunId.parse(toIdText('run', this.clock.now(), this.#random.bytes(RANDOM_BYTES)));
    const submitted = this.server.engine.submit(PRINCIPAL, { title: request.program, input: null, run, ...request });
    await Promise.race([submitted, this.server.gone]);
    return run;
  }

  /** Not answered where the server dies meanwhile: then it may or may not have arrived. */
  async send(run: RunId, signal: { id: string; key: string; payload: Json }): Promise<void> {
    const id = SignalId.parse(`sig_${signal.id}`);
    await Promise.race([this.server.engine.send(PRINCIPAL, run, { ...signal, id }), this.server.gone]);
  }

  kill(): void {
    this.server.kill();
    this.#store.crash();
  }

  reboot(): void {
    ({ server: this.server, store: this.#store } = this.#boot());
  }

  /** Lets everything happen that happens within this time; a server that dies is booted again at once. */
  async play(ms = 0): Promise<void> {
    const end = this.clock.now() + ms;
    for (;;) {
      await this.idle();
      const { next } = this.clock;
      if (next === undefined || next > end) break;
      this.clock.advanceToNext();
    }
    this.clock.advanceTo(end);
    await this.idle();
  }

  async idle(): Promise<void> {
    await untilIdle(() => {
      if (!this.server.isAlive) this.reboot();
      return true;
    });
  }

  get(run: RunId): WatchedRun {
    const watched = this.observer.find(run);
    if (!watched) throw new Error(`there is no ${run}`);
    return watched;
  }

  #boot(): { server: SimProcess; store: MemoryStore } {
    this.boots++;
    let store: MemoryStore | undefined;
    const server = new SimProcess({
      clock: this.clock,
      random: this.#random.fork(),
      ...(this.#options.build !== undefined && { build: this.#options.build }),
      openStore: (clock) => {
        store = createMemoryStore({ clock, data: this.data });
        return store;
      },
      createPrograms: (process) => this.#options.createPrograms(process),
      onFailpoint: (point, process, path) => {
        if (process === this.server && this.#options.onFailpoint?.(point, path)) this.kill();
      },
      onProblem: (error) => void this.problems.push(error),
    });
    if (!store) throw new Error('the server did not open its store');
    return { server, store };
  }
}
