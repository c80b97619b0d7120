/** An engine over a memory store, with what a test needs to send it work and to look at what became of it. */
import { Json, LOCAL_OWNER, type RunEvent, type RunId, type RunState } from '@tutti/protocol';
import { createEngine, type Engine, type EngineOptions } from '../create-engine.ts';
import type { Clock } from '../ports/clock.ts';
import type { LiveNotice } from '@tutti/protocol';
import type { Program } from '../run/program.ts';
import { createMemoryStore, type MemoryStore } from './memory-store.ts';

export const TEST_PRINCIPAL = LOCAL_OWNER;

export interface TestStageOptions extends Partial<EngineOptions> {
  readonly programs: readonly Program[];
  readonly clock?: Clock;
}

export class TestStage {
  engine: Engine;
  store: MemoryStore;
  readonly notices: LiveNotice[] = [];
  readonly problems: unknown[] = [];
  readonly #options: TestStageOptions;

  constructor(options: TestStageOptions) {
    this.#options = options;
    this.store = createMemoryStore(options.clock ? { clock: options.clock } : {});
    this.engine = this.#open();
    this.engine.start();
  }

  /** Ends the process, as `kill -9` does, and starts another one over the same data. */
  restart(changes: Partial<TestStageOptions> = {}): void {
    this.store.crash();
    this.engine.drop();
    const { clock } = this.#options;
    this.store = createMemoryStore({ data: this.store.data, ...(clock && { clock }) });
    this.engine = this.#open(changes);
    this.engine.start();
  }

  submit(program: string, input: Json = null, more: Partial<Parameters<Engine['submit']>[1]> = {}): Promise<RunId> {
    return this.engine.submit(TEST_PRINCIPAL, { program, title: program, input, ...more });
  }

  /** Starts a run and waits for its end. */
  async run(
    program: string,
    input: Json = null,
    more: Partial<Parameters<Engine['submit']>[1]> = {},
  ): Promise<RunState> {
    return this.ended(await this.submit(program, input, more));
  }

  async ended(run: RunId): Promise<RunState> {
    await this.engine.untilSettled(TEST_PRINCIPAL, run);
    return this.state(run);
  }

  async asleep(run: RunId): Promise<RunState> {
    await this.engine.untilSettled(TEST_PRINCIPAL, run, { or: ['waiting', 'paused', 'quarantined'] });
    return this.state(run);
  }

  state(run: RunId): Promise<RunState> {
    return this.engine.getRun(TEST_PRINCIPAL, run);
  }

  events(run: RunId): Promise<RunEvent[]> {
    return Array.fromAsync(this.engine.readEvents(TEST_PRINCIPAL, run));
  }

  async types(run: RunId): Promise<string[]> {
    return (await this.events(run)).map(({ type }) => type);
  }

  #open(changes: Partial<TestStageOptions> = {}): Engine {
    return createEngine({
      live: { publish: (notice) => this.notices.push(notice) },
      build: 'test',
      onProblem: (error) => this.problems.push(error),
      ...this.#options,
      ...changes,
      store: this.store,
    });
  }
}

/** A program from its body, for tests that need nothing else of it. */
export function toProgram(
  name: string,
  run: (...args: Parameters<Program['run']>) => Promise<Json>,
  changes?: Record<string, number>,
): Program {
  return {
    name,
    version: 1,
    input: Json,
    ...(changes && { changes }),
    run: async (scope, start) => ({ output: await run(scope, start), labels: start.labels }),
  };
}
