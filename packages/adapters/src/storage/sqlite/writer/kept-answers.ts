import type { WriteOps } from './write-op.ts';
import type { Writing } from './writing.ts';

/** The writer is asked, as it knows what time it is for the store. */
export function findAnswer({ sql, now }: Writing, { tenant, hash }: WriteOps['findAnswer'][0]): string | undefined {
  const row = sql('SELECT body FROM answers WHERE tenant = ? AND hash = ? AND expires_at > ?').get(tenant, hash, now);
  return row && String(row['body']);
}

/** A row of its own for each time, so that the rows lie in the order in which they were kept. */
export function keepAnswer({ sql, now }: Writing, { answer, mostBytes }: WriteOps['keepAnswer'][0]): undefined {
  const { tenant, hash, body, forMs } = answer;
  const bytes = Buffer.byteLength(body);
  sql('DELETE FROM answers WHERE expires_at <= ? OR (tenant = ? AND hash = ?)').run(now, tenant, hash);
  if (bytes > mostBytes) return undefined;
  sql('INSERT INTO answers (tenant, hash, body, bytes, expires_at) VALUES (?, ?, ?, ?, ?)').run(
    tenant,
    hash,
    body,
    bytes,
    now + forMs,
  );
  sql(
    'DELETE FROM answers WHERE no IN (SELECT no FROM (SELECT no, sum(bytes) OVER (ORDER BY no DESC) AS total FROM answers WHERE tenant = ?) WHERE total > ?)',
  ).run(tenant, mostBytes);
}
