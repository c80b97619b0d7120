import type { LiveFeed } from '@tutti/engine';
import type { LiveNotice } from '@tutti/protocol';
import type { RunId } from '@tutti/protocol';

export interface Problem {
  readonly error: unknown;
  readonly run: RunId | undefined;
}

/** The live feed of this process: whoever looks at a run listens here. */
export class LiveHub implements LiveFeed {
  readonly #listeners = new Set<(notice: LiveNotice) => void>();
  readonly #problemListeners = new Set<(problem: Problem) => void>();

  publish(notice: LiveNotice): void {
    for (const listener of this.#listeners) listener(notice);
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
