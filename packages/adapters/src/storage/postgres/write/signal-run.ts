/** Signals to many runs in one statement, each judged by itself. */
import { RunFinishedError, RunNotFoundError } from '@tutti/engine';
import type { RunId, Signal, TenantId } from '@tutti/protocol';
import type { Ask, Row } from '../database.ts';
import type { Verdict } from '../lane.ts';
import type { Notices } from '../notices.ts';
import type { RunNumbers } from '../run-numbers.ts';
import { toBigints, toTexts } from './to-array.ts';

export interface Delivery {
  readonly tenant: TenantId;
  readonly run: RunId;
  readonly signal: Signal;
}

export interface DeliverySetting {
  readonly numbers: RunNumbers;
  readonly now: number | undefined;
  readonly notices: Notices;
  /** What is known may have come with an attempt before, whose answer was lost. */
  readonly isRetry: boolean;
}

/** What belongs to a run, found by its position: as in the statement of the appends, nothing is joined. */
const at = (parameter: string, no: string) => `(${parameter}::text[])[array_position($1::bigint[], ${no})]`;
const WAKES = `queue_state = 'parked' AND ${at('$3', 'no')} = ANY(wake_keys)`;

/**
 * The rows of the runs are locked first, in their order, and what they say then decides: a run that goes to sleep holds the same lock
 * when it looks for signals, so one of the two sees the other. Whether it sleeps is asked in the assignments, which see the
 * row as it is once it is locked; a condition would first be asked of the row as it was when the statement began.
 */
const SIGNAL = {
  name: 'signal',
  text: `WITH target AS MATERIALIZED (
      SELECT no, tenant, queue_state FROM runs WHERE no = ANY($1::bigint[]) ORDER BY no FOR NO KEY UPDATE
    ), added AS (
      INSERT INTO signals (run, tenant, id, key, body)
      SELECT no, tenant, ${at('$2', 'no')}, ${at('$3', 'no')}, ${at('$4', 'no')} FROM target WHERE queue_state <> 'done'
      ON CONFLICT DO NOTHING RETURNING run
    ), woken AS (
      UPDATE runs SET
        due_at = CASE WHEN ${WAKES} THEN ${nowMs('$5')} + patience_ms ELSE due_at END,
        wake_at = CASE WHEN ${WAKES} THEN NULL ELSE wake_at END,
        wake_keys = CASE WHEN ${WAKES} THEN NULL ELSE wake_keys END,
        queue_state = CASE WHEN ${WAKES} THEN 'ready' ELSE queue_state END
      WHERE no = ANY(ARRAY(SELECT run FROM added))
      RETURNING no, queue_state = 'ready' AS ready
    )
    SELECT no, queue_state, no = ANY(ARRAY(SELECT run FROM added)) AS added,
      no = ANY(ARRAY(SELECT no FROM woken WHERE ready)) AS woken FROM target`,
};
const FIND_SIGNALS = {
  name: 'find-signals',
  text: `SELECT run FROM signals WHERE run = ANY($1::bigint[]) AND id = ${at('$2', 'run')}`,
};

/** The time of the store's clock where it has one of its own, else that of the database. */
export function nowMs(parameter: string): string {
  return `coalesce(${parameter}::bigint, floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint)`;
}

/** At most one to each run. */
export async function deliverAll(
  ask: Ask,
  deliveries: readonly Delivery[],
  { numbers, now, notices, isRetry }: DeliverySetting,
): Promise<readonly Verdict<'accepted' | 'known'>[]> {
  const find = await numbers.find(ask, deliveries);
  const known = deliveries.filter((delivery) => find(delivery) !== undefined);
  const nos = toBigints(known.map((delivery) => find(delivery) ?? 0));
  const signals = known.map(({ signal }) => signal);
  const [ids, keys, bodies] = [
    signals.map(({ id }) => id),
    signals.map(({ key }) => key),
    signals.map((signal) => JSON.stringify(signal)),
  ].map(toTexts);
  const rows = known.length > 0 ? await ask(SIGNAL, [nos, ids, keys, bodies, now]) : [];
  const doubtful = rows.some((row) => row['added'] !== true && row['queue_state'] === 'done');
  const earlier = new Set((doubtful ? await ask(FIND_SIGNALS, [nos, ids]) : []).map(({ run }) => Number(run)));
  const byNumber = new Map(rows.map((row) => [Number(row['no']), row]));
  return deliveries.map((delivery) => {
    const no = find(delivery);
    const row = no === undefined ? undefined : byNumber.get(no);
    if (no === undefined || !row) return { error: new RunNotFoundError(delivery.run) };
    if (row['added'] !== true && row['queue_state'] === 'done' && !earlier.has(no))
      return { error: new RunFinishedError(delivery.run) };
    if (row['added'] === true || isRetry) tellOf(row, delivery, notices);
    return { answer: row['added'] === true ? 'accepted' : 'known' };
  });
}

function tellOf(row: Row, { run }: Delivery, notices: Notices): void {
  // A signal that was known wakes nobody again, and whom it has woken before is not known.
  if (row['woken'] === true || (row['added'] !== true && row['queue_state'] === 'ready')) notices.ready = true;
  if (row['queue_state'] === 'owned') notices.signals.add(run);
}
