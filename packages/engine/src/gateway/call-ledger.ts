/**
 * Where the model calls of one user that belong to no run are written down: a run whose journal holds what was routed, reserved
 * and settled, and nothing that was said. Calls that come together share their commits. Should this process end, whoever
 * drives the run next settles what it left reserved.
 */
import {
  type AccountRef,
  type Amount,
  applyRunEvent,
  type BudgetRefusal,
  type Epoch,
  NOTHING,
  type Principal,
  type RouteRecord,
  RunId,
  type RunState,
  type Spent,
  StepPath,
  type TenantId,
} from '@tutti/protocol';
import { newId } from '../entry-points/new-id.ts';
import { FencedError } from '../errors.ts';
import type { Reservation, ReservationVerdict } from '../ports/accounts.ts';
import type { Settlement } from '../ports/journal.ts';
import type { DrivePorts } from '../run/drive-ports.ts';
import { createRun } from '../run/new-run.ts';
import { openEntries } from '../run/open-run.ts';
import { createProgramBook } from '../run/program.ts';
import { RunLog } from '../run/run-log.ts';
import { CALLS_PROGRAM, CALLS_TITLE, CALLS_VERSION } from './calls-program.ts';

export type LedgerPorts = Pick<DrivePorts, 'store' | 'clock' | 'random' | 'live' | 'redact' | 'worker' | 'build'>;

export interface HeldCall {
  readonly id: string;
  readonly path: StepPath;
  readonly amount: Amount;
}

export interface CallAttempt {
  readonly path: StepPath;
  readonly number: number;
  /** How many were refused before. */
  readonly round: number;
  /** How often this one had to wait before. */
  readonly waits: number;
  readonly record: RouteRecord;
  readonly amount: Amount;
}

/** A process that ends before it has taken its new ledger leaves it to the queue. */
const ABANDONED_MS = 60_000;

export class CallLedger {
  readonly tenant: TenantId;
  readonly run: RunId;
  readonly openedAt: number;
  /** Begun so far. */
  calls = 0;
  /** Under way. */
  open = 0;
  /** Why nothing can be written to it any more. */
  lost: unknown;
  /** No call begins in it any more. */
  isStopped = false;
  readonly #ports: LedgerPorts;
  readonly #log: RunLog;
  readonly #epoch: Epoch;
  readonly #accounts: readonly AccountRef[];
  #ended = false;
  readonly #stops = new Set<(reason: unknown) => void>();
  readonly #waiting = new Set<(reason: unknown) => void>();

  private constructor(ports: LedgerPorts, { state, epoch }: { state: RunState; epoch: Epoch }) {
    this.tenant = state.tenant;
    this.run = state.run;
    this.openedAt = state.submittedAt;
    this.#ports = ports;
    this.#epoch = epoch;
    this.#accounts = [...(state.by === undefined ? [] : ([`user:${state.by}`] as const)), 'tenant'];
    const events = { onDurable: () => {}, onLost: (error: unknown) => this.#lose(error) };
    this.#log = new RunLog(state, epoch, { ports: { ...ports, programs: createProgramBook([]) }, events });
  }

  static async begin(ports: LedgerPorts, { tenant, user }: Principal): Promise<CallLedger> {
    const { store, clock, redact, live, worker, build } = ports;
    const now = clock.now();
    const run = RunId.parse(newId(ports, 'run'));
    const created = createRun(
      {
        tenant,
        run,
        program: CALLS_PROGRAM,
        title: CALLS_TITLE,
        input: null,
        pins: null,
        labels: [{ source: 'owner' }],
        priority: 'normal',
        by: user,
        account: tenant,
        searchText: CALLS_TITLE,
      },
      now,
      redact,
    );
    // Not for the queue: whoever begins it takes it.
    await store.submit({ ...created, readyAt: now + ABANDONED_MS });
    const events = openEntries({ tenant, run, seq: 0, hash: undefined }, created.entries);
    live.publish({ type: 'events', run, events });
    const { epoch } = await store.claim(tenant, run, worker);
    const state = events.reduce<RunState | undefined>((folded, event) => applyRunEvent(folded, event), undefined);
    if (!state) throw new Error('a run begins with an event');
    const ledger = new CallLedger(ports, { state, epoch });
    const program = { name: CALLS_PROGRAM, version: CALLS_VERSION };
    ledger.#log.enqueue({ type: 'run.started', worker, epoch, build, program });
    return ledger;
  }

  nextPath(): StepPath {
    this.calls += 1;
    return StepPath.parse(`call/${this.calls}`);
  }

  /**
   * Durable before the call: what is not known to be reserved was not asked for. The first time the journal says it in the same commit
   * that decides it, and takes it back where it was refused; a call that has to wait for others is written down when it fits.
   * Each time it asks under another id: nothing that is still to be written about the one before concerns it.
   */
  async hold(attempt: CallAttempt): Promise<{ held: HeldCall } | Exclude<ReservationVerdict, { status: 'granted' }>> {
    const held = this.#toHeld(attempt);
    const asked = this.#ports.store.reserve(this.#toReservation(held)).catch((error: unknown) => {
      if (error instanceof FencedError) this.#lose(error);
      throw error;
    });
    const isFirst = attempt.round === 0 && attempt.waits === 0;
    const early = isFirst ? this.#note(attempt, held) : undefined;
    // Its own failure is told by the reservation's.
    early?.catch(() => undefined);
    const verdict = await asked.catch((error: unknown) => {
      // The store may hold it all the same.
      this.#giveBack(held, [{ reservation: held.id, amount: NOTHING }]);
      throw error;
    });
    if (verdict.status !== 'granted') {
      if (early) this.#giveBack(held);
      return verdict;
    }
    for (const { account, period, share } of verdict.warnings ?? [])
      this.#log.enqueue({ type: 'budget.warned', path: held.path, account, period, share });
    await (early ?? this.#note(attempt, held));
    return { held };
  }

