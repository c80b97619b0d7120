import type { StoreHealth } from '@tutti/engine';
import type { DatabaseEvents } from './database.ts';

/** What failures and successes say about the whole store. */
export class StoreWatch implements DatabaseEvents {
  #health: StoreHealth = { state: 'ok' };
  /** Reading goes well without space: only a write ends this. */
  #lacksSpace = false;
  #awaySince: number | undefined;

  get health(): StoreHealth {
    return this.#health;
  }

  get awaySince(): number | undefined {
    return this.#awaySince;
  }

  onState(kind: 'ok' | 'lost' | 'full' | 'failed', message: string): void {
    if (kind === 'lost') this.#awaySince ??= performance.now();
    else this.#awaySince = undefined;
    if (kind === 'ok' && this.#lacksSpace) return;
    if (kind === 'ok') return this.#feel({ state: 'ok' });
    if (kind === 'failed') return this.fail(message);
    if (kind === 'lost')
      return this.#feel({ state: 'unreachable', message: `the database cannot be reached: ${message}` });
    this.#lacksSpace = true;
    this.#feel({ state: 'full', message: `no space: ${message}` });
  }

  onWritten(): void {
    this.#lacksSpace = false;
    this.onState('ok', '');
  }

  /** There is no way back but a new start. */
  fail(message: string): void {
    this.#feel({ state: 'failed', message });
  }

  #feel(health: StoreHealth): void {
    if (this.#health.state !== 'failed') this.#health = health;
  }
}
