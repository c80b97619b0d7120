/** Migration 2: remarks, who may come in, and the lists and the feed that people look at. */
import type { Migration } from './migration.ts';

/** As they were when the index was made. A change of `FEED_TYPES` needs another migration, as a test says. */
export const INDEXED_FEED_TYPES = [
  'run.submitted',
  'run.started',
  'run.claimed',
  'run.parked',
  'run.paused',
  'run.resumed',
  'run.quarantined',
  'run.completed',
  'run.failed',
  'run.cancelled',
  'effect.doubted',
  'effect.resolved',
  'wait.started',
  'signal.received',
] as const;

/**
 * Stands in the index and, letter by letter, in each question that walks it. Not `IN (…)`: for that SQLite builds a table
 * at every insert, also of the events that are not in the feed, which doubles what an insert costs.
 */
export const IN_FEED = INDEXED_FEED_TYPES.map((type) => `type = '${type}'`).join(' OR ');

const ADD_COLUMNS = [
  'ALTER TABLE runs ADD COLUMN task TEXT',
  // 1 on the newest run of a task that is no part of another run.
  'ALTER TABLE runs ADD COLUMN newest INTEGER NOT NULL DEFAULT 0',
  'ALTER TABLE runs ADD COLUMN approvals INTEGER NOT NULL DEFAULT 0',
];

/** What is damaged is passed over: whoever reads it will say so. */
const FILL_COLUMNS = [
  `UPDATE runs SET approvals = summary ->> '$.doubts', summary = json_set(summary, '$.approvals', summary ->> '$.doubts')
    WHERE CASE WHEN json_valid(summary) THEN json_type(summary, '$.doubts') = 'integer' AND summary ->> '$.doubts' > 0 END`,
  `UPDATE runs SET task = first.task, summary = json_patch(summary, json_object('task', first.task, 'retryOf', first.retried))
    FROM (
      SELECT no, body ->> '$.task' AS task, body ->> '$.retryOf.run' AS retried
      FROM runs CROSS JOIN events ON events.run = runs.no AND events.seq = 1
      WHERE json_valid(runs.summary) AND CASE WHEN json_valid(body) THEN coalesce(body ->> '$.task', body ->> '$.retryOf.run') END IS NOT NULL
    ) AS first
    WHERE first.no = runs.no`,
  `UPDATE runs SET newest = 1
    WHERE no IN (SELECT max(no) FROM runs WHERE task IS NOT NULL AND parent IS NULL GROUP BY tenant, task)`,
];

/** Each list that is looked at is one of these, walked from its end. */
const INDEXES = [
  'CREATE INDEX runs_by_task ON runs (tenant, task) WHERE task IS NOT NULL AND parent IS NULL',
  'CREATE INDEX runs_newest ON runs (tenant) WHERE newest = 1',
  'CREATE INDEX runs_newest_by_status ON runs (tenant, status) WHERE newest = 1',
  'CREATE INDEX runs_open ON runs (tenant) WHERE approvals > 0',
  'CREATE INDEX runs_open_by_status ON runs (tenant, status) WHERE approvals > 0',
  `CREATE INDEX events_feed ON events (tenant) WHERE ${IN_FEED}`,
];

const REMARKS = [
  `CREATE TABLE remarks (
    position INTEGER PRIMARY KEY,
    tenant TEXT NOT NULL,
    run INTEGER NOT NULL,
    id TEXT NOT NULL,
    body TEXT NOT NULL
  ) STRICT`,
  'CREATE UNIQUE INDEX remarks_by_id ON remarks (tenant, id)',
  'CREATE INDEX remarks_by_run ON remarks (run)',
];

const ACCESS = [
  `CREATE TABLE api_keys (
    no INTEGER PRIMARY KEY,
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    manages INTEGER NOT NULL,
    expires_at INTEGER,
    revoked_at INTEGER,
    body TEXT NOT NULL
  ) STRICT`,
  'CREATE UNIQUE INDEX api_keys_by_id ON api_keys (id)',
  'CREATE INDEX api_keys_by_tenant ON api_keys (tenant)',
  'CREATE INDEX api_keys_managing ON api_keys (expires_at) WHERE manages = 1 AND revoked_at IS NULL',
  `CREATE TABLE sessions (
    hash TEXT NOT NULL PRIMARY KEY,
    expires_at INTEGER NOT NULL,
    body TEXT NOT NULL
  ) STRICT, WITHOUT ROWID`,
  'CREATE INDEX sessions_by_end ON sessions (expires_at)',
  `CREATE TABLE kept_requests (
    tenant TEXT NOT NULL,
    user TEXT NOT NULL,
    key TEXT NOT NULL,
    at INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant, user, key)
  ) STRICT, WITHOUT ROWID`,
  'CREATE INDEX kept_requests_by_age ON kept_requests (at)',
];

export const addAccessAndFeed: Migration = {
  number: 2,
  name: 'remarks, access, lists of tasks and approvals, the feed of a tenant',
  statements: [...ADD_COLUMNS, ...FILL_COLUMNS, ...INDEXES, ...REMARKS, ...ACCESS],
};
