import { appendEntries } from './append-entries.ts';
import { findOwned } from './find-owned.ts';
import type { RunRef, WaitCells, WriteOps } from './write-op.ts';
import { Refusal, type Writing } from './writing.ts';

export function parkRun(writing: Writing, { append, waits }: WriteOps['park'][0]): 'parked' | 'signal_waiting' {
  const no = writing.runs.find(append.tenant, append.run)?.no;
  if (no === undefined) throw new Refusal('fenced');
  // First the fence, as the driver must hear that it was replaced, whatever waits.
  const run = writing.sql("SELECT 1 FROM runs WHERE no = ? AND epoch = ? AND head = ? AND queue_state = 'owned'");
  if (!run.get(no, append.epoch, Number(append.entries[0]) - 1)) throw new Refusal('fenced');
  if (isSignalWaiting(writing, no, { keys: waits.keys, consume: append.rest?.consume ?? [] })) return 'signal_waiting';
  appendEntries(writing, append);
  sleep(writing, no, waits);
  return 'parked';
}

export function releaseRun(writing: Writing, op: WriteOps['release'][0]): undefined {
  const no = findOwned(writing, op, op.epoch);
  if (op.problem !== undefined) showProblem(writing, op, op.problem);
  if (op.uncounted) writing.sql('UPDATE runs SET claims = claims - 1 WHERE no = ? AND claims > 0').run(no);
  if (op.readyAt > writing.now) return sleep(writing, no, { keys: op.keys, until: op.readyAt });
  const update = writing.sql(
    "UPDATE runs SET queue_state = 'ready', owner = NULL, due_at = ? + patience_ms WHERE no = ?",
  );
  update.run(op.readyAt, no);
  writing.notices.ready = true;
}

/** Only what the list shows: the journal itself is left as it is. A claim that could read nothing tells nothing about the run. */
function showProblem({ sql, runs }: Writing, { tenant, run }: RunRef, problem: string): void {
  const row = runs.find(tenant, run);
  if (!row) return;
  const update = sql(
    "UPDATE runs SET claims = 0, status = 'quarantined', summary = json_set(summary, '$.status', 'quarantined', '$.errorCode', ?) WHERE no = ?",
  );
  update.run(problem, row.no);
  row.status = 'quarantined';
}

function isSignalWaiting(
  { sql }: Writing,
  no: number,
  { keys, consume }: { keys: readonly string[]; consume: readonly string[] },
): boolean {
  const pending = sql('SELECT id, key FROM signals WHERE run = ? AND consumed = 0').all(no);
  return pending.some(({ id, key }) => keys.includes(String(key)) && !consume.includes(String(id)));
}

function sleep({ sql, notices }: Writing, no: number, { keys, until }: WaitCells): undefined {
  sql("UPDATE runs SET queue_state = 'parked', owner = NULL, wake_at = ?, wake_keys = ? WHERE no = ?").run(
    until ?? null,
    JSON.stringify(keys),
    no,
  );
  // Whoever waits for the next time must look again.
  if (until !== undefined) notices.ready = true;
}
