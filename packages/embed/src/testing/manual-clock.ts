/** Time stands still until a test moves it: what a run does after an hour is seen at once. */
import type { Clock } from '@tutti/engine';

interface Timer {
  readonly instant: number;
  readonly wake: () => void;
}

/** `createTutti({ clock })`, then `clock.advance(3_600_000)` */
export class ManualClock implements Clock {
  #now: number;
  readonly #timers = new Set<Timer>();

  constructor(now = Date.parse('2026-01-01T00:00:00Z')) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  at(instant: number, wake: () => void): () => void {
    const timer: Timer = { instant, wake };
    this.#timers.add(timer);
    // What is due already rings as with any other clock: soon, and not before its caller goes on.
    if (instant <= this.#now) setImmediate(() => this.#ring(timer));
    return () => void this.#timers.delete(timer);
  }

  advance(ms: number): void {
    this.advanceTo(this.#now + ms);
  }

  /** Rings what is due by then, in its order. Whatever is set to a moment that has passed rings, too. */
  advanceTo(instant: number): void {
    this.#now = Math.max(this.#now, instant);
    const due = [...this.#timers].filter((timer) => timer.instant <= this.#now);
    for (const timer of due.toSorted((one, other) => one.instant - other.instant)) this.#ring(timer);
  }

  #ring(timer: Timer): void {
    if (this.#timers.delete(timer)) timer.wake();
  }
}
