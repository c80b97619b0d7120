/** So many at a time; whoever comes later waits for a place, in turn with those of others, and among one's own in the order of coming. */
export class Turnstile {
  #free: number;
  /** Whose turn is next comes first. */
  readonly #waiting = new Map<string, (() => void)[]>();

  constructor(places: number) {
    this.#free = places;
  }

  /** Rejects with the signal's reason where somebody no longer wants to wait. */
  async pass<Result>(owner: string, signal: AbortSignal, act: () => Promise<Result>): Promise<Result> {
    signal.throwIfAborted();
    if (this.#free > 0) this.#free--;
    else await this.#wait(owner, signal);
    try {
      return await act();
    } finally {
      this.#leave();
    }
  }

  #wait(owner: string, signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const take = () => {
      signal.removeEventListener('abort', giveUp);
      resolve();
    };
    const giveUp = () => {
      const others = this.#waiting.get(owner)?.filter((other) => other !== take) ?? [];
      if (others.length > 0) this.#waiting.set(owner, others);
      else this.#waiting.delete(owner);
      reject(signal.reason);
    };
    signal.addEventListener('abort', giveUp, { once: true });
    const own = this.#waiting.get(owner);
    if (own) own.push(take);
    else this.#waiting.set(owner, [take]);
    return promise;
  }

  /** The place goes to the next one, without being free in between. */
  #leave(): void {
    const [turn] = this.#waiting;
    if (!turn) {
      this.#free++;
      return;
    }
    const [owner, [next, ...later]] = turn;
    this.#waiting.delete(owner);
    // Behind all others who wait now.
    if (later.length > 0) this.#waiting.set(owner, later);
    next?.();
  }
}
