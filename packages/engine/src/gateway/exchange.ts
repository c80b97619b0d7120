/**
 * One logical call from its first attempt to its last: each is routed, reserved, made and settled, in this order, and what failed is
 * tried again elsewhere for as long as nothing of an answer has gone out.
 */
import {
  type BudgetRefusal,
  MOST_ATTEMPTS,
  type RouteRecord,
  type RunId,
  type Spent,
  type StepPath,
  type Usage,
} from '@tutti/protocol';
import { BudgetExceededError } from '../errors.ts';
import { ModelFailedError, NoRouteError } from '../model-errors.ts';
import type { AttemptWish, ChosenRoute } from '../models/models.ts';
import type { Clock } from '../ports/clock.ts';
import type { Random } from '../ports/random.ts';
import { UNUSED } from '../run/settle.ts';
import type { Ticket, WaitingLine } from '../run/waiting-line.ts';
import type { CallAttempt, CallLedger, HeldCall } from './call-ledger.ts';
import { pause } from './pause.ts';

/** A route that was chosen for one attempt, and how it is called. */
export interface Attempt<Result> extends Pick<ChosenRoute, 'record' | 'worstCase' | 'step' | 'giveBack'> {
  toSpent(usage: Usage): Omit<Spent, 'path' | 'agent'>;
  /** Calls `speak` when something of the answer goes out. */
  make(signal: AbortSignal, speak: () => void): Promise<{ readonly result: Result; readonly usage: Usage }>;
}

export interface Made<Result> {
  readonly result: Result;
  readonly usage: Usage;
  readonly route: RouteRecord;
  /** The ledger that the call stands in, and where. */
  readonly run: RunId;
  readonly path: StepPath;
  /** When what it cost is written down. Until then all that was set aside for it counts. */
  readonly settled: Promise<void>;
}

export interface ExchangeParts<Result> {
  readonly line: WaitingLine;
  readonly clock: Clock;
  readonly random: Random;
  readonly ledger: CallLedger;
  readonly path: StepPath;
  readonly signal: AbortSignal;
  /** How long it waits for a model, or for budget that others hold, before it says so. */
  readonly patienceMs: number;
  next(attempt: AttemptWish): Promise<Attempt<Result>>;
}

interface Chosen<Result> {
  readonly attempt: Attempt<Result>;
  readonly held: HeldCall;
}

const BACK_OFF_MS = 100;
/** Whoever is refused again and again asks for nothing that could fit. */
const MOST_REFUSALS = 50;

export class Exchange<Result> {
  readonly #parts: ExchangeParts<Result>;
  readonly #abort = new AbortController();
  readonly #waitsUntil: number;
  #attempt: Attempt<Result> | undefined;
  /** Of the answer, something has gone out already: another attempt could not replace it. */
  #hasSpoken = false;
  /** A model was asked. */
  hasSent = false;

  constructor(parts: ExchangeParts<Result>) {
    this.#parts = parts;
    this.#waitsUntil = parts.clock.now() + parts.patienceMs;
  }

