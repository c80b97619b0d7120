/** Reservations and settlements walk from the run's account up to the last one above it, inside one transaction. */
import { findOwned } from './find-owned.ts';
import type { Place } from './write-entries.ts';
import type { Cell, LimitCells, VerdictCells, WriteOps } from './write-op.ts';
import type { Writing } from './writing.ts';

interface AccountRow {
  readonly id: string;
  readonly parent: string | undefined;
  readonly limit: LimitCells;
  readonly reserved: AmountCells;
  readonly spent: AmountCells;
}
interface AmountCells {
  readonly tokens: number;
  readonly cost: number;
}

const NOTHING: AmountCells = { tokens: 0, cost: 0 };

export function reserveAmount(writing: Writing, op: WriteOps['reserve'][0]): VerdictCells {
  const { sql } = writing;
  const no = findOwned(writing, op, op.epoch);
  if (sql('SELECT 1 FROM reservations WHERE run = ? AND id = ?').get(no, op.id)) return { status: 'granted' };
  const chain = readChain(writing, op.tenant, op.run);
  // What can never fit is said first: waiting for others would not help.
  const refused = findTooSmall(chain, op, () => NOTHING);
  if (refused) return { status: 'refused', ...refused };
  const blocked = findTooSmall(chain, op, ({ reserved }) => reserved);
  if (blocked) return { status: 'blocked', ...blocked };
  for (const { id } of chain) move(writing, { tenant: op.tenant, id }, { reserved: op, spent: NOTHING });
  sql('INSERT INTO reservations (run, id, tenant, tokens, cost) VALUES (?, ?, ?, ?, ?)').run(
    no,
    op.id,
    op.tenant,
    op.tokens,
    op.cost,
  );
  return { status: 'granted' };
}

/** What was settled before, or never reserved, is passed over. */
export function settle(writing: Writing, { tenant, no }: Place, cells: readonly Cell[]): void {
  const { sql, notices } = writing;
  const take = sql('DELETE FROM reservations WHERE run = ? AND id = ? RETURNING tokens, cost');
  const account = String(sql('SELECT id FROM runs WHERE no = ?').get(no)?.['id']);
  for (let at = 0; at < cells.length; at += 3) {
    const held = take.get(no, cells[at] ?? null);
    if (!held) continue;
    const reserved = { tokens: -Number(held['tokens']), cost: -Number(held['cost']) };
    const spent = { tokens: Number(cells[at + 1]), cost: Number(cells[at + 2]) };
    for (const { id } of readChain(writing, tenant, account)) move(writing, { tenant, id }, { reserved, spent });
    notices.settled = true;
  }
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

function readChain({ sql }: Writing, tenant: string, id: string): readonly AccountRow[] {
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

function findTooSmall(
  chain: readonly AccountRow[],
  asked: AmountCells,
  heldOf: (account: AccountRow) => AmountCells,
): { account: string; left: LimitCells } | undefined {
  for (const account of chain) {
    const { limit, spent } = account;
    const held = heldOf(account);
    const tokens = limit.tokens === undefined ? undefined : limit.tokens - spent.tokens - held.tokens;
    const cost = limit.cost === undefined ? undefined : limit.cost - spent.cost - held.cost;
    if (asked.tokens <= (tokens ?? Infinity) && asked.cost <= (cost ?? Infinity)) continue;
    return { account: account.id, left: { tokens: atLeastZero(tokens), cost: atLeastZero(cost) } };
  }
  return undefined;
}

function move(
  { sql }: Writing,
  { tenant, id }: { tenant: string; id: string },
  { reserved, spent }: { reserved: AmountCells; spent: AmountCells },
): void {
  sql(
    'UPDATE accounts SET reserved_tokens = reserved_tokens + ?, reserved_cost = reserved_cost + ?, spent_tokens = spent_tokens + ?, spent_cost = spent_cost + ? WHERE tenant = ? AND id = ?',
  ).run(reserved.tokens, reserved.cost, spent.tokens, spent.cost, tenant, id);
}

function toAccountRow(row: Record<string, unknown>): AccountRow {
  return {
    id: String(row['id']),
    parent: typeof row['parent'] === 'string' ? row['parent'] : undefined,
    limit: { tokens: toLimit(row['limit_tokens']), cost: toLimit(row['limit_cost']) },
    reserved: { tokens: Number(row['reserved_tokens']), cost: Number(row['reserved_cost']) },
    spent: { tokens: Number(row['spent_tokens']), cost: Number(row['spent_cost']) },
  };
}

function toLimit(column: unknown): number | undefined {
  return column === null ? undefined : Number(column);
}

function atLeastZero(left: number | undefined): number | undefined {
  return left === undefined ? undefined : Math.max(left, 0);
}
