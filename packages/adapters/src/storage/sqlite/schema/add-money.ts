/** Migration 4: budgets by period, quotas, what was spent, credentials, answers that are kept. */
import type { Migration } from './migration.ts';

const BUDGETS = [
  'ALTER TABLE reservations ADD COLUMN at INTEGER NOT NULL DEFAULT 0',
  // The budgets that it counts against beside the accounts of its run, as a list in JSON.
  'ALTER TABLE reservations ADD COLUMN accounts TEXT',
  `CREATE TABLE budgets (
    tenant TEXT NOT NULL,
    account TEXT NOT NULL,
    period TEXT NOT NULL,
    limit_tokens INTEGER,
    limit_cost INTEGER,
    warn_at TEXT NOT NULL,
    ladder TEXT NOT NULL,
    starts_at INTEGER NOT NULL,
    raised_tokens INTEGER NOT NULL,
    raised_cost INTEGER NOT NULL,
    reserved_tokens INTEGER NOT NULL,
    reserved_cost INTEGER NOT NULL,
    spent_tokens INTEGER NOT NULL,
    spent_cost INTEGER NOT NULL,
    warned REAL NOT NULL,
    PRIMARY KEY (tenant, account, period)
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE raises (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    account TEXT NOT NULL,
    period TEXT,
    tokens INTEGER NOT NULL,
    cost INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (tenant, id)
  ) STRICT, WITHOUT ROWID`,
];

const SPENDINGS = [
  `CREATE TABLE spendings (
    run INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    tenant TEXT NOT NULL,
    at INTEGER NOT NULL,
    task TEXT,
    by_user TEXT,
    path TEXT NOT NULL,
    agent TEXT,
    model TEXT NOT NULL,
    provider TEXT NOT NULL,
    key TEXT,
    input_tokens INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL,
    cache_read_tokens INTEGER,
    cache_write_tokens INTEGER,
    reasoning_tokens INTEGER,
    cost_nano_usd INTEGER NOT NULL,
    estimated INTEGER,
    in_doubt INTEGER NOT NULL,
    free INTEGER NOT NULL,
    local INTEGER NOT NULL,
    instead_of_nano_usd INTEGER,
    PRIMARY KEY (run, seq)
  ) STRICT, WITHOUT ROWID`,
  'CREATE INDEX spendings_by_time ON spendings (tenant, at)',
];

const MODELS = [
  // The quotas of a key that all tenants share have the empty tenant.
  `CREATE TABLE quotas (
    no INTEGER PRIMARY KEY,
    tenant TEXT NOT NULL,
    key TEXT NOT NULL,
    model TEXT NOT NULL,
    log TEXT NOT NULL,
    used_at INTEGER NOT NULL
  ) STRICT`,
  'CREATE UNIQUE INDEX quotas_by_key ON quotas (tenant, key, model)',
  'CREATE INDEX quotas_by_age ON quotas (used_at)',
  `CREATE TABLE credentials (
    tenant TEXT NOT NULL,
    provider TEXT NOT NULL,
    name TEXT NOT NULL,
    sealed BLOB NOT NULL,
    fingerprint TEXT NOT NULL,
    base_url TEXT,
    by_user TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (tenant, provider, name)
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE answers (
    no INTEGER PRIMARY KEY,
    tenant TEXT NOT NULL,
    hash TEXT NOT NULL,
    body TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
  ) STRICT`,
  'CREATE UNIQUE INDEX answers_by_hash ON answers (tenant, hash)',
  'CREATE INDEX answers_by_age ON answers (tenant, no, bytes)',
  'CREATE INDEX answers_by_end ON answers (expires_at)',
];

export const addMoney: Migration = {
  number: 4,
  name: 'budgets by period, quotas, spendings, credentials, kept answers',
  statements: [...BUDGETS, ...SPENDINGS, ...MODELS],
};
