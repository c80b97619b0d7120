import type { Epoch } from '@tutti/protocol';
import { type RunRef, toKey } from './run-numbers.ts';

interface Held {
  readonly ref: RunRef;
  readonly epoch: Epoch;
}

/** The runs that this store has handed to drivers, by their numbers, and those that it has lost without their drivers knowing. */
export class Holdings {
  readonly #held = new Map<number, Held>();
  readonly #lost = new Map<string, Epoch>();

  get numbers(): readonly number[] {
    return [...this.#held.keys()];
  }

  /** Whether this driver may believe that a run is still its own that was given to others. */
  hasLost(ref: RunRef, epoch: Epoch): boolean {
    return this.#lost.get(toKey(ref)) === epoch;
  }

  add(no: number, held: Held): void {
    this.#lost.delete(toKey(held.ref));
    this.#held.set(no, held);
  }

  /** The driver of this epoch has ended, or has just been told that it was replaced. */
  remove(no: number, { ref, epoch }: Held): void {
    if (this.#held.get(no)?.epoch === epoch) this.#held.delete(no);
    if (this.#lost.get(toKey(ref)) === epoch) this.#lost.delete(toKey(ref));
  }

  loseAll(): void {
    for (const { ref, epoch } of this.#held.values()) this.#lost.set(toKey(ref), epoch);
    this.#held.clear();
  }
}
