/** Keeps what is asked about one thing in the order in which it was asked, while different things go side by side. */
export class KeyOrder {
  readonly #last = new Map<string, Promise<unknown>>();

  async run<Answer>(key: string, act: () => Promise<Answer>): Promise<Answer> {
    const before = this.#last.get(key);
    const mine = before ? before.then(act, act) : act();
    this.#last.set(key, mine);
    try {
      return await mine;
    } finally {
      if (this.#last.get(key) === mine) this.#last.delete(key);
    }
  }
}
