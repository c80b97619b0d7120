import { readPendingSignals } from './deliver-signal.ts';
import type { ClaimRows, WriteOps } from './write-op.ts';
import { Refusal, type Writing } from './writing.ts';

export function claimRun(writing: Writing, { tenant, run, worker }: WriteOps['claim'][0]): ClaimRows {
  const no = writing.runs.find(tenant, run)?.no;
  if (no === undefined) throw new Refusal('run_not_found');
  const claimed = takeOver(writing, no, worker);
  if (!claimed) throw new Refusal('run_finished');
  return claimed;
}

/** After a start nobody drives anything: what the process before drove is ready again. */
export function freeOwnedRuns({ sql }: Pick<Writing, 'sql'>): void {
  sql("UPDATE runs SET queue_state = 'ready', owner = NULL WHERE queue_state = 'owned'").run();
}

export function takeOver({ sql }: Writing, no: number, worker: string): ClaimRows | undefined {
  const update = sql(
    "UPDATE runs SET epoch = epoch + 1, claims = claims + 1, owner = ?, queue_state = 'owned', wake_at = NULL, wake_keys = NULL WHERE no = ? AND queue_state <> 'done' RETURNING tenant, id, epoch, claims, hash, episode",
  );
  const row = update.get(worker, no);
  if (!row) return undefined;
  const episode = Number(row['episode']);
  const reservations = sql('SELECT id FROM reservations WHERE run = ? ORDER BY id').all(no);
  return {
    tenant: String(row['tenant']),
    run: String(row['id']),
    epoch: Number(row['epoch']),
    claims: Number(row['claims']),
    headHash: String(row['hash']),
    hashBefore: readHash(sql, no, Math.max(episode - 1, 1)),
    entries: readEpisode(sql, no, episode),
    signals: readPendingSignals(sql, no),
    reservations: reservations.map(({ id }) => String(id)),
  };
}

/** The first entry, and those from the last episode on. */
function readEpisode(sql: Writing['sql'], no: number, episode: number): readonly unknown[] {
  const columns = 'seq, at, type, body, hash';
  const first = sql(`SELECT ${columns} FROM events WHERE run = ? AND seq = 1`).all(no);
  const rest = sql(`SELECT ${columns} FROM events WHERE run = ? AND seq >= ? ORDER BY seq`);
  return [...first, ...rest.all(no, Math.max(episode, 2))];
}

function readHash(sql: Writing['sql'], no: number, seq: number): string {
  return String(sql('SELECT hash FROM events WHERE run = ? AND seq = ?').get(no, seq)?.['hash'] ?? '');
}
