/** What becomes of the runs of a tenant, in the order of the commits: a cursor that was told is never passed by something older. */
import type { Instant, RunFact, RunId, RunSummary, TenantId } from '@tutti/protocol';

export interface FeedItem {
  readonly cursor: number;
  readonly run: RunId;
  readonly seq: number;
  readonly at: Instant;
  readonly type: RunFact['type'];
  /** The run as it is by now. */
  readonly summary: RunSummary;
}

export interface TenantFeed {
  /** Items above `after`, of the types in `FEED_TYPES` only. */
  readFeed(tenant: TenantId, page: { after: number; limit: number }): Promise<readonly FeedItem[]>;
  /** The cursor of the newest item; 0 where there is none. */
  feedHead(tenant: TenantId): Promise<number>;
}
