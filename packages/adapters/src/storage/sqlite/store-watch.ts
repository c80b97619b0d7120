import type { StoreHealth, StoreNotice } from '@tutti/engine';
import type { RunId } from '@tutti/protocol';
import type { Problem } from './problem.ts';
import type { ThreadReply } from './thread-messages.ts';
import type { WriterReply } from './writer/writer-reply.ts';

/** What the answers of the threads say about the whole store: how it is, and what has just changed in it. */
export class StoreWatch {
  #health: StoreHealth = { state: 'ok' };
  readonly #listeners = new Set<(notice: StoreNotice) => void>();

  get health(): StoreHealth {
    return this.#health;
  }

  listen(listener: (notice: StoreNotice) => void): () => void {
    // A function of its own, so that the same listener can listen twice.
    const listening = (notice: StoreNotice) => listener(notice);
    this.#listeners.add(listening);
    return () => void this.#listeners.delete(listening);
  }

  hearWriter({ problems, notices, wrote, failed }: WriterReply): void {
    if (failed) this.fail(failed);
    const full = problems && [...problems.values()].find(({ code }) => code === 'store_full');
    if (full) this.#feel({ state: 'full', message: full.message });
    if (wrote) this.#feel({ state: 'ok' });
    if (!notices) return;
    if (notices.ready) this.#tell({ kind: 'ready' });
    if (notices.settled) this.#tell({ kind: 'settled' });
    for (const run of new Set(notices.signals)) this.#tell({ kind: 'signal', run: run as RunId });
  }

  hearReader({ failed }: ThreadReply): void {
    if (failed) this.fail(failed);
  }

  /** There is no way back but a new start. */
  fail({ message }: Problem): void {
    this.#feel({ state: 'failed', message });
  }

  #feel(health: StoreHealth): void {
    if (this.#health.state !== 'failed') this.#health = health;
  }

  #tell(notice: StoreNotice): void {
    for (const listener of this.#listeners) listener(notice);
  }
}
