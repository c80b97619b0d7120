import type { WriteOps } from './write-op.ts';
import type { Writing } from './writing.ts';

/** How many old ones are removed each time: more than one, so that they get fewer; not all, so that nobody waits for it. */
const REMOVE_LIMIT = 100;

export function keepRequest({ sql }: Writing, { request, before }: WriteOps['keepRequest'][0]): string {
  const { tenant, user, key, at, body } = request;
  const place = [tenant, user, key] as const;
  const own = sql('DELETE FROM kept_requests WHERE tenant = ? AND user = ? AND key = ? AND at < ?');
  own.run(...place, before);
  const old = sql(
    'DELETE FROM kept_requests WHERE (tenant, user, key) IN (SELECT tenant, user, key FROM kept_requests WHERE at < ? ORDER BY at LIMIT ?)',
  );
  old.run(before, REMOVE_LIMIT);
  sql('INSERT OR IGNORE INTO kept_requests (tenant, user, key, at, body) VALUES (?, ?, ?, ?, ?)').run(
    ...place,
    at,
    body,
  );
  const kept = sql('SELECT body FROM kept_requests WHERE tenant = ? AND user = ? AND key = ?').get(...place);
  return String(kept?.['body']);
}
