import type { LiveNotice } from '@tutti/protocol';
import type { RunEvent } from '@tutti/protocol';

/** Waits until so many events of a type were written, over all runs, by listening to the live feed alone. */
export class TypeCounter {
  readonly #counts = new Map<RunEvent['type'], number>();
  #waiting: { readonly type: RunEvent['type']; readonly count: number; readonly resolve: () => void } | undefined;

  readonly hear = (notice: LiveNotice): void => {
    if (notice.type !== 'events') return;
    for (const { type } of notice.events) this.#counts.set(type, this.#count(type) + 1);
    const waiting = this.#waiting;
    if (waiting && this.#count(waiting.type) >= waiting.count) waiting.resolve();
  };

  reached(type: RunEvent['type'], count: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting = { type, count, resolve };
    return promise;
  }

  #count(type: RunEvent['type']): number {
    return this.#counts.get(type) ?? 0;
  }
}
