/** The heart of the journal: one statement that fences, moves the heads and inserts, for all runs of a flush at once. */
import type { Append } from '@tutti/engine';
import { isFinished } from '@tutti/protocol';
import { SPENDING_COLUMNS, SPENDING_TYPES, toSpendingCells } from '../../rows/spending-columns.ts';
import type { Ask, Row, Statement } from '../database.ts';
import { toLexemes } from '../to-lexemes.ts';
import { type EventRow, FeedPlaces, feedsClause } from './feed-places.ts';
import { toBigints, toBooleans, toIntegers, toTexts } from './to-array.ts';

export interface NumberedAppend {
  readonly no: number;
  readonly append: Append;
}

/** Where the run of a row stands in the arrays. */
const PLACE = 'array_position($1::bigint[], r.no)';

/**
 * What belongs to a row is looked up in the arrays, and nothing is joined: so whatever the planner knows about the tables, it finds
 * the rows by their key. The state is asked by an expression, since otherwise the index of the owned runs would do for it too.
 */
const toMoved = (withNeeds: boolean) => `moved AS (
  UPDATE runs r SET (head, hash, summary, status, approvals, claims, episode, queue_state, owner, holder${withNeeds ? ', needs' : ''}) = (
    SELECT ($4::integer[])[place], ($5::text[])[place], ($6::text[])[place], ($7::text[])[place], ($8::integer[])[place],
      CASE WHEN ($9::boolean[])[place] THEN 0 ELSE r.claims END,
      coalesce(nullif(($11::integer[])[place], 0), r.episode),
      CASE WHEN ($10::boolean[])[place] THEN 'done' ELSE r.queue_state END,
      CASE WHEN ($10::boolean[])[place] THEN NULL ELSE r.owner END,
      CASE WHEN ($10::boolean[])[place] THEN NULL ELSE r.holder END
      ${withNeeds ? ", coalesce(nullif(($23::text[])[place], ''), r.needs)" : ''}
    FROM (SELECT ${PLACE} AS place OFFSET 0) AS found
  )
  WHERE r.no = ANY($1::bigint[]) AND r.queue_state || '' = 'owned'
    AND r.epoch = ($2::integer[])[${PLACE}] AND r.head = ($3::integer[])[${PLACE}]
  RETURNING r.no
)`;

const EVENTS = `unnest($12::bigint[], $13::integer[], $14::text[], $15::bigint[], $16::text[], $17::text[], $18::text[], $19::integer[])
  AS e(run, seq, tenant, at, type, body, hash, place)`;

const EXECUTIONS = `noted AS (
  INSERT INTO executions (run, tenant, seq, path, kind, agent, model, tool, started_at, finished_at, attempts,
    input_tokens, output_tokens, cost_nano_usd, estimated, error_code)
  SELECT x.* FROM json_to_recordset($20::json) AS x(run bigint, tenant text, seq integer, path text, kind text, agent text,
    model text, tool text, started_at bigint, finished_at bigint, attempts integer, input_tokens bigint, output_tokens bigint,
    cost_nano_usd bigint, estimated integer, error_code text)
  WHERE x.run IN (SELECT no FROM moved)
)`;

const WORDS = `worded AS (
  UPDATE run_words i SET words = i.words || array_to_tsvector(w.words)
  FROM json_to_recordset($22::json) AS w(run bigint, words text[]) WHERE i.run = w.run AND w.run IN (SELECT no FROM moved)
)`;

const spendingNames = SPENDING_COLUMNS.join(', ');
const spendingTypes = SPENDING_COLUMNS.map((column) => `${column} ${SPENDING_TYPES[column]}`).join(', ');
const SPENDINGS = `spent AS (
  INSERT INTO spendings (run, tenant, ${spendingNames})
  SELECT x.* FROM json_to_recordset($24::json) AS x(run bigint, tenant text, ${spendingTypes})
  WHERE x.run IN (SELECT no FROM moved)
)`;

/** Most flushes are of steps that cost nothing, begin nothing and end nothing. */
const APPEND: Statement = {
  name: 'append',
  text: `WITH ${toMoved(false)}, written AS (
      INSERT INTO events (run, seq, tenant, at, type, body, hash)
      SELECT run, seq, tenant, at, type, body, hash FROM ${EVENTS} WHERE run IN (SELECT no FROM moved)
    )
    SELECT no FROM moved`,
};

