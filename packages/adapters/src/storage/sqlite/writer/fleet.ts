/** Who works here: this process alone, and those that had the store before it. */
import type { WriteOps } from './write-op.ts';
import type { Writing } from './writing.ts';

/** So long those that ended are remembered. */
const REMEMBERED_MS = 7 * 24 * 3_600_000;

export function announce({ sql, now }: Writing, { worker, card }: WriteOps['announce'][0]): undefined {
  sql('DELETE FROM workers WHERE ended_at < ?').run(now - REMEMBERED_MS);
  const insert = sql(
    'INSERT INTO workers (id, card, started_at, said_at) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET card = excluded.card, said_at = excluded.said_at',
  );
  insert.run(worker, card, now, now);
}

export function listWorkers(
  { sql, now }: Writing,
  { limit, endedWithinMs }: WriteOps['listWorkers'][0],
): WriteOps['listWorkers'][1] {
  const select = sql(
    `SELECT w.*, (SELECT count(*) FROM runs WHERE queue_state = 'owned' AND owner = w.id) AS driving FROM workers w
      WHERE ended_at IS NULL OR ended_at >= ? ORDER BY ended_at IS NOT NULL, no DESC LIMIT ?`,
  );
  return { rows: select.all(now - endedWithinMs, limit), now };
}

/** Said at a proper end. */
export function endWorkers({ sql, now }: Writing): undefined {
  sql('UPDATE workers SET ended_at = ? WHERE ended_at IS NULL').run(now);
}

/** Whoever had the store before this process and did not say goodbye has died, and with it what it drove. */
export function endLostWorkers({ sql }: Pick<Writing, 'sql'>, now: number): void {
  const update = sql(
    `UPDATE workers SET ended_at = ?, lost = 1,
      lost_runs = (SELECT count(*) FROM runs WHERE queue_state = 'owned' AND owner = workers.id) WHERE ended_at IS NULL`,
  );
  update.run(now);
}

export function keepFact({ sql }: Writing, { key, value }: WriteOps['keepFact'][0]): string {
  sql('INSERT OR IGNORE INTO installation (key, value) VALUES (?, ?)').run(key, value);
  return String(sql('SELECT value FROM installation WHERE key = ?').get(key)?.['value']);
}
