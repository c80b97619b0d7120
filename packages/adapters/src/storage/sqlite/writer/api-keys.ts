import type { KeyRow } from '../reader/read-op.ts';
import type { KeyCells, WriteOps } from './write-op.ts';
import type { Writing } from './writing.ts';

export function addKey({ sql }: Writing, key: KeyCells): 'added' | 'known' {
  const { tenant, id, manages, expiresAt = null, revokedAt = null, body } = key;
  const insert = sql(
    'INSERT OR IGNORE INTO api_keys (tenant, id, manages, expires_at, revoked_at, body) VALUES (?, ?, ?, ?, ?, ?)',
  );
  return insert.run(tenant, id, manages ? 1 : 0, expiresAt, revokedAt, body).changes === 1 ? 'added' : 'known';
}

export function revokeKey({ sql }: Writing, { tenant, id, at }: WriteOps['revokeKey'][0]): KeyRow | undefined {
  sql('UPDATE api_keys SET revoked_at = ? WHERE tenant = ? AND id = ? AND revoked_at IS NULL').run(at, tenant, id);
  const row = sql('SELECT no, revoked_at, body FROM api_keys WHERE tenant = ? AND id = ?').get(tenant, id);
  return row && { no: Number(row['no']), revokedAt: Number(row['revoked_at']), body: String(row['body']) };
}
