import type { Sql } from '../create-sql.ts';

/**
 * Remembers how many bytes each tenant keeps, so that not all of its answers are summed for each new one. Only this thread
 * writes, so what it remembers stays true; a transaction that is rolled back must forget.
 */
export class KeptBytes {
  readonly #sql: Sql;
  readonly #sums = new Map<string, number>();

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  of(tenant: string): number {
    const known = this.#sums.get(tenant);
    if (known !== undefined) return known;
    const row = this.#sql('SELECT coalesce(sum(bytes), 0) AS bytes FROM answers WHERE tenant = ?').get(tenant);
    const bytes = Number(row?.['bytes']);
    this.#sums.set(tenant, bytes);
    return bytes;
  }

  /** After the rows have changed. What nobody has asked for is not known, and stays so. */
  move(tenant: string, by: number): void {
    const known = this.#sums.get(tenant);
    if (known !== undefined) this.#sums.set(tenant, known + by);
  }

  forget(): void {
    this.#sums.clear();
  }
}
