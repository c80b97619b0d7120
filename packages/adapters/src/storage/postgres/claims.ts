/** Claiming, one at a time: so what was claimed unheard can be told from what is being claimed. */
import { type ClaimedRun, EngineError } from '@tutti/engine';
import type { Ask, Database, Row } from './database.ts';
import type { Holdings } from './holdings.ts';
import { KeyOrder } from './key-order.ts';
import type { Lease } from './lease.ts';
import type { RunNumbers, RunRef } from './run-numbers.ts';
import { readClaimed } from './write/claim-runs.ts';

export interface ClaimsParts {
  readonly database: Database;
  readonly lease: Lease;
  readonly holdings: Holdings;
  readonly numbers: RunNumbers;
}

export type Take = (ask: Ask, holder: number) => Promise<readonly Row[]>;

export class Claims {
  readonly #parts: ClaimsParts;
  readonly #order = new KeyOrder();
  /** Runs may be claimed for this store that it has handed to nobody. */
  #mayHaveStrays = false;
  /** A claim of which no answer came: the server may hear of it long after it was given up. */
  #hasLostAnswers = false;

  constructor(parts: ClaimsParts) {
    this.#parts = parts;
  }

  async claim(take: Take): Promise<readonly ClaimedRun[]> {
    const { database, holdings, numbers } = this.#parts;
    const taken = await this.#order.run('', () => database.retry(() => this.#take(take)));
    try {
      return await database.retry(() => readClaimed(database.ask, taken, numbers));
    } catch (error) {
      for (const row of taken) holdings.remove(toRef(row), Number(row['epoch']));
      this.#mayHaveStrays = true;
      throw error;
    }
  }

  /** Again and again, once an answer was lost. */
  async freeStrays(): Promise<void> {
    if (!this.#hasLostAnswers && !this.#mayHaveStrays) return;
    await this.#order.run('', () => this.#free());
  }

  async #take(take: Take): Promise<readonly Row[]> {
    const { database, lease, holdings } = this.#parts;
    if (this.#mayHaveStrays) await this.#free();
    const holder = lease.no;
    this.#mayHaveStrays = true;
    const rows = await take(database.ask, holder).catch((error: unknown) => {
      // Refused by this store itself, after an answer.
      if (error instanceof EngineError) this.#mayHaveStrays = false;
      else this.#hasLostAnswers = true;
      throw error;
    });
    this.#mayHaveStrays = false;
    // Whoever ended that lease meanwhile has freed them.
    if (lease.no !== holder) return this.#take(take);
    for (const row of rows) holdings.add(toRef(row), { no: Number(row['no']), epoch: Number(row['epoch']) });
    return rows;
  }

  async #free(): Promise<void> {
    const { database, lease, holdings } = this.#parts;
    await lease.freeAllBut(database.ask, holdings.numbers);
    this.#mayHaveStrays = false;
  }
}

function toRef(row: Row): RunRef {
  return { tenant: String(row['tenant']), run: String(row['id']) };
}
