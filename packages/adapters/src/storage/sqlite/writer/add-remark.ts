import type { RemarkCells } from './write-op.ts';
import { Refusal, type Writing } from './writing.ts';

export function addRemark({ sql, runs }: Writing, { tenant, run, id, body }: RemarkCells): 'added' | 'known' {
  const row = runs.find(tenant, run);
  if (!row) throw new Refusal('run_not_found');
  const insert = sql('INSERT OR IGNORE INTO remarks (tenant, run, id, body) VALUES (?, ?, ?, ?)');
  return insert.run(tenant, row.no, id, body).changes === 1 ? 'added' : 'known';
}
