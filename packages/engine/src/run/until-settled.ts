/** Waiting for a run's end from outside: told by the live feed, and looking now and then, as another worker may drive it. */
import { isFinished, type RunId, type RunStatus, type RunSummary } from '@tutti/protocol';
import type { Clock } from '../ports/clock.ts';
import type { LiveFeed } from '../ports/live-feed.ts';
import type { LiveNotice } from '@tutti/protocol';
import type { RunLibrary } from '../ports/run-library.ts';
import { getSummary, type RunRef } from './read-run.ts';

const LOOK_AGAIN_MS = 1_000;
const REST: ReadonlySet<string> = new Set([
  'run.parked',
  'run.paused',
  'run.quarantined',
  'run.completed',
  'run.failed',
  'run.cancelled',
]);

/** Passes every notice on, and rings for whoever waits for that run. A feed that breaks takes nothing with it: what counts is in the journal. */
export class RestBell implements LiveFeed {
  readonly #feed: LiveFeed;
  readonly #waiting = new Map<RunId, Set<() => void>>();

  readonly #onProblem: (error: unknown) => void;

  constructor(feed: LiveFeed, onProblem: (error: unknown) => void) {
    this.#feed = feed;
    this.#onProblem = onProblem;
  }

  publish(notice: LiveNotice): void {
    try {
      this.#feed.publish(notice);
    } catch (error) {
      this.#onProblem(error);
    }
    if (notice.type !== 'events' || !this.#waiting.has(notice.run)) return;
    if (notice.events.some(({ type }) => REST.has(type)))
      for (const ring of this.#waiting.get(notice.run) ?? []) ring();
  }

  listen(run: RunId, ring: () => void): () => void {
    const waiting = this.#waiting.get(run) ?? new Set();
    this.#waiting.set(run, waiting.add(ring));
    const unfollow = this.#feed.follow?.(run, ring);
    return () => {
      unfollow?.();
      waiting.delete(ring);
      if (waiting.size === 0) this.#waiting.delete(run);
    };
  }
}

export interface Waiting {
  /** Also when the run has come into one of these states. */
  readonly or?: readonly RunStatus[];
  /** Ends the waiting, not the run. */
  readonly signal?: AbortSignal | undefined;
}

export async function untilSettled(
  { bell, clock, library }: { bell: RestBell; clock: Clock; library: RunLibrary },
  ref: RunRef,
  { or = [], signal }: Waiting,
): Promise<RunSummary> {
  let ring = () => {};
  const stop = bell.listen(ref.run, () => ring());
  const onAbort = () => ring();
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    for (;;) {
      const { promise, resolve } = Promise.withResolvers<void>();
      ring = resolve;
      signal?.throwIfAborted();
      const found = await getSummary(library, ref);
      if (isFinished(found.status) || or.includes(found.status)) return found;
      const callOff = clock.at(clock.now() + LOOK_AGAIN_MS, resolve);
      await promise;
      callOff();
    }
  } finally {
    stop();
    signal?.removeEventListener('abort', onAbort);
  }
}
