/** The accounts of runs and of what stands above them. */
import type { Limited } from '@tutti/engine/budget/decide';
import type { Amount, Budget } from '@tutti/protocol';
import { toLimit } from '../../rows/budget-rows.ts';
import type { Row } from '../reader/read-op.ts';
import type { LimitCells, WriteOps } from './write-op.ts';
import type { Writing } from './writing.ts';

export interface AccountRow extends Limited {
  readonly parent: string | undefined;
}

export function setLimit({ sql, notices }: Writing, { tenant, id, limit }: WriteOps['setLimit'][0]): undefined {
  sql(
    'INSERT INTO accounts (tenant, id, limit_tokens, limit_cost) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET limit_tokens = excluded.limit_tokens, limit_cost = excluded.limit_cost',
  ).run(tenant, id, limit.tokens ?? null, limit.cost ?? null);
  // A raised limit lets blocked reservations through, as a settlement does.
  notices.settled = true;
}

/** Opens the account of a new run, and those above it that nobody has set a limit for yet. */
export function openAccount(
  { sql }: Writing,
  account: { tenant: string; id: string; parent: string | undefined; limit: LimitCells },
): void {
  const { tenant, id, parent, limit } = account;
  sql(
    'INSERT INTO accounts (tenant, id, parent, limit_tokens, limit_cost) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET parent = excluded.parent, limit_tokens = excluded.limit_tokens, limit_cost = excluded.limit_cost',
  ).run(tenant, id, parent ?? null, limit.tokens ?? null, limit.cost ?? null);
  if (parent !== undefined) sql('INSERT OR IGNORE INTO accounts (tenant, id) VALUES (?, ?)').run(tenant, parent);
}

export function readChain({ sql }: Writing, tenant: string, id: string): readonly AccountRow[] {
  const select = sql('SELECT * FROM accounts WHERE tenant = ? AND id = ?');
  const chain = new Map<string, AccountRow>();
  // An account that stands above itself would never end.
  for (let next: string | undefined = id; next !== undefined && !chain.has(next); ) {
    const row = select.get(tenant, next);
    if (!row) break;
    const account = toAccountRow(row);
    chain.set(next, account);
    next = account.parent;
  }
  return [...chain.values()];
}

export function moveAccount(
  { sql }: Writing,
  { tenant, id }: { tenant: string; id: string },
  { reserved, spent }: { reserved: Amount; spent: Amount },
): void {
  sql(
    'UPDATE accounts SET reserved_tokens = reserved_tokens + ?, reserved_cost = reserved_cost + ?, spent_tokens = spent_tokens + ?, spent_cost = spent_cost + ? WHERE tenant = ? AND id = ?',
  ).run(reserved.tokens, reserved.costNanoUsd, spent.tokens, spent.costNanoUsd, tenant, id);
}

/** False where there is no such account. What is not limited stays so. */
export function raiseAccount({ sql }: Writing, { tenant, id }: { tenant: string; id: string }, by: Amount): boolean {
  const update = sql(
    'UPDATE accounts SET limit_tokens = limit_tokens + ?, limit_cost = limit_cost + ? WHERE tenant = ? AND id = ?',
  );
  return update.run(by.tokens, by.costNanoUsd, tenant, id).changes === 1;
}

function toAccountRow(row: Row): AccountRow {
  const limit: Budget = toLimit(row);
  return {
    account: String(row['id']),
    parent: typeof row['parent'] === 'string' ? row['parent'] : undefined,
    limit,
    reserved: { tokens: Number(row['reserved_tokens']), costNanoUsd: Number(row['reserved_cost']) },
    spent: { tokens: Number(row['spent_tokens']), costNanoUsd: Number(row['spent_cost']) },
  };
}
