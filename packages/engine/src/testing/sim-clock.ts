import type { Instant } from '@tutti/protocol';
import type { Clock } from '../ports/clock.ts';

interface Timer {
  readonly instant: Instant;
  readonly wake: () => void;
}

/** Stands still until it is told to go on. Timers that are due at the same instant ring in the order in which they were set. */
export class SimClock implements Clock {
  #now: Instant;
  readonly #timers = new Set<Timer>();

  constructor(now: Instant = 1_750_000_000_000) {
    this.#now = now;
  }

  now(): Instant {
    return this.#now;
  }

  at(instant: Instant, wake: () => void): () => void {
    const timer: Timer = { instant, wake };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /** When the next timer rings. */
  get next(): Instant | undefined {
    let next: Instant | undefined;
    for (const { instant } of this.#timers) if (next === undefined || instant < next) next = instant;
    return next;
  }

  /** How many timers are set. */
  get armed(): number {
    return this.#timers.size;
  }

  /** Goes to the instant at which the next timer rings, and rings all that are due then. False when none is set. */
  advanceToNext(): boolean {
    const { next } = this;
    if (next === undefined) return false;
    this.#now = Math.max(this.#now, next);
    this.#ring();
    return true;
  }

  advance(ms: number): void {
    this.advanceTo(this.#now + ms);
  }

  /** Rings each timer on the way at its own instant. */
  advanceTo(instant: Instant): void {
    for (let { next } = this; next !== undefined && next <= instant; { next } = this) this.advanceToNext();
    this.#now = Math.max(this.#now, instant);
  }

  /** Moves the time at once, as when somebody sets the clock of a machine: forwards all that is due rings late, backwards nothing rings. */
  jump(ms: number): void {
    this.#now += ms;
    this.#ring();
  }

  /** Rings every timer now, as one that counts milliseconds does after somebody has set the clock back. */
  ringEarly(): void {
    // What is set meanwhile is not rung.
    const timers = Array.from(this.#timers);
    for (const timer of timers) if (this.#timers.delete(timer)) timer.wake();
  }

  #ring(): void {
    const due = [...this.#timers].filter(({ instant }) => instant <= this.#now);
    for (const timer of due.toSorted((one, other) => one.instant - other.instant)) {
      if (this.#timers.delete(timer)) timer.wake();
    }
  }
}
