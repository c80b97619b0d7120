/**
 * The writing side of one driver. Facts are sealed the moment they are known, so their order is decided here;
 * whatever has gathered while a flush was under way goes with the next. Events are handed on only when they are durable.
 */
import {
  applyRunEvent,
  type Epoch,
  type Execution,
  isFinished,
  type JournalEntry,
  type JournalHead,
  type Json,
  type RunEvent,
  type RunFact,
  type RunState,
  type SealedEvent,
  sealEvent,
  type SignalId,
  toHead,
  toRunSummary,
  toSpending,
  type Wait,
} from '@tutti/protocol';
import { isStoreAwaited } from '../errors.ts';
import type { Append, Blob, Settlement, StoredMessage } from '../ports/journal.ts';
import type { DrivePorts } from './drive-ports.ts';
import { toNeeds } from './needs.ts';
import { sha256 } from './sha256.ts';

/** What goes into the store together with a fact. */
export interface Enclosed {
  readonly value?: Json;
  readonly consume?: SignalId;
  readonly blobs?: readonly (Blob | undefined)[];
  readonly messages?: readonly StoredMessage[];
  readonly execution?: Execution;
  readonly settlements?: readonly Settlement[];
  readonly notify?: Append['notify'];
  readonly searchText?: string;
}

/** `value` saves reading back a large payload that was just written. */
export interface DurableEvent {
  readonly event: RunEvent;
  readonly value?: Json | undefined;
}

export interface RunLogEvents {
  onDurable(events: readonly DurableEvent[]): void;
  /** Nothing more can be written by this driver. */
  onLost(error: unknown): void;
}

const STORE_RETRY_MS = 500;
/** These tell who drives, not how far the run has come. */
const WITHOUT_PROGRESS: ReadonlySet<RunFact['type']> = new Set([
  'run.started',
  'run.claimed',
  'run.parked',
  'wait.started',
  'effect.intended',
  'effect.doubted',
  'effect.resolved',
  'budget.reserved',
  'budget.settled',
  'budget.refused',
  'budget.stepped',
  'budget.warned',
  'model.routed',
]);

interface Queued extends Enclosed {
  readonly event: RunEvent;
  readonly entry: JournalEntry;
}

export class RunLog {
  state: RunState;
  /** An outcome of this driver is durable. */
  hasProgressed = false;
  readonly #epoch: Epoch;
  readonly #ports: DrivePorts;
  readonly #events: RunLogEvents;
  #queue: Queued[] = [];
  #waiting: { readonly seq: number; readonly resolve: () => void }[] = [];
  #flushing = false;
  #scheduled = false;
  #held = false;
  #lost = false;

  constructor(state: RunState, epoch: Epoch, wiring: { ports: DrivePorts; events: RunLogEvents }) {
    this.state = state;
    this.#epoch = epoch;
    this.#ports = wiring.ports;
    this.#events = wiring.events;
  }

  get idle(): boolean {
    return this.#queue.length === 0 && !this.#flushing;
  }

  enqueue(fact: RunFact, enclosed: Enclosed = {}): RunEvent {
    const { event, entry } = this.#seal(fact);
    this.state = applyRunEvent(this.state, event);
    this.#queue.push({ ...enclosed, event, entry });
    this.#schedule();
    return event;
  }

  /** From now on facts only gather, until the release. */
  hold(): void {
    this.#held = true;
  }

