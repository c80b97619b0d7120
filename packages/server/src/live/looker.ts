/** Reads what is new of a topic once for all who follow it: when there is news, and now and then without. */
import type { Clock } from '@tutti/engine';

export interface LookerOptions {
  readonly clock: Clock;
  /** Without news; undefined: only with it. */
  readonly everyMs: number | undefined;
  /** True where there is more. */
  readonly read: () => Promise<boolean>;
  /** Of failures that follow each other only the first. */
  readonly onProblem: (error: unknown) => void;
}

export class Looker {
  readonly #options: LookerOptions;
  #reading = false;
  #again = false;
  #closed = false;
  #failed = false;
  readonly #waiting: (() => void)[] = [];
  #stopPolling: () => void = () => {};

  constructor(options: LookerOptions) {
    this.#options = options;
    this.#poll();
  }

  /** Whoever asks while something is read is answered by the next reading. */
  readonly look = (): void => void this.#look();

  /** At once where nothing is being read. */
  whenIdle(act: () => void): void {
    if (this.#reading) this.#waiting.push(act);
    else act();
  }

  close(): void {
    this.#closed = true;
    this.#stopPolling();
  }

  async #look(): Promise<void> {
    this.#again = true;
    if (this.#reading) return;
    this.#reading = true;
    try {
      while (this.#again && !this.#closed) {
        this.#again = false;
        if (await this.#options.read()) this.#again = true;
      }
      this.#failed = false;
    } catch (error) {
      if (!this.#failed) this.#options.onProblem(error);
      this.#failed = true;
    } finally {
      this.#reading = false;
      for (const act of this.#waiting.splice(0)) act();
    }
  }

  #poll(): void {
    const { clock, everyMs } = this.#options;
    if (everyMs === undefined) return;
    this.#stopPolling = clock.at(clock.now() + everyMs, () => {
      this.look();
      if (!this.#closed) this.#poll();
    });
  }
}
