/** What a store does at regular intervals: it renews its lease, ends those that have passed, and looks for what no notice has told. */
import type { Database } from './database.ts';
import type { Holdings } from './holdings.ts';
import type { Lease } from './lease.ts';
import { noNotices, type Notices } from './notices.ts';

export interface UpkeepParts {
  readonly database: Database;
  readonly lease: Lease;
  readonly holdings: Holdings;
  tell(notices: Notices): void;
  freeStrays(): Promise<void>;
  readonly lookEveryMs: number;
}

export class Upkeep {
  readonly #parts: UpkeepParts;
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(parts: UpkeepParts) {
    this.#parts = parts;
  }

  start(): void {
    if (this.#isStopped) return;
    this.#timer = setTimeout(() => {
      this.#round = this.#look().finally(() => this.start());
    }, this.#parts.lookEveryMs);
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#round;
  }

  async #look(): Promise<void> {
    const { database, lease, holdings, tell, freeStrays } = this.#parts;
    const notices = noNotices();
    try {
      if ((await lease.renew(database.ask)) === 'lost') holdings.loseAll();
      // Not waited for: a claim may be in its way, and the lease must be renewed.
      void freeStrays().catch(() => undefined);
      await lease.look(database, notices);
    } catch {
      // The next round tries again; until then the lease runs down, and whoever asks hears that it is not held.
    }
    tell(notices);
  }
}
