import { toSumText, toTotalText } from '../../rows/sum-spendings.ts';
import type { Sql } from '../create-sql.ts';
import type { ReadOps, Row } from './read-op.ts';

const WITHIN = 'tenant = ? AND at >= ? AND at < ?';

export function sumSpendings(
  sql: Sql,
  { tenant, by, from = 0, to = Number.MAX_SAFE_INTEGER, limit }: ReadOps['sumSpendings'][0],
): { rows: readonly Row[]; total: Row } {
  const rows = sql(toSumText(by, { where: WITHIN, limit: '?' })).all(tenant, from, to, limit);
  return { rows, total: sql(toTotalText(WITHIN)).get(tenant, from, to) ?? {} };
}

export function listSpendings(sql: Sql, { tenant, run }: ReadOps['listSpendings'][0]): readonly Row[] {
  return sql('SELECT * FROM spendings WHERE run = (SELECT no FROM runs WHERE tenant = ? AND id = ?) ORDER BY seq').all(
    tenant,
    run,
  );
}

export function listCredentials(sql: Sql, { tenant }: ReadOps['listCredentials'][0]): readonly Row[] {
  return sql('SELECT * FROM credentials WHERE tenant = ? ORDER BY provider, name').all(tenant);
}
