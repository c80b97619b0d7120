/** The queue: which run is driven next, and what its new driver is told about it. */
import {
  type ClaimedRun,
  FencedError,
  type Hold,
  RunFinishedError,
  RunNotFoundError,
  StoreUnavailableError,
} from '@tutti/engine';
import {
  type ErrorCode,
  type Hash,
  type JournalEntry,
  type RunId,
  TenantId,
  RunId as RunIdSchema,
  type WorkerId,
} from '@tutti/protocol';
import { parseSignal } from '../../rows/parse-rows.ts';
import type { Ask, Row } from '../database.ts';
import type { Notices } from '../notices.ts';
import type { RunNumbers, RunRef } from '../run-numbers.ts';
import { park } from './append-runs.ts';
import { nowMs } from './signal-run.ts';

export const TAKE = `epoch = r.epoch + 1, claims = r.claims + 1, owner = $1, holder = $2, queue_state = 'owned', wake_at = NULL, wake_keys = NULL`;
export const TAKEN = 'r.no, r.tenant, r.id, r.epoch, r.claims, r.hash, r.episode';

/** A lease that others have ended claims nothing, and none is ended while it claims: nobody would free those runs again. */
export const ALIVE = 'alive AS MATERIALIZED (SELECT FROM holders WHERE no = $2 AND ended_at IS NULL FOR SHARE)';

const CLAIM = {
  name: 'claim',
  text: `WITH ${ALIVE} UPDATE runs r SET ${TAKE}
    WHERE tenant = $3 AND id = $4 AND queue_state <> 'done' AND EXISTS (SELECT FROM alive) RETURNING ${TAKEN}`,
};
const FIND_STATE = { name: 'find-state', text: 'SELECT queue_state FROM runs WHERE tenant = $1 AND id = $2' };

/** The first entry, then the one before the last episode and all from there on. */
const READ = {
  name: 'read-claimed',
  text: `SELECT c.no, (
      SELECT json_agg(json_build_array(e.seq, e.at, e.type, e.body, e.hash) ORDER BY e.seq) FROM (
        SELECT * FROM events WHERE run = c.no AND seq = 1
        UNION ALL
        SELECT * FROM events WHERE run = c.no AND seq >= greatest(c.episode - 1, 2)
      ) AS e
    ) AS entries,
    ARRAY(SELECT body FROM signals WHERE run = c.no AND NOT consumed ORDER BY position) AS signals,
    ARRAY(SELECT id FROM reservations WHERE run = c.no ORDER BY id) AS reservations
    FROM unnest($1::bigint[], $2::integer[]) AS c(no, episode)`,
};

const RELEASE = {
  name: 'release',
  text: `UPDATE runs SET
      claims = CASE WHEN $3::text IS NOT NULL THEN 0 WHEN $4::boolean THEN greatest(claims - 1, 0) ELSE claims END,
      status = CASE WHEN $3::text IS NOT NULL THEN 'quarantined' ELSE status END,
      summary = coalesce($3::text, summary),
      queue_state = 'ready', owner = NULL, holder = NULL, due_at = $5 + patience_ms
    WHERE no = $1 AND epoch = $2 AND queue_state = 'owned' RETURNING $5 > ${nowMs('$6')} AS early`,
};

const LOCK_SUMMARY = {
  name: 'lock-summary',
  text: "SELECT summary FROM runs WHERE no = $1 AND epoch = $2 AND queue_state = 'owned' FOR NO KEY UPDATE",
};

/** Who claims: the worker is shown to people, the holder is the store whose lease it is. */
export interface Claimant {
  readonly worker: WorkerId;
  readonly holder: number;
}

export async function claimOne(
  ask: Ask,
  { tenant, run }: { tenant: TenantId; run: RunId },
  by: Claimant,
): Promise<Row> {
  const [row] = await ask(CLAIM, [by.worker, by.holder, tenant, run]);
  if (row) return row;
  const [found] = await ask(FIND_STATE, [tenant, run]);
  if (!found) throw new RunNotFoundError(run);
  if (found['queue_state'] === 'done') throw new RunFinishedError(run);
  throw new StoreUnavailableError('the lease of this process has passed; it is about to begin another one');
}

export async function readClaimed(
  ask: Ask,
  claimed: readonly Row[],
  numbers: RunNumbers,
): Promise<readonly ClaimedRun[]> {
  if (claimed.length === 0) return [];
  const rows = await ask(READ, [claimed.map(({ no }) => no), claimed.map(({ episode }) => episode)]);
  const byNumber = new Map(rows.map((row) => [row['no'], row]));
  return claimed.map((row) => {
    numbers.remember({ tenant: String(row['tenant']), run: String(row['id']) }, Number(row['no']));
    return toClaimedRun(row, byNumber.get(row['no']) ?? {});
  });
}

export async function release(
  ask: Ask,
  ref: RunRef & { readonly run: RunId },
  { hold, now, numbers, notices }: { hold: Hold; now: number | undefined; numbers: RunNumbers; notices: Notices },
): Promise<void> {
  const { epoch, readyAt, problem, uncounted = false } = hold;
  const no = (await numbers.find(ask, [ref]))(ref);
  const summary = problem && no !== undefined ? await showProblem(ask, no, { epoch, problem }) : undefined;
  const [row] = no === undefined ? [] : await ask(RELEASE, [no, epoch, summary, uncounted, readyAt, now]);
  if (!row || no === undefined) throw new FencedError(ref.run);
  notices.ready = true;
  if (row['early'] === true) await park(ask, no, { waits: [{ until: readyAt }], notices });
}

/** Not by the JSON of the database, which does not take all that a title may hold. */
async function showProblem(
  ask: Ask,
  no: number,
  { epoch, problem }: { epoch: number; problem: ErrorCode },
): Promise<string | undefined> {
  const [row] = await ask(LOCK_SUMMARY, [no, epoch]);
  if (!row) return undefined;
  const summary = JSON.parse(String(row['summary'])) as object;
  return JSON.stringify({ ...summary, status: 'quarantined', errorCode: problem });
}

function toClaimedRun(row: Row, read: Row): ClaimedRun {
  const entries = toEntries(read['entries']);
  const episode = Number(row['episode']);
  const submitted = entries.find(({ seq }) => seq === 1) ?? LOST;
  const before = entries.find(({ seq }) => seq === Math.max(episode - 1, 1));
  return {
    tenant: TenantId.parse(row['tenant']),
    run: RunIdSchema.parse(row['id']),
    epoch: Number(row['epoch']),
    submitted,
    entries: entries.filter(({ seq }) => seq >= Math.max(episode, 2)),
    hashBefore: before?.hash ?? ('' as Hash),
    headHash: row['hash'] as Hash,
    signals: (read['signals'] as readonly string[]).map(parseSignal),
    reservations: read['reservations'] as readonly string[],
    claims: Number(row['claims']),
  };
}

/** Stands where the first entry is lost: no chain takes it, so its driver puts that run aside, and the others are driven. */
const LOST: JournalEntry = { seq: 1, at: 0, type: 'run.submitted', body: '', hash: '' as Hash };

/** The columns have their types; whether they are true is what the engine asks the hash chain. */
function toEntries(column: unknown): readonly JournalEntry[] {
  const rows = (column ?? []) as readonly [number, number, string, string, Hash][];
  return rows.map(([seq, at, type, body, hash]) => ({ seq, at, type, body, hash }));
}
