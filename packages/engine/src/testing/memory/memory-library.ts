/** The reading side of a memory store. */
import { type Hash, RunId, type RunSummary, type TenantId } from '@tutti/protocol';
import { InvalidInputError, JournalCorruptError } from '../../errors.ts';
import type { StoredMessage } from '../../ports/journal.ts';
import type { RunFilter, RunPage } from '../../ports/run-library.ts';
import { type MemoryData, toKey } from './memory-data.ts';

/** Ids begin with their time, so the greatest is the newest. */
export function listRuns(data: MemoryData, tenant: TenantId, filter: RunFilter): RunPage {
  const { status, parent, text, limit, cursor } = filter;
  if (cursor !== undefined && !RunId.safeParse(cursor).success) {
    throw new InvalidInputError('this cursor was not given out by a list of runs', 'cursor');
  }
  const words = toWords(text ?? '');
  const found = [...data.runs.values()]
    .filter((row) => row.tenant === tenant && (cursor === undefined || row.run < cursor))
    .filter(({ summary }) => status === undefined || status.includes(summary.status))
    .filter(({ summary }) => parent === undefined || summary.parent === parent)
    .filter(({ searchText }) => containsAll(searchText, words))
    .map(({ summary }): RunSummary => summary)
    .toSorted((one, other) => (one.run < other.run ? 1 : -1));
  const runs = found.slice(0, limit);
  return { runs, next: found.length > limit ? runs.at(-1)?.run : undefined };
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
