import type { RunRef, SignalCells } from './write-op.ts';
import { Refusal, type Writing } from './writing.ts';

type Delivery = 'accepted' | 'known' | 'run_finished' | 'run_not_found';

/** Stores a signal and wakes the run that sleeps on its key. */
export function deliverSignal(writing: Writing, signal: SignalCells & { readonly tenant: string }): Delivery {
  const { sql, notices } = writing;
  const no = writing.runs.find(signal.tenant, signal.run)?.no;
  if (no === undefined) return 'run_not_found';
  if (sql('SELECT 1 FROM signals WHERE run = ? AND id = ?').get(no, signal.id)) return 'known';
  const run = sql('SELECT queue_state, wake_keys FROM runs WHERE no = ?').get(no);
  if (run?.['queue_state'] === 'done') return 'run_finished';
  const insert = sql('INSERT INTO signals (tenant, run, id, key, body) VALUES (?, ?, ?, ?, ?)');
  insert.run(signal.tenant, no, signal.id, signal.key, signal.body);
  if (run?.['queue_state'] === 'owned') notices.signals.push(signal.run);
  if (run?.['queue_state'] === 'parked' && toKeys(run['wake_keys']).includes(signal.key)) wake(writing, no);
  return 'accepted';
}

export function signalRun(writing: Writing, op: SignalCells & { readonly tenant: string }): 'accepted' | 'known' {
  const delivery = deliverSignal(writing, op);
  if (delivery === 'run_finished' || delivery === 'run_not_found') throw new Refusal(delivery);
  return delivery;
}

export function listPendingSignals({ sql, runs }: Writing, { tenant, run }: RunRef): readonly string[] {
  const row = runs.find(tenant, run);
  return row ? readPendingSignals(sql, row.no) : [];
}

export function readPendingSignals(sql: Writing['sql'], no: number): readonly string[] {
  const select = sql('SELECT body FROM signals WHERE run = ? AND consumed = 0 ORDER BY position');
  return select.all(no).map(({ body }) => String(body));
}

function wake({ sql, notices, now }: Writing, no: number): void {
  sql(
    "UPDATE runs SET queue_state = 'ready', due_at = ? + patience_ms, wake_at = NULL, wake_keys = NULL WHERE no = ?",
  ).run(now, no);
  notices.ready = true;
}

function toKeys(column: unknown): readonly unknown[] {
  return typeof column === 'string' ? (JSON.parse(column) as unknown[]) : [];
}