  noteRefusal(path: StepPath, { account, period, asked, left }: BudgetRefusal): void {
    if (this.lost !== undefined) return;
    this.#log.enqueue({ type: 'budget.refused', path, account, asked, left, ...(period && { period }) });
  }

  noteStep(path: StepPath, { account, period }: BudgetRefusal, step: 'cheaper' | 'fewer_tokens'): void {
    if (this.lost !== undefined) return;
    this.#log.enqueue({ type: 'budget.stepped', path, account, step, ...(period && { period }) });
  }

  /** Resolves when it is durable, or can no longer be. Without `spent` the call is known to have used nothing. */
  async settle(
    { id, path }: HeldCall,
    { spent, inDoubt }: { spent?: Omit<Spent, 'path'>; inDoubt: boolean },
  ): Promise<void> {
    // Whoever drives the run by now settles it as doubtful: nothing is lost, and the answer is no less true.
    if (this.lost !== undefined) return;
    const { inputTokens = 0, outputTokens = 0, costNanoUsd = 0 } = spent?.usage ?? {};
    const amount: Amount = { tokens: inputTokens + outputTokens, costNanoUsd };
    try {
      this.#log.enqueue(
        { type: 'budget.settled', reservation: id, amount, inDoubt, ...(spent && { spent: { ...spent, path } }) },
        { settlements: [{ reservation: id, amount }] },
      );
    } catch (error) {
      // What cannot go on being written is given up, with all that it holds.
      this.#lose(error);
    }
    await this.#durable().catch(() => undefined);
  }

  /** Calls `stop` when its calls are to end. Returns how to listen no longer. */
  onStop(stop: (reason: unknown) => void): () => void {
    this.#stops.add(stop);
    return () => void this.#stops.delete(stop);
  }

  stop(reason: unknown): void {
    this.isStopped = true;
    for (const stop of this.#stops) stop(reason);
  }

  /** Nothing is under way in it any more. */
  async end(): Promise<void> {
    if (this.lost !== undefined || this.#ended) return;
    this.#ended = true;
    this.isStopped = true;
    this.#log.enqueue({ type: 'run.completed', output: { value: { calls: this.calls } }, labels: [] });
    await this.#durable().catch(() => undefined);
  }

  #toHeld({ path, number, round, waits, amount }: CallAttempt): HeldCall {
    const name = round === 0 && waits === 0 ? `${number}` : `${number}.${round}.${waits}`;
    return { id: `${this.run}/${path}/${this.#epoch}/${name}`, path, amount };
  }

  #note({ path, number, record }: CallAttempt, { id, amount }: HeldCall): Promise<void> {
    if (this.lost === undefined) {
      this.#log.enqueue({ type: 'model.routed', path, attempt: number, reservation: id, route: record });
      this.#log.enqueue({ type: 'budget.reserved', reservation: id, path, amount });
    }
    return this.#durable();
  }

  /** It was written down and does not hold. */
  #giveBack({ id }: HeldCall, settlements: readonly Settlement[] = []): void {
    if (this.lost !== undefined) return;
    this.#log.enqueue({ type: 'budget.settled', reservation: id, amount: NOTHING, inDoubt: false }, { settlements });
  }

  #toReservation({ id, amount }: HeldCall): Reservation {
    const { tenant, run } = this.#log.state;
    return { tenant, run, epoch: this.#epoch, id, amount, accounts: this.#accounts };
  }

  /** Rejects where the run was taken over, or the store takes nothing any more. */
  #durable(): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.lost !== undefined) return reject(this.lost);
      this.#waiting.add(reject);
      void this.#log.flushed().then(() => {
        this.#waiting.delete(reject);
        resolve();
      });
    });
  }

  #lose(error: unknown): void {
    this.lost = error;
    for (const reject of this.#waiting) reject(error);
    this.#waiting.clear();
  }
}
