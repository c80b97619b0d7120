/**
 * The feed's cursor of an event is its place among the events of its tenant. Places are given out under a lock of the tenant's row
 * in `feeds`, which is held until the commit: so whoever takes the next place has committed places before it, and behind a
 * place that was seen nothing older appears. What is refused leaves a gap, which nobody notices.
 */
import { FEED_TYPES, type JournalEntry } from '@tutti/protocol';

const IN_FEED: ReadonlySet<string> = new Set(FEED_TYPES);

export interface EventRow<Run extends number | string> {
  readonly run: Run;
  readonly seq: number;
  readonly tenant: string;
  readonly at: number;
  readonly type: string;
  readonly body: string;
  readonly hash: string;
  /** Counted within this flush and tenant, from 1. */
  readonly place?: number;
}

export class FeedPlaces {
  readonly #counts = new Map<string, number>();

  toRow<Run extends number | string>(run: Run, tenant: string, entry: JournalEntry): EventRow<Run> {
    const { seq, at, type, body, hash } = entry;
    const row = { run, seq, tenant, at, type, body, hash };
    if (!IN_FEED.has(type)) return row;
    const place = (this.#counts.get(tenant) ?? 0) + 1;
    this.#counts.set(tenant, place);
    return { ...row, place };
  }

  get isEmpty(): boolean {
    return this.#counts.size === 0;
  }

  /** How many places each tenant needs; rows are locked in this order, which is the same everywhere. */
  toJson(): string {
    return JSON.stringify([...this.#counts].map(([tenant, count]) => ({ tenant, count })));
  }
}

/** Takes the places, once what `after` names is done: locks are taken runs first, then accounts, then feeds. */
export function feedsClause(json: string, after: string): string {
  return `feed AS (
    INSERT INTO feeds (tenant, head)
    SELECT tenant, count FROM json_to_recordset(${json}::json) AS f(tenant text, count bigint)
    WHERE (SELECT count(*) FROM ${after}) > 0 ORDER BY tenant COLLATE "C"
    ON CONFLICT (tenant) DO UPDATE SET head = feeds.head + excluded.head
    RETURNING tenant, head
  ), taken AS (
    SELECT feed.tenant, feed.head - f.count AS before
    FROM feed JOIN json_to_recordset(${json}::json) AS f(tenant text, count bigint) ON f.tenant = feed.tenant
  )`;
}

export const EVENT_COLUMNS =
  'e(run bigint, seq integer, tenant text, at bigint, type text, body text, hash text, place bigint)';
