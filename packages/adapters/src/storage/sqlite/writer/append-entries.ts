import { settle } from './reserve-amount.ts';
import { deliverSignal } from './deliver-signal.ts';
import type { RunRow } from './run-rows.ts';
import { writeSpendings } from './write-spendings.ts';
import { readHead, writeAttachments, writeEntries } from './write-entries.ts';
import type { AppendOp, AppendRest, Cell } from './write-op.ts';
import { Refusal, type Writing } from './writing.ts';

const EXECUTION_WIDTH = 14;

export function appendEntries(writing: Writing, op: AppendOp): undefined {
  const row = writing.runs.find(op.tenant, op.run);
  if (!row || !moveHead(writing, row, op)) throw new Refusal('fenced');
  const place = { tenant: op.tenant, no: row.no };
  writeEntries(writing.sql, place, op.entries);
  writeExecutions(writing, place, op.executions);
  if (op.episode !== undefined) writing.sql('UPDATE runs SET episode = ? WHERE no = ?').run(op.episode, row.no);
  if (op.needs !== undefined) writing.sql('UPDATE runs SET needs = ? WHERE no = ?').run(op.needs, row.no);
  if (op.rest) appendRest(writing, place, op.rest);
}

/** The fence: one statement, true if this driver may write. Columns with an index are left out when they do not change. */
function moveHead({ sql }: Writing, row: RunRow, op: AppendOp): boolean {
  const [head, hash] = readHead(op.entries);
  const before = Number(op.entries[0]) - 1;
  const progress = op.progress ? 1 : 0;
  if (row.status === op.status && row.approvals === op.approvals) {
    const update = sql(
      "UPDATE runs SET head = ?, hash = ?, summary = ?, claims = iif(?, 0, claims) WHERE no = ? AND epoch = ? AND head = ? AND queue_state = 'owned'",
    );
    return update.run(head, hash, op.summary, progress, row.no, op.epoch, before).changes === 1;
  }
  const update = sql(
    op.finished
      ? "UPDATE runs SET head = ?, hash = ?, summary = ?, claims = iif(?, 0, claims), status = ?, approvals = ?, queue_state = 'done', owner = NULL WHERE no = ? AND epoch = ? AND head = ? AND queue_state = 'owned'"
      : "UPDATE runs SET head = ?, hash = ?, summary = ?, claims = iif(?, 0, claims), status = ?, approvals = ? WHERE no = ? AND epoch = ? AND head = ? AND queue_state = 'owned'",
  );
  const cells = [head, hash, op.summary, progress, op.status, op.approvals, row.no, op.epoch, before] as const;
  if (update.run(...cells).changes !== 1) return false;
  row.status = op.status;
  row.approvals = op.approvals;
  return true;
}

function writeExecutions(
  { sql }: Writing,
  { tenant, no }: { tenant: string; no: number },
  cells: readonly Cell[],
): void {
  const insert = sql(
    'INSERT INTO executions (tenant, run, seq, path, kind, agent, model, tool, started_at, finished_at, attempts, input_tokens, output_tokens, cost_nano_usd, estimated, error_code) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  for (let at = 0; at < cells.length; at += EXECUTION_WIDTH) {
    insert.run(tenant, no, ...cells.slice(at, at + EXECUTION_WIDTH));
  }
}

function appendRest(writing: Writing, { tenant, no }: { tenant: string; no: number }, rest: AppendRest): void {
  const { sql } = writing;
  // The journal now holds what the signal said; its id stays, so that it is known when it comes again.
  const consume = sql("UPDATE signals SET consumed = 1, body = '' WHERE run = ? AND id = ?");
  for (const signal of rest.consume) consume.run(no, signal);
  if (rest.settlements.length > 0) settle(writing, { tenant, no }, rest.settlements);
  writeSpendings(writing, { tenant, no }, rest.spendings);
  writeAttachments(sql, tenant, rest);
  if (rest.searchText !== undefined) {
    sql("UPDATE run_words SET words = words || ' ' || ? WHERE rowid = ?").run(rest.searchText, no);
  }
  if (rest.notify) deliverSignal(writing, { ...rest.notify, tenant });
}
