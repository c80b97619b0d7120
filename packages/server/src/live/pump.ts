/** Moves what is new to one client, topic by topic in turns, as fast as it takes it and no faster. */
import type { Outlet } from './outlet.ts';
import type { Subscription } from './subscription.ts';

export class Pump {
  readonly #outlet: Outlet;
  readonly #onProblem: (subscription: Subscription, error: unknown) => void;
  /** Those that may have something to send. */
  readonly #due = new Set<Subscription>();
  #isBusy = false;
  #isClosed = false;

  constructor(outlet: Outlet, onProblem: (subscription: Subscription, error: unknown) => void) {
    this.#outlet = outlet;
    this.#onProblem = onProblem;
  }

  wake(subscription: Subscription): void {
    if (this.#isClosed) return;
    this.#due.add(subscription);
    if (!this.#isBusy) this.#run();
  }

  drop(subscription: Subscription): void {
    this.#due.delete(subscription);
  }

  close(): void {
    this.#isClosed = true;
    this.#due.clear();
  }

  /** Without waiting where nothing has to be waited for: of a thousand followers each is told within the same turn. */
  #run(): void {
    this.#isBusy = true;
    for (const subscription of this.#due) {
      if (this.#outlet.isFull) return this.#goOnAfter(this.#outlet.drained());
      this.#due.delete(subscription);
      const more = subscription.advance();
      if (typeof more !== 'boolean') return this.#goOnAfter(this.#finish(subscription, more));
      if (more) this.#due.add(subscription);
    }
    this.#isBusy = false;
  }

  async #finish(subscription: Subscription, reading: Promise<boolean>): Promise<void> {
    try {
      if (await reading) this.#due.add(subscription);
    } catch (error) {
      this.#onProblem(subscription, error);
    }
  }

  #goOnAfter(promise: Promise<void>): void {
    void promise.then(() => {
      if (!this.#isClosed) this.#run();
    });
  }
}
