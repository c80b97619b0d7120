/**
 * What waits between two stages. Whoever puts waits while it is full, whoever takes waits while it is empty, and both are
 * served in the order in which they came. It knows no clock: what is the same again around it is the same again in it.
 */
export class BoundedQueue<Item extends object> {
  readonly #room: number;
  readonly #items: Item[] = [];
  readonly #takers: ((item: Item | undefined) => void)[] = [];
  readonly #putters: { readonly item: Item; let(): void }[] = [];
  #closed = false;

  /** `room`: how many may wait in it, one at least. */
  constructor(room: number) {
    this.#room = room;
  }

  get size(): number {
    return this.#items.length;
  }

  /** Resolves when there is room for it. */
  put(item: Item): Promise<void> {
    if (this.#closed) return Promise.reject(new TypeError('the queue is closed'));
    const taker = this.#takers.shift();
    if (taker) {
      taker(item);
      return Promise.resolve();
    }
    if (this.#items.length < this.#room) {
      this.#items.push(item);
      return Promise.resolve();
    }
    return new Promise((resolve) => void this.#putters.push({ item, let: resolve }));
  }

  /** Undefined when it is closed and everything has been taken. */
  take(): Promise<Item | undefined> {
    const item = this.#items.shift();
    if (item === undefined && !this.#closed) return new Promise((resolve) => void this.#takers.push(resolve));
    const putter = this.#putters.shift();
    if (putter) {
      this.#items.push(putter.item);
      putter.let();
    }
    return Promise.resolve(item);
  }

  /** Nothing more is put; what is in it, or waits to be, can still be taken. */
  close(): void {
    this.#closed = true;
    for (const taker of this.#takers.splice(0)) taker(undefined);
  }
}
