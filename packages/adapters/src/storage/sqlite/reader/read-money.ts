import { toSpendingColumn } from '../../rows/budget-rows.ts';
import { toSumText, toTotalText } from '../../rows/sum-spendings.ts';
import type { Sql } from '../create-sql.ts';
import type { ReadOps, Row, SpentCount } from './read-op.ts';

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

/** In one statement, so that the sum and the place in the journal belong together. */
export function countSpent(sql: Sql, { tenant, account, from }: ReadOps['countSpent'][0]): SpentCount {
  const of = toSpendingColumn(account);
  const text = `SELECT coalesce(sum(input_tokens + output_tokens), 0) AS tokens, coalesce(sum(cost_nano_usd), 0) AS cost,
      coalesce((SELECT max(position) FROM events), 0) AS up_to
    FROM spendings WHERE tenant = ? AND at >= ?${of ? ` AND ${of.column} = ?` : ''}`;
  const row = sql(text).get(tenant, from, ...(of ? [of.id] : []));
  const { tokens, cost, up_to: upTo } = row ?? {};
  return { from, tokens: Number(tokens), costNanoUsd: Number(cost), upTo: Number(upTo) };
}

export function listCredentials(sql: Sql, { tenant }: ReadOps['listCredentials'][0]): readonly Row[] {
  return sql('SELECT * FROM credentials WHERE tenant = ? ORDER BY provider, name').all(tenant);
}