  /** Ends with the caller's signal, and when its ledger is stopped. */
  async make(): Promise<Made<Result>> {
    const { ledger, signal } = this.#parts;
    const stop = (reason: unknown) => this.#abort.abort(reason);
    const onAbort = () => stop(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    const forget = ledger.onStop(stop);
    try {
      return await this.#tryAll();
    } finally {
      signal.removeEventListener('abort', onAbort);
      forget();
      this.#attempt?.giveBack?.();
    }
  }

  async #tryAll(): Promise<Made<Result>> {
    const { clock, random } = this.#parts;
    for (let number = 1; ; number++) {
      const chosen = await this.#choose(number);
      try {
        return await this.#carryOut(chosen);
      } catch (error) {
        if (!this.#mayTryAgain(error, number)) throw error;
        if (!error.elsewhere) await pause(clock, random.next() * BACK_OFF_MS * 2 ** number, this.#abort.signal);
      }
    }
  }

  /** The next route whose worst case is set aside. A budget that does not allow one is told, and asked for something that fits. */
  async #choose(number: number): Promise<Chosen<Result>> {
    const { ledger, path } = this.#parts;
    let refused: BudgetRefusal | undefined;
    for (let round = 0; round < MOST_REFUSALS; round++) {
      const attempt = await this.#next({ number, ...(refused && { refused }) });
      this.#attempt = attempt;
      if (refused && attempt.step) ledger.noteStep(path, refused, attempt.step);
      const { record, worstCase } = attempt;
      const verdict = await this.#hold({ path, number, round, record, amount: worstCase });
      if ('held' in verdict) return { attempt, held: verdict.held };
      const { account, period, left, ladder } = verdict;
      refused = { account, asked: worstCase, left, ...(period && { period }), ...(ladder && { ladder: [...ladder] }) };
      ledger.noteRefusal(path, refused);
      // Nobody is there to be asked, and nothing is kept of a part of an answer.
      if (ladder && !ladder.some(isSmaller)) break;
    }
    if (!refused) throw new Error('a refusal names its account');
    const { account, left, ...more } = refused;
    throw new BudgetExceededError(account, left, more);
  }

  /** Where all are closed for a moment it waits for them, as long as whoever asks can be expected to. */
  async #next(wish: AttemptWish): Promise<Attempt<Result>> {
    const { clock, next } = this.#parts;
    for (;;) {
      this.#abort.signal.throwIfAborted();
      try {
        return await next(wish);
      } catch (error) {
        if (!(error instanceof NoRouteError) || error.until > this.#waitsUntil) throw error;
        await pause(clock, Math.max(1, error.until - clock.now()), this.#abort.signal);
      }
    }
  }

  /** What only others stand in the way of waits in line with them. */
  async #hold(attempt: Omit<CallAttempt, 'waits'>) {
    const { clock, ledger, line } = this.#parts;
    const { signal } = this.#abort;
    let ticket: Ticket | undefined;
    try {
      for (let waits = 0; ; waits++) {
        signal.throwIfAborted();
        const verdict = await ledger.hold({ ...attempt, waits });
        if ('held' in verdict || verdict.status === 'refused' || clock.now() >= this.#waitsUntil) return verdict;
        const account = `${ledger.tenant}/${verdict.account}/${verdict.period ?? 'run'}`;
        if (ticket && ticket.account !== account) line.leave(ticket);
        if (ticket?.account !== account) ticket = line.join(account, { clock, signal, isGone: () => signal.aborted });
        await ticket.turn();
      }
    } finally {
      if (ticket) line.leave(ticket);
    }
  }

  async #carryOut({ attempt, held }: Chosen<Result>): Promise<Made<Result>> {
    const { ledger, path } = this.#parts;
    const { signal } = this.#abort;
    if (signal.aborted) {
      await ledger.settle(held, { inDoubt: false });
      throw signal.reason;
    }
    this.hasSent = true;
    try {
      const { result, usage } = await attempt.make(signal, () => {
        this.#hasSpoken = true;
      });
      const settled = ledger.settle(held, { spent: attempt.toSpent(usage), inDoubt: false });
      return { result, usage, route: attempt.record, run: ledger.run, path, settled };
    } catch (error) {
      await this.#settleFailed({ attempt, held }, error);
      throw error;
    }
  }

  /** What is not known to have been used, or not to have been, counts with all that was set aside. */
  async #settleFailed({ attempt, held }: Chosen<Result>, error: unknown): Promise<void> {
    const failed = error instanceof ModelFailedError ? error : undefined;
    const used = failed?.used ?? (failed?.nothingHappened === true ? UNUSED : undefined);
    const spent = attempt.toSpent(used ?? toWorstUsage(attempt.worstCase));
    await this.#parts.ledger.settle(held, { spent, inDoubt: used === undefined });
  }

  #mayTryAgain(error: unknown, number: number): error is ModelFailedError {
    if (!(error instanceof ModelFailedError) || this.#hasSpoken || this.#abort.signal.aborted) return false;
    return (error.retryable || error.elsewhere) && number < MOST_ATTEMPTS;
  }
}

function isSmaller(step: string): boolean {
  return step === 'cheaper' || step === 'fewer_tokens';
}

function toWorstUsage({ tokens, costNanoUsd }: ChosenRoute['worstCase']): Usage {
  return { inputTokens: tokens, outputTokens: 0, costNanoUsd, estimated: true };
}
