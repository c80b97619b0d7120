/** The runs that are looked at right now. One that nobody looks at any more is kept for a moment, as people go back and forth. */
import type { RunId } from '@tutti/protocol';
import { RunFeed, type RunFeedPorts } from './run-feed.ts';

const KEPT_MS = 20_000;

interface Held {
  readonly feed: RunFeed;
  viewers: number;
  forget: (() => void) | undefined;
}

export class RunFeeds {
  readonly #held = new Map<RunId, Held>();
  readonly #toPorts: (run: RunId) => RunFeedPorts;

  constructor(toPorts: (run: RunId) => RunFeedPorts) {
    this.#toPorts = toPorts;
  }

  get(run: RunId): RunFeed {
    return this.#hold(run).feed;
  }

  /** Follows the run until the returned function is called. */
  watch(run: RunId): () => void {
    const held = this.#hold(run);
    held.viewers++;
    held.forget?.();
    held.forget = undefined;
    held.feed.start();
    return () => {
      held.viewers--;
      if (held.viewers > 0) return;
      held.forget = this.#toPorts(run).later(() => {
        held.feed.stop();
        this.#held.delete(run);
      }, KEPT_MS);
    };
  }

  /** What is known stays; whoever watches again goes on from there. */
  stopAll(): void {
    for (const { feed } of this.#held.values()) feed.stop();
  }

  /** Those that somebody looks at go on. */
  startAll(): void {
    for (const { feed, viewers } of this.#held.values()) if (viewers > 0) feed.start();
  }

  #hold(run: RunId): Held {
    const held = this.#held.get(run) ?? { feed: new RunFeed(run, this.#toPorts(run)), viewers: 0, forget: undefined };
    this.#held.set(run, held);
    return held;
  }
}
