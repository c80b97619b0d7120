import type { Sql } from '../create-sql.ts';

export interface RunRow {
  readonly no: number;
  status: string;
  approvals: number;
}

const LIMIT = 20_000;

/**
 * Remembers which row a run has, and what its columns say. Only this thread writes, so what it remembers stays true;
 * a transaction that is rolled back must forget.
 */
export class RunRows {
  readonly #sql: Sql;
  readonly #rows = new Map<string, RunRow>();

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  find(tenant: string, run: string): RunRow | undefined {
    const key = `${tenant}/${run}`;
    const known = this.#rows.get(key);
    if (known) return known;
    const row = this.#sql('SELECT no, status, approvals FROM runs WHERE tenant = ? AND id = ?').get(tenant, run);
    if (!row) return undefined;
    const { no, status, approvals } = row;
    const found = { no: Number(no), status: String(status), approvals: Number(approvals) };
    if (this.#rows.size >= LIMIT) this.#rows.clear();
    this.#rows.set(key, found);
    return found;
  }

  forget(): void {
    this.#rows.clear();
  }
}
