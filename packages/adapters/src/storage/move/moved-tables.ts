/** What is copied, and how each row of SQLite reads in PostgreSQL. The numbers of rows are kept, as cursors and references hold them. */
import { toLexemes, toTenantLexeme } from '../postgres/to-lexemes.ts';
import { IN_FEED } from '../sqlite/schema/add-access-and-feed.ts';
import { MOVED_KNOWLEDGE } from './moved-knowledge.ts';
import { MOVED_MONEY } from './moved-money.ts';
import type { MovedTable } from './moved-table.ts';

function parseKeys(text: unknown): unknown {
  return typeof text === 'string' ? JSON.parse(text) : null;
}

/** Nobody drives a run here any more: what was driven is ready for whoever comes first. */
const RUNS: MovedTable = {
  table: 'runs',
  columns: {
    no: 'bigint',
    tenant: 'text',
    id: 'text',
    epoch: 'integer',
    head: 'integer',
    hash: 'text',
    episode: 'integer',
    claims: 'integer',
    queue_state: 'text',
    needs: 'text',
    patience_ms: 'bigint',
    due_at: 'bigint',
    wake_at: 'bigint',
    wake_keys: 'text[]',
    status: 'text',
    parent: 'text',
    task: 'text',
    newest: 'boolean',
    approvals: 'integer',
    summary: 'text',
  },
  counter: 'no',
  as: { queue_state: "CASE queue_state WHEN 'owned' THEN 'ready' ELSE queue_state END" },
  order: 'no',
  toCells: (row) => ({ ...row, wake_keys: parseKeys(row['wake_keys']) }),
};

const RUN_WORDS: MovedTable = {
  table: 'run_words',
  columns: { run: 'bigint', words: 'tsvector' },
  from: 'run_words CROSS JOIN runs ON runs.no = run_words.rowid',
  as: { run: 'no', tenant: 'runs.tenant', words: 'run_words.words' },
  order: 'run_words.rowid',
  toCells: ({ run, tenant, words }) => ({
    run,
    words: [toTenantLexeme(String(tenant)), ...toLexemes(String(words))],
  }),
};

/** By run, so that a journal lies together. A place in the feed is the one that clients hold as their cursor. */
const EVENTS: MovedTable = {
  table: 'events',
  columns: {
    run: 'bigint',
    seq: 'integer',
    tenant: 'text',
    at: 'bigint',
    type: 'text',
    body: 'text',
    hash: 'text',
    feed: 'bigint',
  },
  from: 'events INDEXED BY events_by_run',
  as: { feed: `CASE WHEN ${IN_FEED} THEN position END` },
  order: 'run, seq',
};

const FEEDS: MovedTable = {
  table: 'feeds',
  columns: { tenant: 'text', head: 'bigint' },
  from: `(SELECT tenant, max(position) AS head FROM events INDEXED BY events_feed WHERE ${IN_FEED} GROUP BY tenant)`,
  order: 'tenant',
};

const SIGNALS: MovedTable = {
  table: 'signals',
  columns: {
    position: 'bigint',
    run: 'bigint',
    id: 'text',
    tenant: 'text',
    key: 'text',
    body: 'text',
    consumed: 'boolean',
  },
  counter: 'position',
  order: 'position',
};

const EXECUTIONS: MovedTable = {
  table: 'executions',
  columns: {
    position: 'bigint',
    run: 'bigint',
    tenant: 'text',
    seq: 'integer',
    path: 'text',
    kind: 'text',
    agent: 'text',
    model: 'text',
    tool: 'text',
    started_at: 'bigint',
    finished_at: 'bigint',
    attempts: 'integer',
    input_tokens: 'bigint',
    output_tokens: 'bigint',
    cost_nano_usd: 'bigint',
    estimated: 'integer',
    error_code: 'text',
  },
  counter: 'position',
  order: 'position',
};

const CONTENT: readonly MovedTable[] = [
  {
    table: 'blobs',
    columns: { tenant: 'text', hash: 'text', body: 'bytea' },
    order: 'rowid',
  },
  {
    table: 'messages',
    columns: { tenant: 'text', hash: 'text', previous: 'text', body: 'text' },
    order: 'rowid',
  },
];

const ACCESS: readonly MovedTable[] = [
  {
    table: 'remarks',
    columns: { position: 'bigint', tenant: 'text', run: 'bigint', id: 'text', body: 'text' },
    counter: 'position',
    order: 'position',
  },
  {
    table: 'api_keys',
    columns: {
      no: 'bigint',
      tenant: 'text',
      id: 'text',
      manages: 'boolean',
      expires_at: 'bigint',
      revoked_at: 'bigint',
      body: 'text',
    },
    counter: 'no',
    order: 'no',
  },
  {
    table: 'sessions',
    columns: { hash: 'text', expires_at: 'bigint', body: 'text' },
    order: 'hash',
  },
  {
    table: 'kept_requests',
    columns: { tenant: 'text', by_user: 'text', key: 'text', at: 'bigint', body: 'text' },
    as: { by_user: 'user' },
    order: 'tenant, user, key',
  },
];

const AGENTS: MovedTable = {
  table: 'agent_versions',
  columns: {
    tenant: 'text',
    agent: 'text',
    number: 'integer',
    kind: 'text',
    hash: 'text',
    by_user: 'text',
    at: 'bigint',
    note: 'text',
    text: 'text',
  },
  order: 'tenant, agent, number',
};

export const MOVED_TABLES: readonly MovedTable[] = [
  RUNS,
  RUN_WORDS,
  EVENTS,
  FEEDS,
  SIGNALS,
  EXECUTIONS,
  ...CONTENT,
  ...MOVED_MONEY,
  ...ACCESS,
  ...MOVED_KNOWLEDGE,
  AGENTS,
];
