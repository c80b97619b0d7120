import type { Sql } from '../create-sql.ts';
import type { KeyRow, ReadOps, Row, SessionRow } from './read-op.ts';

export function findKey(sql: Sql, { id }: ReadOps['findKey'][0]): KeyRow | undefined {
  const row = sql('SELECT no, revoked_at, body FROM api_keys WHERE id = ?').get(id);
  return row && toKeyRow(row);
}

export function listKeys(sql: Sql, { tenant, limit, before }: ReadOps['listKeys'][0]): readonly KeyRow[] {
  const rows =
    before === undefined
      ? sql('SELECT no, revoked_at, body FROM api_keys WHERE tenant = ? ORDER BY no DESC LIMIT ?').all(tenant, limit)
      : sql('SELECT no, revoked_at, body FROM api_keys WHERE tenant = ? AND no < ? ORDER BY no DESC LIMIT ?').all(
          tenant,
          before,
          limit,
        );
  return rows.map(toKeyRow);
}

export function hasManager(sql: Sql, { now }: ReadOps['hasManager'][0]): boolean {
  const select = sql(
    'SELECT 1 FROM api_keys WHERE manages = 1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?) LIMIT 1',
  );
  return select.get(now) !== undefined;
}

export function findSession(sql: Sql, { hash }: ReadOps['findSession'][0]): SessionRow | undefined {
  const row = sql('SELECT expires_at, body FROM sessions WHERE hash = ?').get(hash);
  return row && { expiresAt: Number(row['expires_at']), body: String(row['body']) };
}

function toKeyRow(row: Row): KeyRow {
  const revokedAt = row['revoked_at'];
  return { no: Number(row['no']), revokedAt: revokedAt === null ? null : Number(revokedAt), body: String(row['body']) };
}
