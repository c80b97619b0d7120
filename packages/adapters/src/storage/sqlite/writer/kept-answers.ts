import type { WriteOps } from './write-op.ts';
import type { Writing } from './writing.ts';

/** How many old ones are removed each time: more than one, so that they get fewer; not all, so that nobody waits for it. */
const REMOVE_LIMIT = 100;

/** The writer is asked, as it knows what time it is for the store. */
export function findAnswer({ sql, now }: Writing, { tenant, hash }: WriteOps['findAnswer'][0]): string | undefined {
  const row = sql('SELECT body FROM answers WHERE tenant = ? AND hash = ? AND expires_at > ?').get(tenant, hash, now);
  return row && String(row['body']);
}

/** A row of its own for each time, so that the rows lie in the order in which they were kept. */
export function keepAnswer(writing: Writing, { answer, mostBytes }: WriteOps['keepAnswer'][0]): undefined {
  const { sql, now, kept } = writing;
  const { tenant, hash, body, forMs } = answer;
  const bytes = Buffer.byteLength(body);
  remove(
    writing,
    `no IN (SELECT no FROM answers WHERE expires_at <= ? ORDER BY expires_at LIMIT ${REMOVE_LIMIT})`,
    now,
  );
  remove(writing, 'tenant = ? AND hash = ?', tenant, hash);
  if (bytes > mostBytes) return undefined;
  sql('INSERT INTO answers (tenant, hash, body, bytes, expires_at) VALUES (?, ?, ?, ?, ?)').run(
    tenant,
    hash,
    body,
    bytes,
    now + forMs,
  );
  kept.move(tenant, bytes);
  while (kept.of(tenant) > mostBytes)
    remove(writing, 'no = (SELECT no FROM answers WHERE tenant = ? ORDER BY no LIMIT 1)', tenant);
}

function remove({ sql, kept }: Writing, which: string, ...values: readonly (string | number)[]): void {
  const gone = sql(`DELETE FROM answers WHERE ${which} RETURNING tenant, bytes`).all(...values);
  for (const { tenant, bytes } of gone) kept.move(String(tenant), -Number(bytes));
}
