/** New runs with all that belongs to them, many at once: in one statement, unless they are of tasks or bring blobs and messages along. */
import { FencedError, type NewRun } from '@tutti/engine';
import { CONTROL_KEY, PATIENCE_MS } from '@tutti/protocol';
import type { Ask, Row } from '../database.ts';
import type { Verdict } from '../lane.ts';
import type { RunNumbers } from '../run-numbers.ts';
import { toLexemes, toTenantLexeme } from '../to-lexemes.ts';
import { findEpisode } from './append-statement.ts';
import { addAttachments, hasAttachments } from './attachments.ts';
import { EVENT_COLUMNS, FeedPlaces, feedsClause } from './feed-places.ts';
import { nowMs } from './signal-run.ts';

/** A parent that somebody else drives by now submits nothing. Its row stays locked until the commit, so nobody takes it over in between. */
const INSERT_RUNS = `wished AS MATERIALIZED (
    SELECT w.* FROM json_to_recordset($1::json) AS w(tenant text, id text, head integer,
      hash text, episode integer, patience_ms bigint, ready_at bigint, status text, parent text, task text, approvals integer,
      summary text, words text[], account text, limit_tokens bigint, limit_cost bigint,
      needs text, by_run text, by_epoch integer)
  ), parents AS MATERIALIZED (
    SELECT tenant, id, epoch, queue_state FROM runs WHERE no IN (
      SELECT r.no FROM wished w JOIN runs r ON r.tenant = w.tenant AND r.id = w.by_run
    ) ORDER BY no FOR SHARE
  ), wish AS MATERIALIZED (
    SELECT w.*, w.ready_at > ${nowMs('$2')} AS early FROM wished w WHERE w.by_run IS NULL OR EXISTS (
      SELECT 1 FROM parents p
      WHERE p.tenant = w.tenant AND p.id = w.by_run AND p.epoch = w.by_epoch AND p.queue_state = 'owned')
  ), made AS (
    INSERT INTO runs (tenant, id, head, hash, episode, queue_state, patience_ms, due_at, wake_at, wake_keys, status, parent,
      task, approvals, summary, needs)
    SELECT tenant, id, head, hash, episode, CASE WHEN early THEN 'parked' ELSE 'ready' END, patience_ms,
      ready_at + patience_ms, CASE WHEN early THEN ready_at END, CASE WHEN early THEN ARRAY['${CONTROL_KEY}'] END, status,
      parent, task, approvals, summary, needs
    FROM wish
    ON CONFLICT (tenant, id) DO NOTHING RETURNING no, tenant, id
  )`;

const SUBMIT = {
  name: 'submit',
  text: `WITH ${INSERT_RUNS}, above AS (
      INSERT INTO accounts (tenant, id)
      SELECT DISTINCT w.tenant, w.account FROM wish w JOIN made m ON m.tenant = w.tenant AND m.id = w.id
      WHERE w.account IS NOT NULL ON CONFLICT DO NOTHING
    ), own AS (
      INSERT INTO accounts (tenant, id, parent, limit_tokens, limit_cost)
      SELECT w.tenant, w.id, w.account, w.limit_tokens, w.limit_cost FROM wish w JOIN made m ON m.tenant = w.tenant AND m.id = w.id
      ORDER BY w.tenant COLLATE "C", w.id COLLATE "C"
      ON CONFLICT (tenant, id) DO UPDATE SET parent = excluded.parent, limit_tokens = excluded.limit_tokens,
        limit_cost = excluded.limit_cost
    ), indexed AS (
      INSERT INTO run_words (run, words)
      SELECT m.no, array_to_tsvector(w.words) FROM wish w JOIN made m ON m.tenant = w.tenant AND m.id = w.id
    ), ${feedsClause('$4', 'made')}, written AS (
      INSERT INTO events (run, seq, tenant, at, type, body, hash, feed)
      SELECT m.no, e.seq, e.tenant, e.at, e.type, e.body, e.hash, taken.before + e.place
      FROM json_to_recordset($3::json) AS ${EVENT_COLUMNS.replace('run bigint', 'run text')}
        JOIN made m ON m.tenant = e.tenant AND m.id = e.run LEFT JOIN taken ON taken.tenant = e.tenant
    )
    SELECT no, tenant, id FROM made
    UNION ALL
    SELECT NULL, w.tenant, w.id FROM wished w WHERE NOT EXISTS (SELECT 1 FROM wish o WHERE o.tenant = w.tenant AND o.id = w.id)`,
};

