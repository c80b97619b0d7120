/**
 * Every change of the schema, in order. A released migration is never edited: a later one changes what it did.
 * `runs.no` stands for (tenant, id) in all tables that belong to runs, so their keys are small and carry the tenant too.
 */
import { addAgentVersions } from './add-agent-versions.ts';
import { addKnowledge } from './add-knowledge.ts';
import { addMoney } from './add-money.ts';
import { addUploadIndex } from './add-upload-index.ts';
import type { Migration } from './migration.ts';

/** Text is compared byte by byte, as the other stores do, and room is left so that an update stays on its page. */
const RUNS = [
  `CREATE TABLE runs (
    no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    epoch integer NOT NULL DEFAULT 0,
    head integer NOT NULL,
    hash text NOT NULL,
    episode integer NOT NULL,
    claims integer NOT NULL DEFAULT 0,
    owner text,
    holder bigint,
    queue_state text NOT NULL CHECK (queue_state IN ('ready', 'owned', 'parked', 'done')),
    patience_ms bigint NOT NULL,
    due_at bigint NOT NULL,
    needs text COLLATE "C" NOT NULL,
    wake_at bigint,
    wake_keys text[],
    status text NOT NULL,
    parent text COLLATE "C",
    task text COLLATE "C",
    newest boolean NOT NULL DEFAULT false,
    approvals integer NOT NULL,
    summary text NOT NULL
  ) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05)`,
  'CREATE UNIQUE INDEX runs_by_id ON runs (tenant, id)',
  'CREATE INDEX runs_by_tenant ON runs (tenant, no)',
  'CREATE INDEX runs_by_status ON runs (tenant, status, no)',
  'CREATE INDEX runs_by_parent ON runs (tenant, parent, no) WHERE parent IS NOT NULL',
  'CREATE INDEX runs_by_task ON runs (tenant, task, no) WHERE task IS NOT NULL AND parent IS NULL',
  'CREATE UNIQUE INDEX runs_newest_of_task ON runs (tenant, task) WHERE newest',
  'CREATE INDEX runs_newest ON runs (tenant, no) WHERE newest',
  'CREATE INDEX runs_newest_by_status ON runs (tenant, status, no) WHERE newest',
  'CREATE INDEX runs_open ON runs (tenant, no) WHERE approvals > 0',
  "CREATE INDEX runs_ready ON runs (needs, tenant, due_at, no) WHERE queue_state = 'ready'",
  "CREATE INDEX runs_owned ON runs (holder, tenant, no) WHERE queue_state = 'owned'",
  'CREATE INDEX runs_timed ON runs (wake_at) WHERE wake_at IS NOT NULL',
  'CREATE TABLE run_words (run bigint PRIMARY KEY, words tsvector NOT NULL)',
  'CREATE INDEX run_words_by_word ON run_words USING gin (words)',
];

const JOURNALS = [
  `CREATE TABLE events (
    run bigint NOT NULL,
    seq integer NOT NULL,
    tenant text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    type text NOT NULL,
    body text NOT NULL,
    hash text NOT NULL,
    feed bigint,
    PRIMARY KEY (run, seq)
  )`,
  'CREATE UNIQUE INDEX events_feed ON events (tenant, feed) WHERE feed IS NOT NULL',
  // The place in the feed that was given out last, locked from the taking of a place to its commit.
  'CREATE TABLE feeds (tenant text COLLATE "C" PRIMARY KEY, head bigint NOT NULL) WITH (fillfactor = 20)',
  `CREATE TABLE signals (
    position bigint GENERATED ALWAYS AS IDENTITY,
    run bigint NOT NULL,
    id text NOT NULL,
    tenant text COLLATE "C" NOT NULL,
    key text NOT NULL,
    body text NOT NULL,
    consumed boolean NOT NULL DEFAULT false,
    PRIMARY KEY (run, id)
  )`,
  'CREATE INDEX signals_pending ON signals (run, position) WHERE NOT consumed',
  `CREATE TABLE executions (
    position bigint GENERATED ALWAYS AS IDENTITY,
    run bigint NOT NULL,
    tenant text COLLATE "C" NOT NULL,
    seq integer NOT NULL,
    path text NOT NULL,
    kind text NOT NULL,
    agent text,
    model text,
    tool text,
    started_at bigint NOT NULL,
    finished_at bigint NOT NULL,
    attempts integer NOT NULL,
    input_tokens bigint,
    output_tokens bigint,
    cost_nano_usd bigint,
    estimated integer,
    error_code text
  )`,
  'CREATE INDEX executions_by_run ON executions (run, position)',
  'CREATE TABLE blobs (tenant text COLLATE "C", hash text COLLATE "C", body bytea NOT NULL, PRIMARY KEY (tenant, hash))',
  `CREATE TABLE messages (
    tenant text COLLATE "C",
    hash text COLLATE "C",
    previous text,
    body text NOT NULL,
    PRIMARY KEY (tenant, hash)
  )`,
];

