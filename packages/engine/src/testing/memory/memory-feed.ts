/** The feed of a tenant in a memory store. */
import { FEED_TYPES, type JournalEntry, type RunFact, type TenantId } from '@tutti/protocol';
import type { FeedItem } from '../../ports/tenant-feed.ts';
import type { MemoryData, RunRow } from './memory-data.ts';

/** Called where entries are committed, one commit after the other, so nothing older ever comes behind a cursor. */
export function feed(data: MemoryData, row: RunRow, entries: readonly JournalEntry[]): void {
  for (const entry of entries) {
    if (isInFeed(entry.type)) data.feed.push({ row, entry, cursor: data.feed.length + 1 });
  }
}

export function readFeed(
  { feed: rows }: MemoryData,
  tenant: TenantId,
  { after, limit }: { after: number; limit: number },
): FeedItem[] {
  return rows
    .slice(after)
    .filter(({ row }) => row.tenant === tenant)
    .slice(0, limit)
    .flatMap(({ row, cursor, entry: { seq, at, type } }) =>
      isInFeed(type) ? [{ cursor, run: row.run, seq, at, type, summary: row.summary }] : [],
    );
}

export function findFeedHead({ feed: rows }: MemoryData, tenant: TenantId): number {
  return rows.findLast(({ row }) => row.tenant === tenant)?.cursor ?? 0;
}

function isInFeed(type: string): type is RunFact['type'] {
  return FEED_TYPES.some((listed) => listed === type);
}
