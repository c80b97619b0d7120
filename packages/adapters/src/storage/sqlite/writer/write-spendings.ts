import { SPENDING_COLUMNS } from '../../rows/spending-columns.ts';
import type { Place } from './write-entries.ts';
import type { Cell } from './write-op.ts';
import type { Writing } from './writing.ts';

const INSERT = `INSERT INTO spendings (tenant, run, ${SPENDING_COLUMNS.join(', ')}) VALUES (?, ?, ${SPENDING_COLUMNS.map(() => '?').join(', ')})`;

export function writeSpendings({ sql }: Writing, { tenant, no }: Place, cells: readonly Cell[]): void {
  const insert = sql(INSERT);
  for (let at = 0; at < cells.length; at += SPENDING_COLUMNS.length) {
    insert.run(tenant, no, ...cells.slice(at, at + SPENDING_COLUMNS.length));
  }
}
