/** The heart of the journal: one statement that fences, moves the heads and inserts, for all runs of a flush at once. */
import type { Append } from '@tutti/engine';
import { isFinished } from '@tutti/protocol';
import type { Ask, Statement } from '../database.ts';
import { toLexemes } from '../to-lexemes.ts';
import { EVENT_COLUMNS, type EventRow, FeedPlaces, feedsClause } from './feed-places.ts';

export interface NumberedAppend {
  readonly no: number;
  readonly append: Append;
}

/** Found through the index, however large the table is, as the numbers stand beside the join; no indexed column is set to another value without need. */
const MOVED = `moved AS (
  UPDATE runs r SET head = w.head, hash = w.hash, summary = w.summary, status = w.status, approvals = w.approvals,
    claims = CASE WHEN w.progress THEN 0 ELSE r.claims END,
    episode = coalesce(w.episode, r.episode),
    queue_state = CASE WHEN w.finished THEN 'done' ELSE r.queue_state END,
    owner = CASE WHEN w.finished THEN NULL ELSE r.owner END,
    holder = CASE WHEN w.finished THEN NULL ELSE r.holder END
  FROM unnest($1::bigint[], $2::integer[], $3::integer[], $4::integer[], $5::text[], $6::text[], $7::text[], $8::integer[],
    $9::boolean[], $10::boolean[], $11::integer[])
    AS w(no, epoch, before, head, hash, summary, status, approvals, progress, finished, episode)
  WHERE r.no = ANY($1::bigint[]) AND r.no = w.no AND r.epoch = w.epoch AND r.head = w.before AND r.queue_state = 'owned'
  RETURNING r.no
)`;

const EXECUTIONS = `noted AS (
  INSERT INTO executions (run, tenant, seq, path, kind, agent, model, tool, started_at, finished_at, attempts,
    input_tokens, output_tokens, cost_nano_usd, estimated, error_code)
  SELECT x.* FROM json_to_recordset($13::json) AS x(run bigint, tenant text, seq integer, path text, kind text, agent text,
    model text, tool text, started_at bigint, finished_at bigint, attempts integer, input_tokens bigint, output_tokens bigint,
    cost_nano_usd bigint, estimated integer, error_code text)
  WHERE x.run IN (SELECT no FROM moved)
)`;

/** In the longer statement only, as words come with the end of a run. */
const WORDS = `worded AS (
  UPDATE run_words i SET words = i.words || array_to_tsvector(w.words)
  FROM json_to_recordset($15::json) AS w(run bigint, words text[]) WHERE i.run = w.run AND w.run IN (SELECT no FROM moved)
)`;

const APPEND: Statement = {
  name: 'append',
  text: `WITH ${MOVED}, written AS (
      INSERT INTO events (run, seq, tenant, at, type, body, hash)
      SELECT run, seq, tenant, at, type, body, hash FROM json_to_recordset($12::json) AS ${EVENT_COLUMNS}
      WHERE run IN (SELECT no FROM moved)
    ), ${EXECUTIONS}
    SELECT no FROM moved`,
};

const APPEND_TO_FEED: Statement = {
  name: 'append-to-feed',
  text: `WITH ${MOVED}, ${feedsClause('$14', 'moved')}, written AS (
      INSERT INTO events (run, seq, tenant, at, type, body, hash, feed)
      SELECT e.run, e.seq, e.tenant, e.at, e.type, e.body, e.hash, taken.before + e.place
      FROM json_to_recordset($12::json) AS ${EVENT_COLUMNS} LEFT JOIN taken ON taken.tenant = e.tenant
      WHERE e.run IN (SELECT no FROM moved)
    ), ${EXECUTIONS}, ${WORDS}
    SELECT no FROM moved`,
};

/** Which of the runs took their append; the others are fenced. Each run stands in a flush once. */
export async function appendAll(ask: Ask, appends: readonly NumberedAppend[]): Promise<ReadonlySet<number>> {
  const sorted = appends.toSorted((one, other) => one.no - other.no);
  const column = <Value>(of: (append: Append) => Value) => sorted.map(({ append }) => of(append));
  const feed = new FeedPlaces();
  const events: EventRow[] = sorted.flatMap(({ no, append: { tenant, entries } }) =>
    entries.map((entry) => feed.toRow(no, tenant, entry)),
  );
  const values = [
    sorted.map(({ no }) => no),
    column(({ epoch }) => epoch),
    column(({ entries }) => (entries[0]?.seq ?? 0) - 1),
    column(({ entries }) => entries.at(-1)?.seq),
    column(({ entries }) => entries.at(-1)?.hash),
    column(({ summary }) => JSON.stringify(summary)),
    column(({ summary }) => summary.status),
    column(({ summary }) => summary.approvals),
    column(({ progress }) => progress),
    column(({ summary }) => isFinished(summary.status)),
    column(findEpisode),
    JSON.stringify(events),
    JSON.stringify(sorted.flatMap(toExecutionRows)),
  ];
  const words = sorted.flatMap(({ no, append: { searchText } }) =>
    searchText === undefined ? [] : [{ run: no, words: toLexemes(searchText) }],
  );
  const isShort = feed.isEmpty && words.length === 0;
  const rows = isShort
    ? await ask(APPEND, values)
    : await ask(APPEND_TO_FEED, [...values, feed.toJson(), JSON.stringify(words)]);
  return new Set(rows.map(({ no }) => Number(no)));
}

/** Where the last `run.continued` among the entries stands. */
export function findEpisode({ entries }: Pick<Append, 'entries'>): number | null {
  return entries.findLast(({ type }) => type === 'run.continued')?.seq ?? null;
}

function toExecutionRows({ no, append: { tenant, executions = [] } }: NumberedAppend): object[] {
  return executions.map(
    ({ seq, path, kind, agent, model, tool, startedAt, finishedAt, attempts, usage, errorCode }) => ({
      run: no,
      tenant,
      seq,
      path,
      kind,
      agent,
      model,
      tool,
      started_at: startedAt,
      finished_at: finishedAt,
      attempts,
      input_tokens: usage?.inputTokens,
      output_tokens: usage?.outputTokens,
      cost_nano_usd: usage?.costNanoUsd,
      estimated: usage?.estimated === undefined ? undefined : Number(usage.estimated),
      error_code: errorCode,
    }),
  );
}