  release(): void {
    this.#held = false;
    if (this.#queue.length > 0) this.#schedule();
  }

  /** Resolves when everything enqueued so far is durable; never, when the run was lost. */
  flushed(): Promise<void> {
    if (this.idle) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ seq: this.state.seq, resolve }));
  }

  /** Only while nothing is queued. The last fact goes in if the run really goes to sleep, else nothing does. */
  async park(
    fact: RunFact,
    waits: readonly Wait[],
    consume: readonly SignalId[] = [],
  ): Promise<'parked' | 'signal_waiting' | 'lost'> {
    if (this.#lost) return 'lost';
    const sealed = this.#seal(fact);
    const state = applyRunEvent(this.state, sealed.event);
    this.#flushing = true;
    try {
      const append = this.#toAppend([{ ...sealed }], state);
      const answer = await this.#write(() => this.#ports.store.park({ ...append, consume }, waits));
      if (answer !== 'parked') return answer;
      this.state = state;
      this.#ports.live.publish({ type: 'events', run: state.run, events: [sealed.event] });
      return answer;
    } catch (error) {
      this.#lose(error);
      return 'lost';
    } finally {
      this.#flushing = false;
    }
  }

  /** The driver is given up: nothing more is written, nothing more is handed on. */
  abandon(): void {
    this.#lost = true;
    this.#queue = [];
    this.#waiting = [];
  }

  #schedule(): void {
    if (this.#scheduled || this.#flushing || this.#held) return;
    this.#scheduled = true;
    queueMicrotask(() => void this.#flush());
  }

  async #flush(): Promise<void> {
    this.#scheduled = false;
    if (this.#flushing || this.#lost || this.#queue.length === 0) return;
    this.#flushing = true;
    const batch = this.#queue;
    this.#queue = [];
    try {
      const append = this.#toAppend(batch, this.state);
      this.#ports.failpoint?.('before-append', append.entries[0]?.type ?? '');
      await this.#write(() => this.#ports.store.append(append));
      this.hasProgressed ||= append.progress;
      this.#ports.failpoint?.('after-append', append.entries[0]?.type ?? '');
    } catch (error) {
      this.#lose(error);
      return;
    }
    this.#flushing = false;
    if (this.#lost) return;
    this.#handOn(batch);
    if (this.#queue.length > 0) void this.#flush();
  }

  #handOn(batch: readonly Queued[]): void {
    this.#ports.live.publish({ type: 'events', run: this.state.run, events: batch.map(({ event }) => event) });
    const durable = batch.at(-1)?.event.seq ?? 0;
    while (this.#waiting[0] && this.#waiting[0].seq <= durable) this.#waiting.shift()?.resolve();
    this.#events.onDurable(batch);
  }

  /** A full disk is waited for, and so is a database that cannot be reached: what is known must not be lost, and space may come back. */
  async #write<Answer>(write: () => Promise<Answer>): Promise<Answer> {
    for (;;) {
      try {
        return await write();
      } catch (error) {
        if (!isStoreAwaited(error) || this.#lost) throw error;
        await new Promise<void>((resolve) => this.#ports.clock.at(this.#ports.clock.now() + STORE_RETRY_MS, resolve));
      }
    }
  }

  #lose(error: unknown): void {
    if (this.#lost) return;
    this.abandon();
    this.#events.onLost(error);
  }

  #seal(fact: RunFact): SealedEvent {
    const head: JournalHead = toHead(this.state);
    const at = Math.max(this.#ports.clock.now(), this.state.updatedAt);
    const sealed = sealEvent(head, fact, { at, sha256 });
    const clean = this.#ports.redact(sealed.entry.body);
    if (clean === sealed.entry.body) return sealed;
    const { seq: _seq, at: _at, ...redacted } = JSON.parse(clean) as RunFact & { seq: number; at: number };
    return sealEvent(head, redacted as RunFact, { at, sha256 });
  }

  #toAppend(batch: readonly Queued[], state: RunState): Append {
    const { tenant, run } = state;
    const last = batch.at(-1);
    const isBeginning = batch.some(({ event: { type } }) => type === 'run.started' || type === 'run.claimed');
    const append: Append = {
      tenant,
      run,
      epoch: this.#epoch,
      entries: batch.map(({ entry }) => entry),
      summary: toRunSummary(state),
      progress: batch.some(({ event }) => !WITHOUT_PROGRESS.has(event.type)),
      consume: batch.flatMap(({ consume }) => (consume ? [consume] : [])),
      executions: batch.flatMap(({ execution }) => (execution ? [execution] : [])),
      settlements: batch.flatMap(({ settlements }) => settlements ?? []),
      spendings: batch.flatMap(({ event }) => toSpending(event, state) ?? []),
      blobs: batch.flatMap(({ blobs }) => blobs?.filter((blob) => blob !== undefined) ?? []),
      messages: batch.flatMap(({ messages }) => messages ?? []),
      ...(isBeginning && { needs: toNeeds(state.program, state.programVersion) }),
    };
    if (!last || !isFinished(state.status)) return append;
    return {
      ...append,
      ...(last.notify && { notify: last.notify }),
      ...(last.searchText && { searchText: last.searchText }),
    };
  }
}
