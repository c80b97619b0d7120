/** Budgets as both databases keep them. Loaded by the writer's thread too, so it brings nothing along. */
import type { Budget } from '@tutti/protocol';
import type { BudgetLedger } from '@tutti/engine/budget/ledger';
import type { Row } from '../sqlite/reader/read-op.ts';

/** The columns of the table, with their types in PostgreSQL. */
export const LEDGER_TYPES = {
  tenant: 'text',
  account: 'text',
  period: 'text',
  limit_tokens: 'bigint',
  limit_cost: 'bigint',
  warn_at: 'text',
  ladder: 'text',
  starts_at: 'bigint',
  raised_tokens: 'bigint',
  raised_cost: 'bigint',
  reserved_tokens: 'bigint',
  reserved_cost: 'bigint',
  spent_tokens: 'bigint',
  spent_cost: 'bigint',
  warned: 'double precision',
} as const;

type LedgerColumn = keyof typeof LEDGER_TYPES;
export const LEDGER_COLUMNS = Object.keys(LEDGER_TYPES) as readonly LedgerColumn[];
export type LedgerCells = Readonly<Record<LedgerColumn, string | number | null>>;

/** The columns have their types, and nobody else writes them. */
export function toLedger(row: Row): BudgetLedger {
  const amount = (name: string) => ({
    tokens: Number(row[`${name}_tokens`]),
    costNanoUsd: Number(row[`${name}_cost`]),
  });
  return {
    account: row['account'] as BudgetLedger['account'],
    period: row['period'] as BudgetLedger['period'],
    limit: toLimit(row),
    warnAt: JSON.parse(String(row['warn_at'])) as number[],
    ladder: JSON.parse(String(row['ladder'])) as BudgetLedger['ladder'],
    startsAt: Number(row['starts_at']),
    raised: amount('raised'),
    reserved: amount('reserved'),
    spent: amount('spent'),
    warned: Number(row['warned']),
  };
}

export function toLedgerCells(tenant: string, ledger: BudgetLedger): LedgerCells {
  const { account, period, limit, warnAt, ladder, startsAt, raised, reserved, spent, warned } = ledger;
  return {
    tenant,
    account,
    period,
    limit_tokens: limit.tokens ?? null,
    limit_cost: limit.costNanoUsd ?? null,
    warn_at: JSON.stringify(warnAt),
    ladder: JSON.stringify(ladder),
    starts_at: startsAt,
    raised_tokens: raised.tokens,
    raised_cost: raised.costNanoUsd,
    reserved_tokens: reserved.tokens,
    reserved_cost: reserved.costNanoUsd,
    spent_tokens: spent.tokens,
    spent_cost: spent.costNanoUsd,
    warned,
  };
}

/** Of an account or a budget. */
export function toLimit({ limit_tokens: tokens, limit_cost: cost }: Row): Budget {
  return {
    ...(typeof tokens === 'number' && { tokens }),
    ...(typeof cost === 'number' && { costNanoUsd: cost }),
  };
}

/** Which spendings count for an account, as a condition on `$2`; of the whole tenant all of them do. */
export function toSpendingColumn(account: string): { column: 'by_user' | 'agent' | 'task'; id: string } | undefined {
  const [kind, id = ''] = account.split(':');
  if (kind === 'tenant') return undefined;
  return { column: kind === 'user' ? 'by_user' : kind === 'agent' ? 'agent' : 'task', id };
}
