/** The live connection; a new one takes its place when somebody who was turned away is known again. */
import type { Live, LiveStatus } from '@tutti/sdk';

export class LiveLine {
  readonly #open: () => Live;
  readonly #listeners = new Set<(status: LiveStatus) => void>();
  #live: Live | undefined;

  constructor(open: () => Live) {
    this.#open = open;
  }

  /** Opened when it is asked for first. */
  get live(): Live {
    this.#live ??= this.#begin();
    return this.#live;
  }

  /** Called at each change. Returns how to stop. */
  onStatus(listener: (status: LiveStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Whoever subscribed to the old one has to subscribe again. */
  renew(): void {
    this.#live?.close();
    this.#live = undefined;
    this.#tell(this.live.status);
  }

  #begin(): Live {
    const live = this.#open();
    live.onStatus((status) => {
      if (this.#live === live) this.#tell(status);
    });
    return live;
  }

  #tell(status: LiveStatus): void {
    for (const listener of this.#listeners) listener(status);
  }
}
