import type { Instant } from '@tutti/protocol';
import type { Clock } from '../../ports/clock.ts';

/** Stands still until it is moved. */
export class ManualClock implements Clock {
  #now: Instant = 1_750_000_000_000;
  #alarms: { readonly instant: Instant; readonly wake: () => void }[] = [];

  now(): Instant {
    return this.#now;
  }

  at(instant: Instant, wake: () => void): () => void {
    const alarm = { instant, wake };
    this.#alarms.push(alarm);
    return () => {
      this.#alarms = this.#alarms.filter((other) => other !== alarm);
    };
  }

  advance(ms: number): void {
    this.#now += ms;
    const due = this.#alarms.filter(({ instant }) => instant <= this.#now);
    this.#alarms = this.#alarms.filter(({ instant }) => instant > this.#now);
    for (const { wake } of due) wake();
  }
}
