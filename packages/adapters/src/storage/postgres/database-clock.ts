/**
 * The time of the database, as this process knows it: the same for all workers, whatever their own clocks say.
 * It goes on by the ticks of this machine, which nobody sets, and is put right each time the database is asked.
 */
import { performance } from 'node:perf_hooks';
import { type Clock, createClock } from '@tutti/engine';

/** Between two ticks of this process the database has said what time it is. */
export interface Reading {
  readonly sent: number;
  readonly heard: number;
  readonly time: number;
}

/** A reading that took longer may be off by as much more; yet after so long any is better than none. */
const STALE_MS = 30_000;

export class DatabaseClock implements Clock {
  readonly #ticks: () => number;
  readonly #clock: Clock;
  #best: Reading;
  #latest = 0;

  constructor(first: Reading, ticks: () => number = () => performance.now()) {
    this.#ticks = ticks;
    this.#best = first;
    this.#clock = createClock(() => this.now());
  }

  /** Never goes back, though a better reading may show that it was fast: then it stands for that long. */
  now(): number {
    const { sent, heard, time } = this.#best;
    this.#latest = Math.max(this.#latest, Math.floor(time + this.#ticks() - (sent + heard) / 2));
    return this.#latest;
  }

  at(instant: number, wake: () => void): () => void {
    return this.#clock.at(instant, wake);
  }

  read(next: Reading): void {
    const isStale = next.heard - this.#best.heard > STALE_MS;
    if (isStale || toDuration(next) <= toDuration(this.#best)) this.#best = next;
  }
}

function toDuration({ sent, heard }: Reading): number {
  return heard - sent;
}
