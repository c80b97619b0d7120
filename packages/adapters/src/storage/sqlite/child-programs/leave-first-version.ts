/** Leaves a database behind as the first version of the schema knew it: summaries without tasks, retries and approvals. */
import { DatabaseSync } from 'node:sqlite';
import type { RunScript } from '@tutti/engine/testing';
import { toRunSummary } from '@tutti/protocol';
import { migrate } from '../schema/migrate.ts';
import { MIGRATIONS } from '../schema/migrations.ts';

export function leaveFirstVersion(file: string, runs: readonly RunScript[]): void {
  const database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode = WAL');
  migrate(database, 1, MIGRATIONS.slice(0, 1));
  database.exec('BEGIN');
  for (const run of runs) insertRun(database, run);
  database.exec('COMMIT');
  database.close();
}

function insertRun(database: DatabaseSync, { tenant, run, state, entries }: RunScript): void {
  const { task: _task, retryOf: _retryOf, approvals: _approvals, ...summary } = toRunSummary(state);
  const insert = database.prepare(
    "INSERT INTO runs (tenant, id, epoch, head, hash, episode, claims, queue_state, patience_ms, due_at, status, parent, summary) VALUES (?, ?, 0, ?, ?, 0, 0, 'ready', 0, 0, ?, ?, ?)",
  );
  const parent = state.parent?.run ?? null;
  const { lastInsertRowid: no } = insert.run(
    tenant,
    run,
    entries.length,
    state.hash,
    state.status,
    parent,
    JSON.stringify(summary),
  );
  const event = database.prepare(
    'INSERT INTO events (tenant, run, seq, at, type, body, hash) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  for (const { seq, at, type, body, hash } of entries) event.run(tenant, no, seq, at, type, body, hash);
}
