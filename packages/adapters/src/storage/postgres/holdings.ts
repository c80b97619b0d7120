import type { Epoch } from '@tutti/protocol';
import { type RunRef, toKey } from './run-numbers.ts';

interface Held {
  readonly no: number;
  readonly epoch: Epoch;
}

/** The runs that this store has handed to drivers, and those that it has lost without their drivers knowing. */
export class Holdings {
  readonly #held = new Map<string, Held>();
  /** The newest epoch of each that was lost: what was driven before it was lost as well. */
  readonly #lost = new Map<string, Epoch>();

  get numbers(): readonly number[] {
    return [...this.#held.values()].map(({ no }) => no);
  }

  /** Whether this driver may believe that a run is still its own that was given to others, or to another driver of this store. */
  hasLost(ref: RunRef, epoch: Epoch): boolean {
    const lost = this.#lost.get(toKey(ref));
    return lost !== undefined && epoch <= lost;
  }

  add(ref: RunRef, held: Held): void {
    const before = this.#held.get(toKey(ref));
    if (before) this.#lost.set(toKey(ref), before.epoch);
    this.#held.set(toKey(ref), held);
  }

  /** The driver of this epoch has ended, or has just been told that it was replaced. */
  remove(ref: RunRef, epoch: Epoch): void {
    const key = toKey(ref);
    if (this.#held.get(key)?.epoch === epoch) this.#held.delete(key);
    if (this.#lost.get(key) === epoch) this.#lost.delete(key);
  }

  loseAll(): void {
    for (const [key, { epoch }] of this.#held) this.#lost.set(key, epoch);
    this.#held.clear();
  }
}
