/** The reading side of a memory store. */
import type { Hash, RunSummary, TaskId, TenantId } from '@tutti/protocol';
import { InvalidInputError, JournalCorruptError } from '../../errors.ts';
import type { StoredMessage } from '../../ports/journal.ts';
import type { RunFilter, RunPage } from '../../ports/run-library.ts';
import { type MemoryData, type RunRow, toKey } from './memory-data.ts';

/** The newest first, by the order of submission. */
export function listRuns(data: MemoryData, tenant: TenantId, filter: RunFilter): RunPage {
  const { status, parent, task, tasks, open, worker, text, limit, cursor } = filter;
  const before = toBefore(cursor);
  const words = toWords(text ?? '');
  const all = [...data.runs.values()].filter((row) => row.tenant === tenant);
  const newest = findNewest(all);
  const found = all
    .filter(({ no }) => no < before)
    .filter(({ summary }) => status === undefined || status.includes(summary.status))
    .filter(({ summary }) => parent === undefined || summary.parent === parent)
    .filter(({ summary }) => task === undefined || (summary.task === task && summary.parent === undefined))
    .filter((row) => !tasks || newest.has(row))
    .filter(({ summary }) => !open || summary.approvals > 0)
    .filter(({ place }) => worker === undefined || (place.kind === 'driven' && place.worker === worker))
    .filter(({ searchText }) => containsAll(searchText, words))
    .toSorted((one, other) => other.no - one.no);
  const page = found.slice(0, limit);
  const runs = page.map(({ summary }): RunSummary => summary);
  return { runs, next: found.length > limit ? page.at(-1)?.no.toString() : undefined };
}

/** What a cursor of a list stands for: only what is older than it comes next. */
export function toBefore(cursor: string | undefined): number {
  if (cursor === undefined) return Number.POSITIVE_INFINITY;
  if (!/^\d{1,15}$/.test(cursor)) throw new InvalidInputError('this cursor was not given out by a list', 'cursor');
  return Number(cursor);
}

/** Of each task the run that was submitted last and is no part of another. */
function findNewest(rows: readonly RunRow[]): ReadonlySet<RunRow> {
  const newest = new Map<TaskId, RunRow>();
  for (const row of rows) {
    const { task, parent } = row.summary;
    if (task !== undefined && parent === undefined) newest.set(task, row);
  }
  return new Set(newest.values());
}

export function readConversation(data: MemoryData, tenant: TenantId, last: Hash): StoredMessage[] {
  const messages: StoredMessage[] = [];
  let next: Hash | undefined = last;
  while (next !== undefined) {
    const message: StoredMessage | undefined = data.messages.get(toKey(tenant, next));
    if (!message) throw new JournalCorruptError(`message ${next} is missing`);
    messages.unshift(message);
    next = message.previous;
  }
  return messages;
}

function containsAll(text: string, wanted: readonly string[]): boolean {
  if (wanted.length === 0) return true;
  const words = toWords(text);
  return wanted.every((prefix) => words.some((word) => word.startsWith(prefix)));
}

function toWords(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
}
