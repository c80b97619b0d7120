/** Lets those who hold the numbers 0, 1, 2 … pass in this order, whenever they come. */
export class Sequence {
  #next = 0;
  readonly #waiting = new Map<number, () => void>();

  /** Resolves when everybody with a lower number has passed. */
  reach(number: number): Promise<void> {
    if (number <= this.#next) return Promise.resolve();
    return new Promise((resolve) => void this.#waiting.set(number, resolve));
  }

  pass(): void {
    this.#next++;
    this.#waiting.get(this.#next)?.();
    this.#waiting.delete(this.#next);
  }
}
