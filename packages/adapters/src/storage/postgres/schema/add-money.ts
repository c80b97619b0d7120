/** Migration 2: budgets by period, quotas, what was spent, credentials, answers that are kept. */
import type { Migration } from './migration.ts';

const BUDGETS = [
  'ALTER TABLE reservations ADD COLUMN at bigint NOT NULL DEFAULT 0',
  // The budgets that it counts against beside the accounts of its run, as a list in JSON.
  'ALTER TABLE reservations ADD COLUMN accounts text',
  `CREATE TABLE budgets (
    tenant text COLLATE "C",
    account text COLLATE "C",
    period text COLLATE "C",
    limit_tokens bigint,
    limit_cost bigint,
    warn_at text NOT NULL,
    ladder text NOT NULL,
    starts_at bigint NOT NULL,
    raised_tokens bigint NOT NULL,
    raised_cost bigint NOT NULL,
    reserved_tokens bigint NOT NULL,
    reserved_cost bigint NOT NULL,
    spent_tokens bigint NOT NULL,
    spent_cost bigint NOT NULL,
    warned double precision NOT NULL,
    PRIMARY KEY (tenant, account, period)
  ) WITH (fillfactor = 20)`,
  `CREATE TABLE raises (
    tenant text COLLATE "C",
    id text COLLATE "C",
    account text NOT NULL,
    period text,
    tokens bigint NOT NULL,
    cost bigint NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (tenant, id)
  )`,
];

const SPENDINGS = [
  `CREATE TABLE spendings (
    run bigint,
    seq integer,
    tenant text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    task text COLLATE "C",
    by_user text COLLATE "C",
    path text NOT NULL,
    agent text COLLATE "C",
    model text COLLATE "C" NOT NULL,
    provider text COLLATE "C" NOT NULL,
    key text,
    input_tokens bigint NOT NULL,
    output_tokens bigint NOT NULL,
    cache_read_tokens bigint,
    cache_write_tokens bigint,
    reasoning_tokens bigint,
    cost_nano_usd bigint NOT NULL,
    estimated integer,
    in_doubt integer NOT NULL,
    free integer NOT NULL,
    local integer NOT NULL,
    instead_of_nano_usd bigint,
    PRIMARY KEY (run, seq)
  )`,
  'CREATE INDEX spendings_by_time ON spendings (tenant, at)',
];

const MODELS = [
  // The quotas of a key that all tenants share have the empty tenant.
  `CREATE TABLE quotas (
    no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    model text COLLATE "C" NOT NULL,
    log text NOT NULL,
    used_at bigint NOT NULL
  ) WITH (fillfactor = 50)`,
  'CREATE UNIQUE INDEX quotas_by_key ON quotas (tenant, key, model)',
  'CREATE INDEX quotas_by_age ON quotas (used_at)',
  `CREATE TABLE credentials (
    tenant text COLLATE "C",
    provider text COLLATE "C",
    name text COLLATE "C",
    sealed bytea NOT NULL,
    fingerprint text NOT NULL,
    base_url text,
    by_user text NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (tenant, provider, name)
  )`,
  `CREATE TABLE answers (
    no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant text COLLATE "C" NOT NULL,
    hash text COLLATE "C" NOT NULL,
    body text NOT NULL,
    bytes bigint NOT NULL,
    expires_at bigint NOT NULL
  )`,
  'CREATE UNIQUE INDEX answers_by_hash ON answers (tenant, hash)',
  'CREATE INDEX answers_by_age ON answers (tenant, no, bytes)',
  'CREATE INDEX answers_by_end ON answers (expires_at)',
];

export const addMoney: Migration = {
  number: 2,
  name: 'budgets by period, quotas, spendings, credentials, kept answers',
  statements: [...BUDGETS, ...SPENDINGS, ...MODELS],
};
