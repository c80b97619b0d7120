/** Which of the ready runs are claimed: fair between tenants, the most urgent of each first. */
import { LEDGER_NEEDS } from '@tutti/engine/ledger-needs';
import { takeOver } from './claim-run.ts';
import type { ClaimOp, WriteOps } from './write-op.ts';
import type { Writing } from './writing.ts';

/** How many timed runs are woken by one look at the queue: the rest by the next one. */
const WAKE_LIMIT = 1_000;

interface Candidate {
  readonly no: number;
  readonly dueAt: number;
}

interface Queue {
  readonly tenant: string;
  readonly needs: string;
}

export function claimReadyRuns(writing: Writing, op: ClaimOp): WriteOps['claimReady'][1] {
  wakeTimedRuns(writing);
  const runs = chooseReady(writing, op).flatMap(({ no }) => takeOver(writing, no, op.worker) ?? []);
  const next = writing.sql('SELECT min(wake_at) AS at FROM runs WHERE wake_at IS NOT NULL').get()?.['at'];
  return { runs, nextReadyAt: typeof next === 'number' ? next : undefined };
}

function wakeTimedRuns({ sql, now }: Writing): void {
  const due = sql('SELECT no FROM runs WHERE wake_at <= ? ORDER BY wake_at LIMIT ?').all(now, WAKE_LIMIT);
  const wake = sql(
    "UPDATE runs SET queue_state = 'ready', due_at = wake_at + patience_ms, wake_at = NULL, wake_keys = NULL WHERE no = ?",
  );
  for (const { no } of due) wake.run(Number(no));
}

/** Each run stands behind those of its tenant that are under way or more urgent: who has the fewest before it goes first. */
function chooseReady(writing: Writing, op: ClaimOp): readonly Candidate[] {
  const { limit, mostPerTenant = Number.POSITIVE_INFINITY } = op;
  const queues = listQueues(writing, op.can ?? listNeeds(writing));
  const tenants = Map.groupBy(queues, ({ tenant }) => tenant);
  if (tenants.size === 1 && op.mostPerTenant === undefined) return listUrgent(writing, queues, limit);
  const lines = [...tenants].map(([tenant, its]) => {
    const driven = countDriven(writing, tenant);
    const room = Math.max(Math.min(limit, mostPerTenant - driven), 0);
    return listUrgent(writing, its, room).map((candidate, place) => ({ ...candidate, behind: driven + place }));
  });
  const line = lines.flat().toSorted((one, other) => one.behind - other.behind || byUrgency(one, other));
  return line.slice(0, limit);
}

/** From one pair to the next, each found through the index: what is ready is not walked through. */
function listQueues({ sql }: Writing, can: readonly string[]): Queue[] {
  const next = sql(
    "SELECT tenant FROM runs INDEXED BY runs_ready WHERE queue_state = 'ready' AND needs = ? AND tenant > ? ORDER BY tenant LIMIT 1",
  );
  return can.flatMap((needs) => {
    const found: Queue[] = [];
    for (let row = next.get(needs, ''); row; row = next.get(needs, String(row['tenant'])))
      found.push({ needs, tenant: String(row['tenant']) });
    return found;
  });
}

function listNeeds({ sql }: Writing): string[] {
  const next = sql(
    "SELECT needs FROM runs INDEXED BY runs_ready WHERE queue_state = 'ready' AND needs > ? ORDER BY needs LIMIT 1",
  );
  // A run that needs nothing that there is a name for sorts before all others.
  const found = sql(
    "SELECT '' AS needs FROM runs INDEXED BY runs_ready WHERE queue_state = 'ready' AND needs = '' LIMIT 1",
  )
    .all()
    .map(({ needs }) => String(needs));
  for (let row = next.get(''); row; row = next.get(String(row['needs']))) found.push(String(row['needs']));
  return found;
}

function listUrgent({ sql }: Writing, queues: readonly Queue[], limit: number): Candidate[] {
  const select = sql(
    "SELECT no, due_at FROM runs INDEXED BY runs_ready WHERE queue_state = 'ready' AND needs = ? AND tenant = ? ORDER BY due_at, no LIMIT ?",
  );
  const found = queues.flatMap(({ needs, tenant }) => select.all(needs, tenant, limit));
  const candidates = found.map((row) => ({ no: Number(row['no']), dueAt: Number(row['due_at']) }));
  return candidates.toSorted(byUrgency).slice(0, limit);
}

function countDriven({ sql }: Writing, tenant: string): number {
  const count = sql(
    `SELECT count(*) AS count FROM runs WHERE queue_state = 'owned' AND tenant = ? AND needs NOT LIKE '${LEDGER_NEEDS}%'`,
  ).get(tenant);
  return Number(count?.['count']);
}

function byUrgency(one: Candidate, other: Candidate): number {
  return one.dueAt - other.dueAt || one.no - other.no;
}
