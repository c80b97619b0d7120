/** Workers over one store that spend together, die at any point and are replaced: what both simulations of money are played on. */
import {
  type AccountRef,
  type BudgetRule,
  type Instant,
  isFinished,
  type Json,
  LOCAL_OWNER,
  type Principal,
  RunId,
  TaskId,
  toIdText,
  UserId,
  WorkerId,
} from '@tutti/protocol';
import type { Clock } from '../../ports/clock.ts';
import type { Store } from '../../ports/store.ts';
import type { Program } from '../../run/program.ts';
import type { RunRequest } from '../../run/run-request.ts';
import { createToolbox } from '../../tools/toolbox.ts';
import { createFaultyStore, type FaultyStore } from '../faulty-store.ts';
import { createMemoryStore, type MemoryStore } from '../memory-store.ts';
import { SimClock } from '../sim-clock.ts';
import { SimRandom } from '../sim-random.ts';
import { untilIdle } from '../simulation/idle.ts';
import { SimProcess } from '../simulation/sim-process.ts';
import { Auditor } from './auditor.ts';
import { Market } from './market.ts';
import { createMoneyProgram, MONEY_PROGRAM, type MoneyInput } from './money-tree.ts';

export interface MoneyStageOptions {
  readonly seed: number;
  readonly workers: number;
  /** Of the failpoints that are passed, how many end the process. */
  readonly killRate: number;
  readonly failRate: number;
  readonly startsAt: Instant;
}

interface Worker {
  readonly id: WorkerId;
  readonly process: SimProcess;
}

const CALL_MS = 3_000;
/** Whatever has not ended by then never does. */
const LIMIT_MS = 24 * 3_600_000;

export class MoneyStage {
  readonly clock: SimClock;
  readonly random: SimRandom;
  readonly memory: MemoryStore;
  readonly market: Market;
  readonly auditor: Auditor;
  readonly problems: unknown[] = [];
  kills = 0;
  readonly #options: MoneyStageOptions;
  readonly #workers: Worker[] = [];
  readonly #dead = new Set<SimProcess>();
  readonly #resumed = new Set<string>();

  constructor(options: MoneyStageOptions) {
    this.#options = options;
    this.clock = new SimClock(options.startsAt);
    this.random = new SimRandom(options.seed);
    this.memory = createMemoryStore({ clock: this.clock });
    this.market = new Market({ seed: options.seed, latencyMs: CALL_MS, failRate: options.failRate });
    const { clock, market } = this;
    this.auditor = new Auditor({ now: () => clock.now(), needOf: (attempt) => market.needOf(attempt) });
    for (let count = 0; count < options.workers; count++) this.#workers.push(this.#boot());
  }

  async limit(rule: BudgetRule): Promise<void> {
    this.auditor.addRule(rule);
    await this.memory.setBudget(LOCAL_OWNER.tenant, rule);
  }

  newTask(): TaskId {
    return TaskId.parse(this.#newId('tsk'));
  }

  newUser(): Principal {
    return { ...LOCAL_OWNER, user: UserId.parse(this.#newId('usr')) };
  }

  submit(principal: Principal, input: MoneyInput, more: Partial<RunRequest> = {}): RunId {
    const run = RunId.parse(this.#newId('run'));
    const request = { program: MONEY_PROGRAM, title: 'root', input: input as unknown as Json, run, ...more };
    this.#ask((process) => process.engine.submit(principal, request));
    return run;
  }

  retry(run: RunId): RunId {
    const next = RunId.parse(this.#newId('run'));
    this.#ask((process) => process.engine.retry(LOCAL_OWNER, run, {}, next));
    return next;
  }

  /** Somebody looks after those that a row of kills has put aside. */
  resumeQuarantined(): void {
    for (const { run, summary } of this.memory.data.runs.values()) {
      if (summary.status !== 'quarantined' || this.#resumed.has(`${run}/${summary.updatedAt}`)) continue;
      this.#resumed.add(`${run}/${summary.updatedAt}`);
      this.#ask((process) => process.engine.resume(LOCAL_OWNER, run));
    }
  }

  /** Goes on until `isOver`, or until nothing more happens by itself. */
  async play(isOver: () => boolean): Promise<void> {
    for (;;) {
      await untilIdle(() => this.#bury());
      if (isOver() || this.clock.now() > this.#options.startsAt + LIMIT_MS) return;
      if (!this.clock.advanceToNext()) return;
    }
  }

  isEnded(run: RunId): boolean {
    const row = this.memory.data.findRow(LOCAL_OWNER.tenant, run);
    return row !== undefined && isFinished(row.summary.status);
  }

  /** Asks whichever worker lives, again where it dies before it has answered. */
  #ask(wish: (process: SimProcess) => Promise<unknown>): void {
    const worker = this.random.pick([this.#workers[0], ...this.#workers.slice(1)] as [Worker, ...Worker[]]);
    const { process } = worker;
    const answered = wish(process).then(
      () => true,
      (error: unknown) => {
        this.problems.push(error);
        return true;
      },
    );
    void Promise.race([answered, process.gone.then(() => false)]).then((done) => {
      if (!done) this.clock.at(this.clock.now() + 1, () => this.#ask(wish));
    });
  }

  #boot(): Worker {
    const id = WorkerId.parse(this.#newId('wrk'));
    const shared = this.auditor.watch({ ...this.memory, [Symbol.asyncDispose]: () => Promise.resolve() });
    let store: FaultyStore | undefined;
    const process = new SimProcess({
      clock: this.clock,
      random: this.random.fork(),
      worker: id,
      concurrentRuns: 1_000,
      openStore: (clock) => {
        store = this.#openStore(shared, clock);
        return store;
      },
      createPrograms: (own) => [this.#createProgram(own, shared)],
      onFailpoint: (_, own) => {
        if (!own.isAlive || !this.random.chance(this.#options.killRate)) return;
        own.kill();
        store?.kill();
        this.#dead.add(own);
        // Something must be left to do, or nobody notices that it is dead.
        setImmediate(() => {});
      },
      onProblem: (error) => void this.problems.push(error),
    });
    return { id, process };
  }

  #openStore(shared: Store, clock: Clock): FaultyStore {
    return createFaultyStore(shared, {
      clock,
      random: this.random.fork(),
      latencyMs: 3,
      failRate: 0,
      noticeRate: 0.1,
      onAcknowledged: () => {},
      onFenced: () => {},
      onFailed: () => {},
    });
  }

  #createProgram(process: SimProcess, library: Store): Program {
    return createMoneyProgram({
      models: this.market.open(process),
      tools: createToolbox([]),
      library,
    }) as unknown as Program;
  }

  /** The store notices that a worker is gone, and another one takes its place. */
  #bury(): boolean {
    for (const [index, worker] of this.#workers.entries()) {
      if (!this.#dead.delete(worker.process)) continue;
      this.kills++;
      void this.memory.loseWorker(worker.id);
      this.#workers[index] = this.#boot();
      setImmediate(() => {});
    }
    return true;
  }

  #newId(prefix: 'run' | 'wrk' | 'tsk' | 'usr'): string {
    return toIdText(prefix, this.clock.now(), this.random.bytes(16));
  }
}

export function toUserAccount({ user }: Principal): AccountRef {
  return `user:${user}`;
}
