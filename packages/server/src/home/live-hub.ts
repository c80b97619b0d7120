import { type BusNews, type BusTopic, type LiveBus, toRunTopic } from '@tutti/adapters/bus';
import type { LiveFeed } from '@tutti/engine';
import type { LiveNotice, RunId } from '@tutti/protocol';
import { UnderWay } from '../live/under-way.ts';

export interface Problem {
  readonly error: unknown;
  readonly run: RunId | undefined;
}

/** The live feed of this process: whoever looks at a run listens here. */
export class LiveHub implements LiveFeed {
  /** What the runs that are driven here are at. */
  readonly underWay = new UnderWay();
  readonly #listeners = new Set<(notice: LiveNotice) => void>();
  readonly #problemListeners = new Set<(problem: Problem) => void>();
  readonly #followers = new Map<BusTopic, Set<(news: BusNews) => void>>();
  #bus: LiveBus | undefined;

  /** From now on other processes hear of what happens here. */
  join(bus: LiveBus): void {
    this.#bus = bus;
    this.listen((notice) => bus.publish(notice));
    bus.listen((news) => {
      const topic = news.type === 'changed' ? news.topic : toRunTopic(news.glimpse.run);
      for (const hear of this.#followers.get(topic) ?? []) hear(news);
    });
  }

  /** Other processes may have a part in what is followed here. */
  get isShared(): boolean {
    return this.#bus !== undefined;
  }

  /** What other processes tell of the topic. Returns how to stop. */
  hearOthers(topic: BusTopic, hear: (news: BusNews) => void): () => void {
    if (!this.#bus) return () => {};
    const followers = this.#followers.get(topic) ?? new Set();
    this.#followers.set(topic, followers.add(hear));
    const unfollow = this.#bus.follow(topic);
    return () => {
      unfollow();
      followers.delete(hear);
      if (followers.size === 0 && this.#followers.get(topic) === followers) this.#followers.delete(topic);
    };
  }

  publish(notice: LiveNotice): void {
    this.underWay.hear(notice);
    for (const listener of this.#listeners) listener(notice);
  }

  /** Rings when another process says that something came to rest in the run. */
  follow(run: RunId, ring: () => void): () => void {
    return this.hearOthers(toRunTopic(run), (news) => {
      if (news.type === 'changed' && news.rests) ring();
    });
  }

  /** A run that could not be driven on, or a store that takes nothing any more. */
  report(problem: Problem): void {
    for (const listener of this.#problemListeners) listener(problem);
  }

  listen(listener: (notice: LiveNotice) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  onProblem(listener: (problem: Problem) => void): () => void {
    this.#problemListeners.add(listener);
    return () => void this.#problemListeners.delete(listener);
  }
}
