/** Plays the driver of one run: seals facts into its journal, folds them, and hands both to the store. */
import { createHash } from 'node:crypto';
import {
  type AccountRef,
  type Amount,
  applyRunEvent,
  type Budget,
  type Epoch,
  type Hash,
  type Instant,
  type JournalEntry,
  type Priority,
  type RunEvent,
  type RunFact,
  type RunId,
  type RunState,
  sealEvent,
  type Signal,
  type Spent,
  StepPath,
  type TaskId,
  type TenantId,
  toAmount,
  toRunSummary,
  toSpending,
  type UserId,
  type Wait,
  type WorkerId,
} from '@tutti/protocol';
import type { Append, ClaimedRun, NewRun } from '../../ports/journal.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Store } from '../../ports/store.ts';
import { nextRun, nextSignalId, nextWorker } from './test-ids.ts';

export interface ScriptOptions {
  readonly run?: RunId;
  readonly title?: string;
  readonly priority?: Priority;
  readonly searchText?: string;
  readonly readyAt?: Instant;
  readonly parent?: RunId;
  readonly task?: TaskId;
  readonly user?: UserId;
  readonly limit?: Budget;
  readonly account?: string;
  readonly needs?: string;
  readonly by?: NewRun['by'];
}

interface Sealed {
  readonly events: readonly RunEvent[];
  readonly entries: readonly JournalEntry[];
  readonly state: RunState;
}

/** Where a script stands: the fixture, seen from below. */
export interface ScriptStage {
  readonly store: Store;
  readonly tenant: TenantId;
  readonly clock: Clock;
}

export const sha256 = (text: string | Uint8Array): Hash => createHash('sha256').update(text).digest('hex') as Hash;

export const path = (text: string): StepPath => StepPath.parse(text);

/** A fact that changes nothing but the length of the journal. */
export function note(name: string, data: string = name): RunFact {
  return { type: 'domain.recorded', path: path(name), name, data: { value: data } };
}

export const completed: RunFact = { type: 'run.completed', output: { value: 'done' }, labels: [] };

export const started = (epoch: Epoch): RunFact => ({
  type: 'run.started',
  worker: nextWorker(),
  epoch,
  build: 'test',
  program: { name: 'test', version: 1 },
});

export class RunScript {
  readonly run: RunId;
  readonly tenant: TenantId;
  state: RunState;
  epoch: Epoch = 0;
  /** What the store has acknowledged. */
  readonly entries: JournalEntry[] = [];
  readonly #stage: ScriptStage;
  readonly #options: ScriptOptions;

  constructor(stage: ScriptStage, options: ScriptOptions = {}) {
    this.#stage = stage;
    this.#options = options;
    this.run = options.run ?? nextRun();
    this.tenant = stage.tenant;
    const head = { tenant: this.tenant, run: this.run, seq: 0, hash: undefined };
    const { event, entry } = sealEvent(head, toSubmitted(this.run, options), { at: stage.clock.now(), sha256 });
    this.state = applyRunEvent(undefined, event);
    this.entries.push(entry);
  }

  toNewRun(): NewRun {
    const { searchText, readyAt, limit, account, needs = 'test', by } = this.#options;
    return {
      tenant: this.tenant,
      run: this.run,
      entries: this.entries.slice(0, 1),
      summary: toRunSummary(this.state),
      searchText: searchText ?? this.state.title,
      readyAt: readyAt ?? this.#stage.clock.now(),
      needs,
      account: { limit: limit ?? {}, parent: account },
      ...(by && { by }),
    };
  }

  /** Who drives it, as the store is asked about it. */
  get driver(): [tenant: TenantId, run: RunId, epoch: Epoch] {
    return [this.tenant, this.run, this.epoch];
  }

  async claim(worker: WorkerId = nextWorker()): Promise<ClaimedRun> {
    const claimed = await this.#stage.store.claim(this.tenant, this.run, worker);
    this.epoch = claimed.epoch;
    return claimed;
  }