const toAppendMore = (
  clauses: readonly string[],
) => `WITH ${toMoved(true)}, ${feedsClause('$21', 'moved')}, written AS (
      INSERT INTO events (run, seq, tenant, at, type, body, hash, feed)
      SELECT e.run, e.seq, e.tenant, e.at, e.type, e.body, e.hash, taken.before + nullif(e.place, 0)
      FROM ${EVENTS} LEFT JOIN taken ON taken.tenant = e.tenant
      WHERE e.run IN (SELECT no FROM moved)
    ), ${clauses.join(', ')}
    SELECT no FROM moved`;

const APPEND_MORE: Statement = { name: 'append-more', text: toAppendMore([EXECUTIONS, WORDS]) };
const APPEND_SPENT: Statement = { name: 'append-spent', text: toAppendMore([EXECUTIONS, WORDS, SPENDINGS]) };

/** Which of the runs took their append; the others are fenced. Each run stands in a flush once. */
export async function appendAll(ask: Ask, appends: readonly NumberedAppend[]): Promise<ReadonlySet<number>> {
  const feed = new FeedPlaces();
  const events = appends.flatMap(({ no, append: { tenant, entries } }) =>
    entries.map((entry) => feed.toRow(no, tenant, entry)),
  );
  const executions = appends.flatMap(toExecutionRows);
  const words = appends.flatMap(({ no, append: { searchText } }) =>
    searchText === undefined ? [] : [{ run: no, words: toLexemes(searchText) }],
  );
  const values = [...toRunColumns(appends), ...toEventColumns(events)];
  const needs = appends.map(({ append }) => append.needs ?? '');
  const spendings = appends.flatMap(toSpendingRows);
  const hasMore = executions.length + words.length + spendings.length > 0 || needs.some((each) => each !== '');
  if (feed.isEmpty && !hasMore) return toNumbers(await ask(APPEND, values));
  const more = [...values, JSON.stringify(executions), feed.toJson(), JSON.stringify(words), toTexts(needs)];
  if (spendings.length === 0) return toNumbers(await ask(APPEND_MORE, more));
  return toNumbers(await ask(APPEND_SPENT, [...more, JSON.stringify(spendings)]));
}

/** Where the last `run.continued` among the entries stands. */
export function findEpisode({ entries }: Pick<Append, 'entries'>): number | null {
  return entries.findLast(({ type }) => type === 'run.continued')?.seq ?? null;
}

/** $1 to $11 */
function toRunColumns(appends: readonly NumberedAppend[]): Buffer[] {
  const column = <Value>(of: (append: Append) => Value) => appends.map(({ append }) => of(append));
  return [
    toBigints(appends.map(({ no }) => no)),
    toIntegers(column(({ epoch }) => epoch)),
    toIntegers(column(({ entries }) => (entries[0]?.seq ?? 0) - 1)),
    toIntegers(column(({ entries }) => entries.at(-1)?.seq ?? 0)),
    toTexts(column(({ entries }) => entries.at(-1)?.hash ?? '')),
    toTexts(column(({ summary }) => JSON.stringify(summary))),
    toTexts(column(({ summary }) => summary.status)),
    toIntegers(column(({ summary }) => summary.approvals)),
    toBooleans(column(({ progress }) => progress)),
    toBooleans(column(({ summary }) => isFinished(summary.status))),
    toIntegers(column((append) => findEpisode(append) ?? 0)),
  ];
}

/** $12 to $19 */
function toEventColumns(events: readonly EventRow<number>[]): Buffer[] {
  return [
    toBigints(events.map(({ run }) => run)),
    toIntegers(events.map(({ seq }) => seq)),
    toTexts(events.map(({ tenant }) => tenant)),
    toBigints(events.map(({ at }) => at)),
    toTexts(events.map(({ type }) => type)),
    toTexts(events.map(({ body }) => body)),
    toTexts(events.map(({ hash }) => hash)),
    toIntegers(events.map(({ place = 0 }) => place)),
  ];
}

function toNumbers(rows: readonly Row[]): ReadonlySet<number> {
  return new Set(rows.map(({ no }) => Number(no)));
}

function toSpendingRows({ no, append: { tenant, spendings = [] } }: NumberedAppend): object[] {
  return spendings.map((spending) => ({ run: no, tenant, ...toSpendingCells(spending) }));
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
