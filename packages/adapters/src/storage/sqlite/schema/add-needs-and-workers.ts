/** Migration 3: what it takes to drive each run, who works here, and what all processes must agree on. */
import type { Migration } from './migration.ts';

/**
 * A run that has begun needs the version of its program that it began with; until now all journals were of the first format.
 * What is damaged needs nothing that there is a name for: whoever drives everything finds out.
 */
const FILL_NEEDS = `UPDATE runs SET needs = coalesce(first.program || coalesce('@' || first.version || '/1', ''), '')
  FROM (
    SELECT no, json_extract(CASE WHEN json_valid(summary) THEN summary END, '$.program') AS program, (
      SELECT json_extract(CASE WHEN json_valid(body) THEN body END, '$.program.version')
      FROM events WHERE events.run = runs.no AND type = 'run.started' ORDER BY seq LIMIT 1
    ) AS version
    FROM runs WHERE queue_state <> 'done'
  ) AS first
  WHERE first.no = runs.no`;

export const addNeedsAndWorkers: Migration = {
  number: 3,
  name: 'what runs need, workers, facts of the installation',
  statements: [
    "ALTER TABLE runs ADD COLUMN needs TEXT NOT NULL DEFAULT ''",
    FILL_NEEDS,
    'DROP INDEX runs_ready',
    "CREATE INDEX runs_ready ON runs (needs, tenant, due_at) WHERE queue_state = 'ready'",
    'DROP INDEX runs_owned',
    "CREATE INDEX runs_owned ON runs (tenant) WHERE queue_state = 'owned'",
    `CREATE TABLE workers (
      no INTEGER PRIMARY KEY,
      id TEXT NOT NULL,
      card TEXT NOT NULL,
      started_at INTEGER NOT NULL,
      said_at INTEGER NOT NULL,
      ended_at INTEGER,
      lost INTEGER NOT NULL DEFAULT 0,
      lost_runs INTEGER NOT NULL DEFAULT 0
    ) STRICT`,
    'CREATE UNIQUE INDEX workers_by_id ON workers (id)',
    'CREATE TABLE installation (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID',
  ],
};
