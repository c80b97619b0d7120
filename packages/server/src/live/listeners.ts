/** Who wants to be woken; says when the last of them is gone. */
export class Listeners {
  readonly #listeners = new Set<() => void>();
  readonly #onEmpty: () => void;

  constructor(onEmpty: () => void) {
    this.#onEmpty = onEmpty;
  }

  readonly wake = (): void => {
    for (const listener of this.#listeners) listener();
  };

  add(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      if (this.#listeners.delete(listener) && this.#listeners.size === 0) this.#onEmpty();
    };
  }
}
