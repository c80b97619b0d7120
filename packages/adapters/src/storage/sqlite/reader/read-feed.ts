import type { Sql } from '../create-sql.ts';
import { IN_FEED } from '../schema/add-access-and-feed.ts';
import type { ReadOps, Row } from './read-op.ts';

/** There is one writer, so positions rise in the order of the commits: behind a position that was seen nothing older appears. */
export function readFeed(sql: Sql, { tenant, after, limit }: ReadOps['readFeed'][0]): readonly Row[] {
  const select = sql(
    `SELECT events.position AS cursor, runs.id AS run, events.seq, events.at, events.type, runs.summary FROM events INDEXED BY events_feed CROSS JOIN runs ON runs.no = events.run WHERE events.tenant = ? AND events.position > ? AND (${IN_FEED}) ORDER BY events.position LIMIT ?`,
  );
  return select.all(tenant, after, limit);
}

export function readFeedHead(sql: Sql, { tenant }: ReadOps['feedHead'][0]): number {
  const select = sql(
    `SELECT position FROM events INDEXED BY events_feed WHERE tenant = ? AND (${IN_FEED}) ORDER BY position DESC LIMIT 1`,
  );
  return Number(select.get(tenant)?.['position'] ?? 0);
}
