import type { SessionCells, WriteOps } from './write-op.ts';
import type { Writing } from './writing.ts';

export function addSession({ sql }: Writing, { hash, expiresAt, body }: SessionCells): undefined {
  sql('INSERT OR IGNORE INTO sessions (hash, expires_at, body) VALUES (?, ?, ?)').run(hash, expiresAt, body);
}

/** What has ended is removed first, so that nothing comes back to life. */
export function extendSession({ sql }: Writing, { hash, expiresAt, now }: WriteOps['extendSession'][0]): undefined {
  sql('DELETE FROM sessions WHERE expires_at < ?').run(now);
  // Of two requests side by side the later one may be written first.
  sql('UPDATE sessions SET expires_at = max(expires_at, ?) WHERE hash = ?').run(expiresAt, hash);
}

export function removeSession({ sql }: Writing, { hash }: WriteOps['removeSession'][0]): undefined {
  sql('DELETE FROM sessions WHERE hash = ?').run(hash);
}
