import type { StoreNotice } from '@tutti/engine';
import type { RunId } from '@tutti/protocol';

/** What a transaction has brought about, to be told after its commit. */
export interface Notices {
  ready: boolean;
  settled: boolean;
  readonly signals: Set<string>;
}

export function noNotices(): Notices {
  return { ready: false, settled: false, signals: new Set() };
}

/** Tells whoever listens in this process. */
export class Listeners {
  readonly #listeners = new Set<(notice: StoreNotice) => void>();

  listen(listener: (notice: StoreNotice) => void): () => void {
    // A function of its own, so that the same listener can listen twice.
    const listening = (notice: StoreNotice) => listener(notice);
    this.#listeners.add(listening);
    return () => void this.#listeners.delete(listening);
  }

  tell({ ready, settled, signals }: Notices): void {
    if (ready) this.#tell({ kind: 'ready' });
    if (settled) this.#tell({ kind: 'settled' });
    for (const run of signals) this.#tell({ kind: 'signal', run: run as RunId });
  }

  #tell(notice: StoreNotice): void {
    for (const listener of this.#listeners) listener(notice);
  }
}
