/**
 * Every change of the schema, in order. A released migration is never edited: a later one changes what it did.
 * `runs.no` stands for (tenant, id) in all tables that belong to runs, so their keys are small and carry the tenant too.
 */
import { addAccessAndFeed } from './add-access-and-feed.ts';
import { addAgentVersions } from './add-agent-versions.ts';
import { addKnowledge } from './add-knowledge.ts';
import { addMoney } from './add-money.ts';
import { addNeedsAndWorkers } from './add-needs-and-workers.ts';
import { addUploadIndex } from './add-upload-index.ts';
import type { Migration } from './migration.ts';

export const MIGRATIONS: readonly Migration[] = [
  {
    number: 1,
    name: 'runs, journals, signals and accounts',
    statements: [
      `CREATE TABLE runs (
        no INTEGER PRIMARY KEY,
        tenant TEXT NOT NULL,
        id TEXT NOT NULL,
        epoch INTEGER NOT NULL,
        head INTEGER NOT NULL,
        hash TEXT NOT NULL,
        episode INTEGER NOT NULL,
        claims INTEGER NOT NULL,
        owner TEXT,
        queue_state TEXT NOT NULL CHECK (queue_state IN ('ready', 'owned', 'parked', 'done')),
        patience_ms INTEGER NOT NULL,
        due_at INTEGER NOT NULL,
        wake_at INTEGER,
        wake_keys TEXT,
        status TEXT NOT NULL,
        parent TEXT,
        summary TEXT NOT NULL
      ) STRICT`,
      'CREATE UNIQUE INDEX runs_by_id ON runs (tenant, id)',
      'CREATE INDEX runs_by_tenant ON runs (tenant)',
      'CREATE INDEX runs_by_status ON runs (tenant, status)',
      'CREATE INDEX runs_by_parent ON runs (tenant, parent) WHERE parent IS NOT NULL',
      "CREATE INDEX runs_ready ON runs (due_at) WHERE queue_state = 'ready'",
      "CREATE INDEX runs_owned ON runs (no) WHERE queue_state = 'owned'",
      'CREATE INDEX runs_timed ON runs (wake_at) WHERE wake_at IS NOT NULL',
      `CREATE TABLE events (
        position INTEGER PRIMARY KEY,
        tenant TEXT NOT NULL,
        run INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        at INTEGER NOT NULL,
        type TEXT NOT NULL,
        body TEXT NOT NULL,
        hash TEXT NOT NULL
      ) STRICT`,
      'CREATE UNIQUE INDEX events_by_run ON events (run, seq)',
      `CREATE TABLE signals (
        position INTEGER PRIMARY KEY,
        tenant TEXT NOT NULL,
        run INTEGER NOT NULL,
        id TEXT NOT NULL,
        key TEXT NOT NULL,
        body TEXT NOT NULL,
        consumed INTEGER NOT NULL DEFAULT 0
      ) STRICT`,
      'CREATE UNIQUE INDEX signals_by_id ON signals (run, id)',
      'CREATE INDEX signals_pending ON signals (run) WHERE consumed = 0',
      `CREATE TABLE executions (
        position INTEGER PRIMARY KEY,
        tenant TEXT NOT NULL,
        run INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        path TEXT NOT NULL,
        kind TEXT NOT NULL,
        agent TEXT,
        model TEXT,
        tool TEXT,
        started_at INTEGER NOT NULL,
        finished_at INTEGER NOT NULL,
        attempts INTEGER NOT NULL,
        input_tokens INTEGER,
        output_tokens INTEGER,
        cost_nano_usd INTEGER,
        estimated INTEGER,
        error_code TEXT
      ) STRICT`,
      'CREATE INDEX executions_by_run ON executions (run)',
      `CREATE TABLE blobs (
        tenant TEXT NOT NULL,
        hash TEXT NOT NULL,
        body BLOB NOT NULL,
        PRIMARY KEY (tenant, hash)
      ) STRICT`,
      `CREATE TABLE messages (
        tenant TEXT NOT NULL,
        hash TEXT NOT NULL,
        previous TEXT,
        body TEXT NOT NULL,
        PRIMARY KEY (tenant, hash)
      ) STRICT`,
      `CREATE TABLE accounts (
        tenant TEXT NOT NULL,
        id TEXT NOT NULL,
        parent TEXT,
        limit_tokens INTEGER,
        limit_cost INTEGER,
        reserved_tokens INTEGER NOT NULL DEFAULT 0,
        reserved_cost INTEGER NOT NULL DEFAULT 0,
        spent_tokens INTEGER NOT NULL DEFAULT 0,
        spent_cost INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (tenant, id)
      ) STRICT, WITHOUT ROWID`,
      `CREATE TABLE reservations (
        run INTEGER NOT NULL,
        id TEXT NOT NULL,
        tenant TEXT NOT NULL,
        tokens INTEGER NOT NULL,
        cost INTEGER NOT NULL,
        PRIMARY KEY (run, id)
      ) STRICT, WITHOUT ROWID`,
      "CREATE VIRTUAL TABLE run_words USING fts5 (tenant, words, tokenize = 'unicode61 remove_diacritics 2')",
    ],
  },
  addAccessAndFeed,
  addNeedsAndWorkers,
  addMoney,
  addAgentVersions,
  addKnowledge,
  addUploadIndex,
];
