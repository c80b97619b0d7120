import type { Sql } from '../create-sql.ts';
import { toTenantWord } from '../writer/submit-run.ts';
import type { ListedRow, ListFilter } from './read-op.ts';

type Value = string | number;
interface Clause {
  readonly text: string;
  readonly values: readonly Value[];
}

/** The newest first, by the order of submission, which never changes: so a page keeps its place while runs come and go. */
export function listRuns(sql: Sql, filter: ListFilter): readonly ListedRow[] {
  const { text, values } = filter.words.length > 0 ? searchClause(filter) : listClause(filter);
  return sql(text)
    .all(...values)
    .map(({ no, summary }) => ({ no: Number(no), summary: String(summary) }));
}

/** One index walk for each status, merged as they go: no state's runs have to be sorted or passed over. */
function listClause(filter: ListFilter): Clause {
  const statuses = filter.status ?? [undefined];
  const parts = statuses.map((status) => statusClause(filter, status));
  const union = parts.map(({ text }) => text).join(' UNION ALL ');
  return {
    text: `${union || 'SELECT no, summary FROM runs WHERE false'} ORDER BY no DESC LIMIT ?`,
    values: [...parts.flatMap(({ values }) => values), filter.limit],
  };
}

function statusClause(filter: ListFilter, status: string | undefined): Clause {
  const conditions = join([
    { text: 'tenant = ?', values: [filter.tenant] },
    status !== undefined && { text: 'status = ?', values: [status] },
    ...whichRuns(filter),
    filter.before !== undefined && { text: 'no < ?', values: [filter.before] },
  ]);
  const text = `SELECT no, summary FROM runs INDEXED BY ${indexFor(filter, status)} WHERE ${conditions.text}`;
  return { text, values: conditions.values };
}

/** The one that passes over the fewest: SQLite, which does not know how many there are of each kind, would have to guess. */
function indexFor({ parent, task, tasks, open, worker }: ListFilter, status: string | undefined): string {
  if (worker !== undefined) return 'runs_owned';
  if (task !== undefined) return 'runs_by_task';
  if (parent !== undefined) return 'runs_by_parent';
  if (open) return status === undefined ? 'runs_open' : 'runs_open_by_status';
  if (tasks) return status === undefined ? 'runs_newest' : 'runs_newest_by_status';
  return status === undefined ? 'runs_by_tenant' : 'runs_by_status';
}

function whichRuns({ parent, task, tasks, open, worker }: ListFilter): (Clause | false)[] {
  return [
    parent !== undefined && { text: 'parent = ?', values: [parent] },
    task !== undefined && { text: 'task = ? AND parent IS NULL', values: [task] },
    tasks && { text: 'newest = 1', values: [] },
    open && { text: 'approvals > 0', values: [] },
    worker !== undefined && { text: "queue_state = 'owned' AND owner = ?", values: [worker] },
  ];
}

function searchClause(filter: ListFilter): Clause {
  const { status } = filter;
  const conditions = join([
    { text: 'run_words MATCH ?', values: [toMatch(filter)] },
    filter.before !== undefined && { text: 'run_words.rowid < ?', values: [filter.before] },
    // The words of the index are only a hint; whose run it is says its row.
    { text: 'runs.tenant = ?', values: [filter.tenant] },
    ...whichRuns(filter),
    status !== undefined && { text: `runs.status IN (${status.map(() => '?').join(', ')})`, values: status },
  ]);
  const text = `SELECT runs.no, runs.summary FROM run_words CROSS JOIN runs ON runs.no = run_words.rowid WHERE ${conditions.text} ORDER BY run_words.rowid DESC LIMIT ?`;
  return { text, values: [...conditions.values, filter.limit] };
}

/** Words hold only letters and digits, so nothing in them can be taken for an operator. */
function toMatch({ tenant, words }: ListFilter): string {
  return `tenant : "${toTenantWord(tenant)}" AND words : (${words.map((word) => `"${word}" *`).join(' AND ')})`;
}

function join(clauses: readonly (Clause | false)[]): Clause {
  const given = clauses.filter((clause) => clause !== false);
  return { text: given.map(({ text }) => text).join(' AND '), values: given.flatMap(({ values }) => values) };
}
