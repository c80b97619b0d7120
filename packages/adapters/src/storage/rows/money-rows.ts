/** From rows about money to what the ports promise. */
import type { SpendingGroup, SpendingRow, SpendingSum, StoredCredential } from '@tutti/engine';
import { ProviderId, type RunId, Spending, TenantId, UserId } from '@tutti/protocol';
import type { Row } from '../sqlite/reader/read-op.ts';
import { DAY_MS } from './sum-spendings.ts';

export function toSpendingRow(row: Row, by: SpendingGroup): SpendingRow {
  const { part, run } = row;
  const of = by === 'run' ? run : by === 'day' ? toDay(Number(part)) : part;
  return { of: typeof of === 'string' ? of : undefined, ...toSpendingSum(row) };
}

export function toSpendingSum(row: Row): SpendingSum {
  return {
    calls: Number(row['calls']),
    inputTokens: Number(row['input_tokens']),
    outputTokens: Number(row['output_tokens']),
    costNanoUsd: Number(row['cost_nano_usd']),
    freeCalls: Number(row['free_calls']),
    localCalls: Number(row['local_calls']),
    rehearsedCalls: Number(row['rehearsed_calls']),
    estimatedCalls: Number(row['estimated_calls']),
    inDoubtNanoUsd: Number(row['in_doubt_nano_usd']),
    insteadOfNanoUsd: Number(row['instead_of_nano_usd']),
    savedNanoUsd: Number(row['saved_nano_usd']),
  };
}

export function parseSpending(row: Row, run: RunId): Spending {
  return Spending.parse({
    tenant: row['tenant'],
    run,
    seq: row['seq'],
    at: row['at'],
    ...toPresent({ task: row['task'], user: row['by_user'], agent: row['agent'], key: row['key'] }),
    path: row['path'],
    model: row['model'],
    provider: row['provider'],
    usage: {
      inputTokens: row['input_tokens'],
      outputTokens: row['output_tokens'],
      costNanoUsd: row['cost_nano_usd'],
      ...toPresent({
        cacheReadTokens: row['cache_read_tokens'],
        cacheWriteTokens: row['cache_write_tokens'],
        reasoningTokens: row['reasoning_tokens'],
        estimated: row['estimated'] === null ? null : row['estimated'] === 1,
      }),
    },
    inDoubt: row['in_doubt'] === 1,
    free: row['free'] === 1,
    local: row['local'] === 1,
    ...toPresent({ insteadOfNanoUsd: row['instead_of_nano_usd'] }),
  });
}

export function toCredential(row: Row): StoredCredential {
  const { sealed, base_url: baseUrl } = row;
  if (!(sealed instanceof Uint8Array)) throw new TypeError('a credential has no bytes');
  return {
    tenant: TenantId.parse(row['tenant']),
    provider: ProviderId.parse(row['provider']),
    name: String(row['name']),
    sealed: new Uint8Array(sealed),
    fingerprint: String(row['fingerprint']),
    ...(typeof baseUrl === 'string' && { baseUrl }),
    by: UserId.parse(row['by_user']),
    at: Number(row['at']),
  };
}

function toDay(days: number): string {
  return new Date(days * DAY_MS).toISOString().slice(0, 10);
}

function toPresent(cells: Row): Row {
  return Object.fromEntries(Object.entries(cells).filter(([, cell]) => cell !== null));
}
