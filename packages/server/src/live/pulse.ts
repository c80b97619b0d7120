/**
 * Gathers what is to be told, and tells it at once a turn later. After a round that took long, the next one waits as long
 * again: however many follow, telling them takes at most half of the time.
 */
import type { Clock } from '@tutti/engine';

export class Pulse {
  readonly #clock: Clock;
  readonly #intervalMs: number;
  readonly #due = new Set<() => void>();
  #next: (() => void) | undefined;
  #restedAt = 0;

  constructor(clock: Clock, intervalMs = 0) {
    this.#clock = clock;
    this.#intervalMs = intervalMs;
  }

  /** The same function twice within a round is called once. */
  schedule(tell: () => void): void {
    this.#due.add(tell);
    if (this.#next) return;
    const at = Math.max(this.#restedAt, this.#clock.now() + this.#intervalMs);
    if (at <= this.#clock.now()) {
      const turn = setImmediate(() => this.#tell());
      this.#next = () => clearImmediate(turn);
    } else {
      this.#next = this.#clock.at(at, () => this.#tell());
    }
  }

  close(): void {
    this.#next?.();
    this.#due.clear();
  }

  #tell(): void {
    const startedAt = this.#clock.now();
    const due = [...this.#due];
    this.#due.clear();
    for (const tell of due) tell();
    const now = this.#clock.now();
    this.#restedAt = now + (now - startedAt);
    this.#next = undefined;
    // What was scheduled by those who were told.
    const [waiting] = this.#due;
    if (waiting) this.schedule(waiting);
  }
}
