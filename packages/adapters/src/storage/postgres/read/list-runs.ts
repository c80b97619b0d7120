import type { RunFilter } from '@tutti/engine';
import type { Ask, Row } from '../database.ts';
import { toTsQuery } from '../to-lexemes.ts';

export interface ListQuestion extends RunFilter {
  readonly tenant: string;
  readonly before: number | undefined;
}

/** The newest first, by the order of submission, which never changes: so a page keeps its place while runs come and go. */
export async function listRuns(ask: Ask, question: ListQuestion): Promise<readonly Row[]> {
  const values: unknown[] = [];
  const add = (value: unknown) => `$${values.push(value)}`;
  const query = toTsQuery(question.tenant, question.text ?? '');
  const { status } = question;
  const conditions = toConditions(question, add);
  const limit = add(question.limit);
  if (query !== undefined) {
    conditions.push(`no IN (SELECT run FROM run_words WHERE words @@ ${add(query)}::tsquery)`);
    if (status) conditions.push(`status = ANY(${add(status)}::text[])`);
    return ask(
      toStatement(`SELECT no, summary FROM runs WHERE ${conditions.join(' AND ')} ORDER BY no DESC LIMIT ${limit}`),
      values,
    );
  }
  // One index walk for each status, merged: no state's runs have to be sorted or passed over.
  const parts = (status ?? [undefined]).map((each) => {
    const own = each === undefined ? conditions : [...conditions, `status = ${add(each)}`];
    return `(SELECT no, summary FROM runs WHERE ${own.join(' AND ')} ORDER BY no DESC LIMIT ${limit})`;
  });
  if (parts.length === 0) return [];
  return ask(
    toStatement(`SELECT * FROM (${parts.join(' UNION ALL ')}) AS merged ORDER BY no DESC LIMIT ${limit}`),
    values,
  );
}

function toConditions(
  { tenant, parent, task, tasks = false, open = false, worker, before }: ListQuestion,
  add: (value: unknown) => string,
): string[] {
  return [
    `tenant = ${add(tenant)}`,
    parent !== undefined && `parent = ${add(parent)}`,
    task !== undefined && `task = ${add(task)} AND parent IS NULL`,
    tasks && 'newest',
    open && 'approvals > 0',
    // Few hold runs at any time, so they are found by their holders.
    worker !== undefined &&
      `queue_state = 'owned' AND owner = ${add(worker)} AND holder IN (SELECT no FROM holders WHERE ended_at IS NULL)`,
    before !== undefined && `no < ${add(before)}`,
  ].filter((condition) => condition !== false);
}

/** Not prepared: which index is best depends on what is asked for. */
function toStatement(text: string): { name: string; text: string } {
  return { name: '', text };
}