  /** The append that would write these facts next, which is not yet sent. */
  propose(facts: readonly RunFact[], more: Partial<Append> = {}): Append {
    return this.#toAppend(this.#seal(facts), more);
  }

  async append(facts: readonly RunFact[], more: Partial<Append> = {}): Promise<void> {
    const sealed = this.#seal(facts);
    await this.#stage.store.append(this.#toAppend(sealed, more));
    this.#accept(sealed);
  }

  async park(waits: readonly Wait[], more: Partial<Append> = {}): Promise<'parked' | 'signal_waiting'> {
    const sealed = this.#seal([{ type: 'run.parked', waits: [...waits] }]);
    const verdict = await this.#stage.store.park(this.#toAppend(sealed, { progress: false, ...more }), waits);
    if (verdict === 'parked') this.#accept(sealed);
    return verdict;
  }

  /** Sends the run a signal with this key. */
  send(key: string, more: Partial<Signal> = {}): Promise<'accepted' | 'known'> {
    return this.#stage.store.signal(this.tenant, this.run, toSignal(key, more));
  }

  release(readyAt: Instant): Promise<void> {
    return this.#stage.store.release(this.tenant, this.run, { epoch: this.epoch, readyAt });
  }

  reserve(id: string, tokens: number, costNanoUsd = 0) {
    const { tenant, run, epoch } = this;
    return this.#stage.store.reserve({ tenant, run, epoch, id, amount: { tokens, costNanoUsd } });
  }

  /** Also on the budgets of these accounts. */
  reserveOn(accounts: readonly AccountRef[], id: string, amount: Amount) {
    const { tenant, run, epoch } = this;
    return this.#stage.store.reserve({ tenant, run, epoch, id, amount, accounts });
  }

  /** What a model call has used: the event, and all that is written with it. */
  async settle(reservation: string, spent: Spent, inDoubt = false): Promise<void> {
    const amount = toAmount(spent.usage);
    const { task, user: by } = this.#options;
    const sealed = this.#seal([{ type: 'budget.settled', reservation, amount, inDoubt, spent }]);
    const spendings = sealed.events.flatMap((event) => toSpending(event, { task, by }) ?? []);
    await this.#stage.store.append(this.#toAppend(sealed, { settlements: [{ reservation, amount }], spendings }));
    this.#accept(sealed);
  }

  #toAppend({ entries, state }: Sealed, more: Partial<Append>): Append {
    const { tenant, run, epoch } = this;
    return { tenant, run, epoch, entries, summary: toRunSummary(state), progress: true, ...more };
  }

  #seal(facts: readonly RunFact[]): Sealed {
    let { state } = this;
    const entries: JournalEntry[] = [];
    const events: RunEvent[] = [];
    for (const fact of facts) {
      const { tenant, run, seq, hash } = state;
      const { event, entry } = sealEvent({ tenant, run, seq, hash }, fact, { at: this.#stage.clock.now(), sha256 });
      state = applyRunEvent(state, event);
      entries.push(entry);
      events.push(event);
    }
    return { entries, events, state };
  }

  #accept({ entries, state }: Sealed): void {
    this.entries.push(...entries);
    this.state = state;
  }
}

export function toSignal(key: string, more: Partial<Signal> = {}): Signal {
  return { id: nextSignalId(), key, payload: null, at: 1_750_000_000_000, ...more };
}

function toSubmitted(run: RunId, { title, priority, parent, task }: ScriptOptions): RunFact {
  return {
    type: 'run.submitted',
    program: 'test',
    title: title ?? 'A run',
    input: { value: null },
    labels: [],
    priority: priority ?? 'normal',
    lineage: run,
    seed: 'seed',
    pins: { value: null },
    ...(task && { task }),
    ...(parent && { parent: { run: parent, path: path('child') } }),
  };
}
