import type pg from 'pg';
import type { Cells } from './moved-table.ts';

const PAGE = 500;

/** The rows of a question one by one, read ahead by a page: for tables that are larger than the memory. Inside a transaction only. */
export class Rows {
  readonly #client: pg.ClientBase;
  readonly #cursor: string;
  #page: readonly Cells[] = [];
  #at = 0;
  #isOver = false;

  private constructor(client: pg.ClientBase, cursor: string) {
    this.#client = client;
    this.#cursor = cursor;
  }

  static async open(client: pg.ClientBase, cursor: string, question: string): Promise<Rows> {
    await client.query(`DECLARE ${cursor} NO SCROLL CURSOR FOR ${question}`);
    return new Rows(client, cursor);
  }

  async peek(): Promise<Cells | undefined> {
    if (this.#at >= this.#page.length && !this.#isOver) {
      const { rows } = await this.#client.query<Record<string, unknown>>(`FETCH ${PAGE} FROM ${this.#cursor}`);
      [this.#page, this.#at, this.#isOver] = [rows, 0, rows.length < PAGE];
    }
    return this.#page[this.#at];
  }

  async next(): Promise<Cells | undefined> {
    const row = await this.peek();
    this.#at += 1;
    return row;
  }
}