/** Who has this lock sees all runs of the task that others have committed, and nobody else adds one. */
const LOCK_TASKS = {
  name: 'lock-tasks',
  text: `SELECT pg_advisory_xact_lock(hashtextextended(key, 1)) FROM (SELECT DISTINCT key FROM unnest($1::text[]) AS k(key) ORDER BY key) AS k`,
};
const PASS_ON = {
  name: 'pass-on',
  text: `UPDATE runs r SET newest = false FROM unnest($1::text[], $2::text[]) AS w(tenant, task)
    WHERE r.tenant = w.tenant AND r.task = w.task AND r.newest`,
};
const MARK_NEWEST = {
  name: 'mark-newest',
  text: `UPDATE runs SET newest = true WHERE no IN (
      SELECT max(r.no) FROM unnest($1::text[], $2::text[]) AS w(tenant, task)
        JOIN runs r ON r.tenant = w.tenant AND r.task = w.task AND r.parent IS NULL GROUP BY r.tenant, r.task)`,
};

export interface SubmitSetting {
  readonly numbers: RunNumbers;
  readonly now: number | undefined;
}

/** Whether a transaction is needed. */
export function needsMore(run: NewRun): boolean {
  return isOfTask(run) || hasAttachments(run);
}

export async function submitAll(
  ask: Ask,
  runs: readonly NewRun[],
  { numbers, now }: SubmitSetting,
): Promise<readonly Verdict<'created' | 'exists'>[]> {
  const tasks = runs.filter(isOfTask);
  if (tasks.length > 0) await passOn(ask, tasks);
  const feed = new FeedPlaces();
  const sorted = runs.toSorted((one, other) => (toKey(one) < toKey(other) ? -1 : 1));
  const events = sorted.flatMap(({ tenant, run, entries }) => entries.map((entry) => feed.toRow(run, tenant, entry)));
  const rows = await ask(SUBMIT, [JSON.stringify(runs.map(toWish)), now, JSON.stringify(events), feed.toJson()]);
  const keyOf = ({ tenant, id }: Row) => `${String(tenant)}/${String(id)}`;
  const made = new Map(rows.flatMap((row) => (row['no'] === null ? [] : [[keyOf(row), Number(row['no'])]])));
  const fenced = new Set(rows.flatMap((row) => (row['no'] === null ? [keyOf(row)] : [])));
  for (const run of runs) {
    const no = made.get(toKey(run));
    if (no !== undefined) numbers.remember(run, no);
  }
  if (tasks.length > 0) await ask(MARK_NEWEST, toColumns(tasks));
  const created = runs.filter((run) => made.has(toKey(run)));
  await addAttachments(
    ask,
    created.map((run) => ({ tenant: run.tenant, attachments: run })),
  );
  return runs.map((run) => {
    if (run.by && fenced.has(toKey(run))) return { error: new FencedError(run.by.run) };
    return { answer: made.has(toKey(run)) ? 'created' : 'exists' };
  });
}

/** What was the newest run of a task is so no more. Before the insert, as rows of runs are locked before accounts and feeds. */
async function passOn(ask: Ask, ofTasks: readonly NewRun[]): Promise<void> {
  await ask(LOCK_TASKS, [ofTasks.map(({ tenant, summary }) => `${tenant}/${summary.task}`)]);
  await ask(PASS_ON, toColumns(ofTasks));
}

function toColumns(ofTasks: readonly NewRun[]): unknown[] {
  return [ofTasks.map(({ tenant }) => tenant), ofTasks.map(({ summary }) => summary.task)];
}

/** The parts of a run may name its task too, but stand for nothing in the list of tasks. */
function isOfTask({ summary: { task, parent } }: NewRun): boolean {
  return task !== undefined && parent === undefined;
}

function toWish(wish: NewRun): object {
  const { tenant, run, entries, summary, searchText, readyAt, account, needs, by } = wish;
  return {
    tenant,
    id: run,
    head: entries.at(-1)?.seq,
    hash: entries.at(-1)?.hash,
    episode: findEpisode(wish) ?? 0,
    patience_ms: PATIENCE_MS[summary.priority],
    ready_at: readyAt,
    status: summary.status,
    parent: summary.parent,
    task: summary.task,
    approvals: summary.approvals,
    summary: JSON.stringify(summary),
    words: [toTenantLexeme(tenant), ...toLexemes(searchText)],
    account: account.parent,
    limit_tokens: account.limit.tokens,
    limit_cost: account.limit.costNanoUsd,
    needs,
    by_run: by?.run,
    by_epoch: by?.epoch,
  };
}

function toKey({ tenant, run }: NewRun): string {
  return `${tenant}/${run}`;
}
