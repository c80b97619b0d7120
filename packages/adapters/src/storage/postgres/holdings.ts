/** The runs that this store has handed to drivers, by their numbers, and those that it has lost without their drivers knowing. */
export class Holdings {
  readonly #held = new Map<number, number>();
  readonly #lost = new Map<number, number>();

  get numbers(): readonly number[] {
    return [...this.#held.keys()];
  }

  /** Somebody in this process may still believe that a run is his that was given to others. */
  get hasLost(): boolean {
    return this.#lost.size > 0;
  }

  add(no: number, epoch: number): void {
    this.#lost.delete(no);
    this.#held.set(no, epoch);
  }

  /** The driver of this epoch has ended, or has just been told that it was replaced. */
  remove(no: number, epoch: number): void {
    for (const runs of [this.#held, this.#lost]) if (runs.get(no) === epoch) runs.delete(no);
  }

  loseAll(): void {
    for (const [no, epoch] of this.#held) this.#lost.set(no, epoch);
    this.#held.clear();
  }
}
