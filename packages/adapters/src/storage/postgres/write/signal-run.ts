import type { Signal } from '@tutti/protocol';
import type { Ask } from '../database.ts';

export interface Delivery {
  readonly verdict: 'accepted' | 'known' | 'run_finished';
  /** The run sleeps no more. */
  readonly woke: boolean;
  /** Somebody drives it. */
  readonly isDriven: boolean;
}

const WAKES = "queue_state = 'parked' AND $3 = ANY(wake_keys)";

/**
 * The row of the run is locked first, and what it says then decides: a run that goes to sleep holds the same lock
 * when it looks for signals, so one of the two sees the other. Whether it sleeps is asked in the assignments, which see the
 * row as it is once it is locked; a condition would first be asked of the row as it was when the statement began.
 */
const SIGNAL = {
  name: 'signal',
  text: `WITH target AS (
      SELECT no, tenant, queue_state FROM runs WHERE no = $1 FOR NO KEY UPDATE
    ), added AS (
      INSERT INTO signals (run, tenant, id, key, body)
      SELECT no, tenant, $2, $3, $4 FROM target WHERE queue_state <> 'done'
      ON CONFLICT DO NOTHING RETURNING run
    ), woken AS (
      UPDATE runs SET
        due_at = CASE WHEN ${WAKES} THEN ${nowMs('$5')} + patience_ms ELSE due_at END,
        wake_at = CASE WHEN ${WAKES} THEN NULL ELSE wake_at END,
        wake_keys = CASE WHEN ${WAKES} THEN NULL ELSE wake_keys END,
        queue_state = CASE WHEN ${WAKES} THEN 'ready' ELSE queue_state END
      WHERE no IN (SELECT run FROM added)
      RETURNING queue_state = 'ready' AS ready
    )
    SELECT queue_state, EXISTS (SELECT 1 FROM added) AS added, EXISTS (SELECT 1 FROM woken WHERE ready) AS woken FROM target`,
};
const FIND_SIGNAL = { name: 'find-signal', text: 'SELECT 1 FROM signals WHERE run = $1 AND id = $2' };

/** The time of the store's clock where it has one of its own, else that of the database. */
export function nowMs(parameter: string): string {
  return `coalesce(${parameter}::bigint, floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint)`;
}

/** To a run that exists. */
export async function deliverSignal(
  ask: Ask,
  no: number,
  { signal, now }: { signal: Signal; now: number | undefined },
): Promise<Delivery> {
  const { id, key } = signal;
  const [row] = await ask(SIGNAL, [no, id, key, JSON.stringify(signal), now]);
  const state = row?.['queue_state'];
  const facts = { woke: row?.['woken'] === true, isDriven: state === 'owned' };
  if (row?.['added'] === true) return { verdict: 'accepted', ...facts };
  const isKnown = state !== 'done' || (await ask(FIND_SIGNAL, [no, id])).length > 0;
  return { verdict: isKnown ? 'known' : 'run_finished', ...facts };
}
