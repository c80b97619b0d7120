/** What is written of each spending beside its tenant and the row of its run. Loaded by the writer's thread too. */
import type { Spending } from '@tutti/protocol';

/** With their types in PostgreSQL. */
export const SPENDING_TYPES = {
  seq: 'integer',
  at: 'bigint',
  task: 'text',
  by_user: 'text',
  path: 'text',
  agent: 'text',
  model: 'text',
  provider: 'text',
  key: 'text',
  input_tokens: 'bigint',
  output_tokens: 'bigint',
  cache_read_tokens: 'bigint',
  cache_write_tokens: 'bigint',
  reasoning_tokens: 'bigint',
  cost_nano_usd: 'bigint',
  estimated: 'integer',
  in_doubt: 'integer',
  free: 'integer',
  local: 'integer',
  instead_of_nano_usd: 'bigint',
} as const;

export type SpendingColumn = keyof typeof SPENDING_TYPES;
export const SPENDING_COLUMNS = Object.keys(SPENDING_TYPES) as readonly SpendingColumn[];

export type SpendingCells = Readonly<Record<SpendingColumn, string | number | null>>;

/** What is yes or no is a number, as SQLite knows no other. */
export function toSpendingCells(spending: Spending): SpendingCells {
  const { seq, at, task, user, path, agent, model, provider, key, usage, inDoubt, free, local } = spending;
  return {
    seq,
    at,
    task: task ?? null,
    by_user: user ?? null,
    path,
    agent: agent ?? null,
    model,
    provider,
    key: key ?? null,
    input_tokens: usage.inputTokens,
    output_tokens: usage.outputTokens,
    cache_read_tokens: usage.cacheReadTokens ?? null,
    cache_write_tokens: usage.cacheWriteTokens ?? null,
    reasoning_tokens: usage.reasoningTokens ?? null,
    cost_nano_usd: usage.costNanoUsd,
    estimated: usage.estimated === undefined ? null : Number(usage.estimated),
    in_doubt: Number(inDoubt),
    free: Number(free),
    local: Number(local),
    instead_of_nano_usd: spending.insteadOfNanoUsd ?? null,
  };
}
