/** One answer of one model, given up where it does not begin, falls silent, or takes too long. What is given up says no more. */
import type { FailureClass, Instant } from '@tutti/protocol';
import { ModelFailedError } from '../../model-errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Model, ModelAnswer, ModelCall, ModelRequest } from '../../ports/model.ts';
import { countBytes } from '../money/measure-request.ts';

export interface Deadlines {
  readonly firstSignMs: number;
  readonly betweenSignsMs: number;
  readonly wholeMs: number;
}

export interface Watched {
  readonly answer: ModelAnswer;
  readonly firstSignMs: number;
  readonly tookMs: number;
}

/** Made once: an error takes longer to make than most of what is done around a call. */
const OVER = new DOMException('the call is over', 'AbortError');

export class AnswerWatch {
  readonly #clock: Clock;
  readonly #deadlines: Deadlines;
  readonly #abort = new AbortController();
  readonly #startedAt: Instant;
  #firstSignAt: Instant | undefined;
  #lastSignAt: Instant;
  #isOver = false;
  /** Of the text that has come so far. */
  receivedBytes = 0;

  constructor(clock: Clock, deadlines: Deadlines) {
    this.#clock = clock;
    this.#deadlines = deadlines;
    this.#startedAt = clock.now();
    this.#lastSignAt = this.#startedAt;
  }

  async ask(model: Model, request: ModelRequest, call: ModelCall): Promise<Watched> {
    const { promise: stopped, reject } = Promise.withResolvers<never>();
    // It may be over before anybody waits for this.
    stopped.catch(() => undefined);
    const signal = this.#abort.signal;
    const onAbort = () => this.#abort.abort(call.signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    call.signal.addEventListener('abort', onAbort, { once: true });
    if (call.signal.aborted) onAbort();
    const callOff = this.#watch();
    let isAnswered = false;
    try {
      const asked = signal.aborted ? stopped : model.answer(request, this.#toCall(call));
      const answer = await Promise.race([asked, stopped]);
      isAnswered = true;
      const now = this.#clock.now();
      return { answer, firstSignMs: (this.#firstSignAt ?? now) - this.#startedAt, tookMs: now - this.#startedAt };
    } finally {
      this.#isOver = true;
      callOff();
      call.signal.removeEventListener('abort', onAbort);
      // Whatever it still holds open is of no use to anybody; whoever has answered holds nothing.
      if (!isAnswered) this.#abort.abort(OVER);
    }
  }

  #toCall({ onDelta, onSign, trace }: ModelCall): ModelCall {
    return {
      signal: this.#abort.signal,
      onDelta: (text) => {
        if (this.#isOver || this.#abort.signal.aborted) return;
        this.#sign();
        this.receivedBytes += countBytes(text);
        onDelta(text);
      },
      onSign: () => {
        if (this.#isOver) return;
        this.#sign();
        onSign?.();
      },
      ...(trace !== undefined && { trace }),
    };
  }

  #sign(): void {
    this.#lastSignAt = this.#clock.now();
    this.#firstSignAt ??= this.#lastSignAt;
  }

  /**
   * One timer, set to the next moment at which something may be overdue, were the first sign to come at once: signs come too often to
   * set one for each.
   */
  #watch(): () => void {
    const { firstSignMs, betweenSignsMs, wholeMs } = this.#deadlines;
    let callOff = () => {};
    const look = () => {
      callOff();
      const end = this.#startedAt + wholeMs;
      const silent =
        this.#firstSignAt === undefined ? this.#startedAt + firstSignMs : this.#lastSignAt + betweenSignsMs;
      const now = this.#clock.now();
      if (now < Math.min(end, silent)) callOff = this.#clock.at(Math.min(end, silent, now + betweenSignsMs), look);
      else if (now >= end) this.#giveUp(`the answer was not whole after ${wholeMs} ms`);
      else if (this.#firstSignAt === undefined) this.#giveUp(`nothing of an answer came within ${firstSignMs} ms`);
      else this.#giveUp(`the answer fell silent for ${betweenSignsMs} ms`);
    };
    look();
    return () => callOff();
  }

  #giveUp(message: string): void {
    const failure: { class: FailureClass } = { class: 'timed_out' };
    this.#abort.abort(new ModelFailedError(message, failure));
  }
}
