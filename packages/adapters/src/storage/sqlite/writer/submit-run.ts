import { findOwned } from './find-owned.ts';
import { openAccount } from './accounts.ts';
import { readHead, writeAttachments, writeEntries } from './write-entries.ts';
import type { SubmitOp } from './write-op.ts';
import type { Writing } from './writing.ts';

export function submitRun(writing: Writing, op: SubmitOp): 'created' | 'exists' {
  const { sql, runs, notices } = writing;
  if (op.by) findOwned(writing, { tenant: op.tenant, run: op.by.run }, op.by.epoch);
  if (runs.find(op.tenant, op.run)) return 'exists';
  if (isOfTask(op)) passOn(writing, op);
  const no = insertRun(writing, op);
  writeEntries(sql, { tenant: op.tenant, no }, op.entries);
  writeAttachments(sql, op.tenant, op);
  openAccount(writing, { tenant: op.tenant, id: op.run, parent: op.account, limit: op.limit });
  const index = sql('INSERT INTO run_words (rowid, tenant, words) VALUES (?, ?, ?)');
  index.run(no, toTenantWord(op.tenant), op.searchText);
  notices.ready = true;
  return 'created';
}

/** Search looks for the tenant as one word, so the id must not fall into two. */
export function toTenantWord(tenant: string): string {
  return tenant.replaceAll('_', '');
}

/** The parts of a run may name its task too, but stand for nothing in the list of tasks. */
function isOfTask({ task, parent }: SubmitOp): boolean {
  return task !== undefined && parent === undefined;
}

/** What was the newest run of the task is so no more. */
function passOn({ sql }: Writing, { tenant, task }: SubmitOp): void {
  const update = sql('UPDATE runs SET newest = 0 WHERE tenant = ? AND task = ? AND parent IS NULL AND newest = 1');
  update.run(tenant, task ?? null);
}

function insertRun({ sql, now }: Writing, op: SubmitOp): number {
  const insert = sql(
    'INSERT INTO runs (tenant, id, epoch, head, hash, episode, claims, queue_state, patience_ms, due_at, wake_at, wake_keys, status, parent, summary, task, newest, approvals, needs) VALUES (?, ?, 0, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const early = op.readyAt > now;
  const { lastInsertRowid } = insert.run(
    op.tenant,
    op.run,
    ...readHead(op.entries),
    op.episode ?? 0,
    early ? 'parked' : 'ready',
    op.patienceMs,
    op.readyAt + op.patienceMs,
    early ? op.readyAt : null,
    early ? JSON.stringify(op.keys) : null,
    op.status,
    op.parent ?? null,
    op.summary,
    op.task ?? null,
    isOfTask(op) ? 1 : 0,
    op.approvals,
    op.needs,
  );
  return Number(lastInsertRowid);
}
