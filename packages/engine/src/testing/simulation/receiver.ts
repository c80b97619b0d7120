/** The outside world, as far as steps touch it: it logs every call and knows which effects have happened. */
import { type Json } from '@tutti/protocol';
import type { Clock } from '../../ports/clock.ts';
import { RetryableError, RunError } from '../../errors.ts';
import type { StepPart } from './program-tree.ts';
import type { ActPlace } from './run-tree.ts';

export interface ReceivedCall {
  readonly run: string;
  readonly path: string;
  readonly part: StepPart;
  readonly key: string;
  readonly attempt: number;
}

export interface ReceiverEvents {
  /** Before anything happens: whether this call is allowed to be made. */
  onCall(call: ReceivedCall): void;
}

export class Receiver {
  readonly calls: ReceivedCall[] = [];
  /** How often an effect has happened and was not taken back. */
  readonly #happened = new Map<string, number>();
  /** How often it happened at all. */
  readonly #landed = new Map<string, number>();
  readonly #events: ReceiverEvents;

  constructor(events: ReceiverEvents) {
    this.#events = events;
  }

  /** The effect happens at the beginning; the answer comes when its time has passed. */
  async act({ run, path, part, call }: ActPlace, within: { signal: AbortSignal; clock: Clock }): Promise<Json> {
    const received = { run, path, part, key: call.key, attempt: call.attempt };
    this.#events.onCall(received);
    this.calls.push(received);
    const fails = isFailing(part, call.attempt);
    if (!fails || part.failure === 'unknown') this.#land(part, call.key);
    if (part.ms > 0) await pass(part.ms, within);
    if (fails) throw toError(part);
    return `did ${part.id}`;
  }

  hasHappened(key: string): boolean {
    return this.count(key) > 0;
  }

  /** Now, after all that was taken back. */
  count(key: string): number {
    return this.#happened.get(key) ?? 0;
  }

  /** Ever. */
  landed(key: string): number {
    return this.#landed.get(key) ?? 0;
  }

  undo(key: string): void {
    this.#happened.set(key, 0);
  }

  #land({ effect }: StepPart, key: string): void {
    if (effect === 'pure' || effect === 'read') return;
    // A receiver that honours the key of an idempotent call acts once.
    if (effect === 'idempotent' && this.hasHappened(key)) return;
    this.#happened.set(key, this.count(key) + 1);
    this.#landed.set(key, this.landed(key) + 1);
  }
}

/** A step that fails for ever fails in every attempt, also where a crash has used some of them up. */
function isFailing({ failures, failure, maxAttempts }: StepPart, attempt: number): boolean {
  if (failures === 0) return false;
  return failure === 'final' || failures >= maxAttempts || attempt <= failures;
}

function toError({ id, failure }: StepPart): Error {
  if (failure === 'nothing') return new RetryableError(`${id} failed before it began`, { nothingHappened: true });
  if (failure === 'final') return new RunError('step_failed', `${id} is refused`, { nothingHappened: true });
  return new RetryableError(`the answer of ${id} was lost`);
}

function pass(ms: number, { signal, clock }: { signal: AbortSignal; clock: Clock }): Promise<void> {
  return new Promise((resolve, reject) => {
    const callOff = clock.at(clock.now() + ms, resolve);
    signal.addEventListener('abort', () => {
      callOff();
      reject(signal.reason);
    });
  });
}
