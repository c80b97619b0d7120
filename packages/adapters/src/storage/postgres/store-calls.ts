/** How the members of the port reach the parts below: what is closed or has failed is refused here, and those need not ask. */
import { type Clock, EngineError, JournalCorruptError, RunError, StoreFailedError } from '@tutti/engine';
import type { Epoch, WorkerCard } from '@tutti/protocol';
import type { AccessRows } from './access-rows.ts';
import type { AgentRows } from './agent-rows.ts';
import type { Database } from './database.ts';
import type { FleetRows } from './fleet-rows.ts';
import { KeyOrder } from './key-order.ts';
import type { Library } from './library.ts';
import type { MoneyRows } from './money-rows.ts';
import type { Listeners } from './notices.ts';
import type { QuotaDesk } from './quota-desk.ts';
import type { RunRef } from './run-numbers.ts';
import type { StoreWatch } from './store-watch.ts';
import type { Writer } from './writer.ts';

export interface StoreParts {
  readonly database: Database;
  readonly writer: Writer;
  readonly library: Library;
  readonly access: AccessRows;
  readonly agents: AgentRows;
  readonly fleet: FleetRows;
  readonly money: MoneyRows;
  readonly quotas: QuotaDesk;
  readonly listeners: Listeners;
  readonly watch: StoreWatch;
  readonly clock: Clock;
  /** The store's own time; undefined where that of the database counts. */
  now(): number | undefined;
  isLeaseHeld(ref: RunRef, epoch: Epoch): boolean;
  announce(card: WorkerCard): Promise<void>;
  onLimit(): void;
  /** Everything that was asked is done by then. */
  close(): Promise<void>;
}

export class StoreCalls {
  readonly #parts: StoreParts;
  readonly #order = new KeyOrder();
  readonly #underWay = new Set<Promise<unknown>>();
  #closing: Promise<void> | undefined;

  constructor(parts: StoreParts) {
    this.#parts = parts;
  }

  get isUsable(): boolean {
    return !this.#closing && this.#parts.watch.health.state !== 'failed';
  }

  write<Answer>(act: (writer: Writer) => Promise<Answer>): Promise<Answer> {
    return this.#track(({ writer, watch }) => {
      if (watch.health.state === 'failed') throw new StoreFailedError(watch.health.message);
      return act(writer);
    });
  }

  /** One after the other, as far as they have the same key. */
  inOrder<Answer>(key: string, act: (parts: StoreParts) => Promise<Answer>): Promise<Answer> {
    return this.write(() => this.#order.run(key, () => act(this.#parts)));
  }

  read<Answer>(act: (parts: StoreParts) => Promise<Answer>): Promise<Answer> {
    return this.#track(act);
  }

  close(): Promise<void> {
    this.#closing ??= Promise.allSettled(this.#underWay).then(() => this.#parts.close());
    return this.#closing;
  }

  async #track<Answer>(act: (parts: StoreParts) => Promise<Answer>): Promise<Answer> {
    if (this.#closing) throw new RunError('engine_closed', 'the store is closed');
    const answer = act(this.#parts);
    this.#underWay.add(answer);
    try {
      return await answer;
    } catch (error) {
      throw error instanceof EngineError ? error : this.#toDamage(error);
    } finally {
      this.#underWay.delete(answer);
    }
  }

  /** A row that is not what was written: the database is damaged, and nothing more is built on it. */
  #toDamage(cause: unknown): JournalCorruptError {
    const message = `a row of the database is damaged: ${cause instanceof Error ? cause.message : String(cause)}`;
    this.#parts.watch.fail(message);
    return new JournalCorruptError(message, { cause });
  }
}