const ACCOUNTS = [
  `CREATE TABLE accounts (
    tenant text COLLATE "C",
    id text COLLATE "C",
    parent text COLLATE "C",
    limit_tokens bigint,
    limit_cost bigint,
    reserved_tokens bigint NOT NULL DEFAULT 0,
    reserved_cost bigint NOT NULL DEFAULT 0,
    spent_tokens bigint NOT NULL DEFAULT 0,
    spent_cost bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant, id)
  ) WITH (fillfactor = 50)`,
  `CREATE TABLE reservations (
    run bigint,
    id text COLLATE "C",
    tenant text COLLATE "C" NOT NULL,
    tokens bigint NOT NULL,
    cost bigint NOT NULL,
    PRIMARY KEY (run, id)
  )`,
];

const ACCESS = [
  `CREATE TABLE remarks (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant text COLLATE "C" NOT NULL,
    run bigint NOT NULL,
    id text NOT NULL,
    body text NOT NULL
  )`,
  'CREATE UNIQUE INDEX remarks_by_id ON remarks (tenant, id)',
  'CREATE INDEX remarks_by_run ON remarks (run, position)',
  `CREATE TABLE api_keys (
    no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant text COLLATE "C" NOT NULL,
    id text NOT NULL,
    manages boolean NOT NULL,
    expires_at bigint,
    revoked_at bigint,
    body text NOT NULL
  )`,
  'CREATE UNIQUE INDEX api_keys_by_id ON api_keys (id)',
  'CREATE INDEX api_keys_by_tenant ON api_keys (tenant, no)',
  'CREATE INDEX api_keys_managing ON api_keys (expires_at) WHERE manages AND revoked_at IS NULL',
  'CREATE TABLE sessions (hash text PRIMARY KEY, expires_at bigint NOT NULL, body text NOT NULL)',
  'CREATE INDEX sessions_by_end ON sessions (expires_at)',
  `CREATE TABLE kept_requests (
    tenant text COLLATE "C",
    by_user text COLLATE "C",
    key text COLLATE "C",
    at bigint NOT NULL,
    body text NOT NULL,
    PRIMARY KEY (tenant, by_user, key)
  )`,
  'CREATE INDEX kept_requests_by_age ON kept_requests (at)',
];

/** One row for each store that is or was open; its lease ends by the clock of the database. Who announced itself has a worker and a card. */
const HOLDERS = [
  `CREATE TABLE holders (
    no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL,
    started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    lease_until timestamptz NOT NULL,
    lease_ms integer NOT NULL,
    ended_at timestamptz,
    ended_by text,
    worker text,
    card text,
    lost_runs integer NOT NULL DEFAULT 0,
    taken_over integer NOT NULL DEFAULT 0
  ) WITH (fillfactor = 20)`,
  'CREATE INDEX holders_alive ON holders (no) WHERE ended_at IS NULL',
  'CREATE INDEX holders_by_worker ON holders (worker, no) WHERE worker IS NOT NULL',
  'CREATE TABLE installation (key text COLLATE "C" PRIMARY KEY, value text NOT NULL)',
];

export const MIGRATIONS: readonly Migration[] = [
  {
    number: 1,
    name: 'runs, journals, signals, accounts, access, holders',
    statements: [...RUNS, ...JOURNALS, ...ACCOUNTS, ...ACCESS, ...HOLDERS],
  },
  addMoney,
  addAgentVersions,
  addKnowledge,
  addUploadIndex,
];
