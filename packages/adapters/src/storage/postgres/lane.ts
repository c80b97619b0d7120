/** Group commit: while one flush is under way, what comes gathers and goes out with the next one. */

export type Verdict<Answer> = { readonly answer: Answer } | { readonly error: unknown };

interface Waiting<Op, Answer> {
  readonly op: Op;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

export interface LaneOptions<Op, Answer> {
  readonly most: number;
  /** One verdict for each, in their order. Where it throws, nothing of the flush was written. */
  flush(ops: readonly Op[]): Promise<readonly Verdict<Answer>[]>;
  /** Whether the failure may concern one of the operations only. */
  isSplittable(error: unknown): boolean;
}

export class Lane<Op, Answer> {
  readonly #options: LaneOptions<Op, Answer>;
  #waiting: Waiting<Op, Answer>[] = [];
  #busy = false;

  constructor(options: LaneOptions<Op, Answer>) {
    this.#options = options;
  }

  add(op: Op): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ op, resolve, reject });
      if (this.#busy) return;
      this.#busy = true;
      // What the rest of this turn adds goes out together.
      queueMicrotask(() => void this.#work());
    });
  }

  async #work(): Promise<void> {
    while (this.#waiting.length > 0) await this.#flush(this.#waiting.splice(0, this.#options.most));
    this.#busy = false;
  }

  /** One operation that cannot be written must not keep out the others, so a flush that fails for its data is halved. */
  async #flush(batch: readonly Waiting<Op, Answer>[]): Promise<void> {
    try {
      const verdicts = await this.#options.flush(batch.map(({ op }) => op));
      for (const [place, { resolve, reject }] of batch.entries()) {
        const verdict = verdicts[place] ?? { error: new Error('the flush has no verdict on this operation') };
        if ('error' in verdict) reject(verdict.error);
        else resolve(verdict.answer);
      }
    } catch (error) {
      if (batch.length === 1 || !this.#options.isSplittable(error)) {
        for (const { reject } of batch) reject(error);
        return;
      }
      const middle = Math.ceil(batch.length / 2);
      await this.#flush(batch.slice(0, middle));
      await this.#flush(batch.slice(middle));
    }
  }
}
