/** The accounts of a memory store: a reservation counts on every account of its chain, or on none. */
import { type Amount, type Budget, NOTHING, type RunId, type TenantId } from '@tutti/protocol';
import { reserveOn, settleOn, sortLedgers, turnLedgers } from '../../budget/budget-ledger.ts';
import { type Limited, plus } from '../../budget/decide-reservation.ts';
import type { AccountState, Reservation, ReservationVerdict } from '../../ports/accounts.ts';
import type { Append } from '../../ports/journal.ts';
import { listLedgers } from './memory-budgets.ts';
import { type AccountRow, type MemoryData, toKey } from './memory-data.ts';

export interface NewAccount {
  readonly id: string;
  readonly limit: Budget;
  readonly parent: string | undefined;
}

export function openAccount(data: MemoryData, tenant: TenantId, { id, limit, parent }: NewAccount): void {
  data.accounts.set(toKey(tenant, id), { limit, reserved: NOTHING, spent: NOTHING, parent });
}

export function setAccountLimit(
  data: MemoryData,
  tenant: TenantId,
  { id, limit }: { id: string; limit: Budget },
): void {
  getAccount(data, tenant, id).limit = limit;
}

export function findAccountState(data: MemoryData, tenant: TenantId, id: string): AccountState | undefined {
  const row = data.accounts.get(toKey(tenant, id));
  return row && { limit: row.limit, reserved: row.reserved, spent: row.spent };
}

/** Whether the run may reserve at all is asked before. */
export function reserveAmount(data: MemoryData, wish: Reservation, now: number): ReservationVerdict {
  const { tenant, run, id, amount, accounts = [] } = wish;
  const key = toKey(tenant, `${run}/${id}`);
  if (data.reservations.has(key)) return { status: 'granted' };
  const chain = toChain(data, tenant, run);
  const ledgers = sortLedgers(listLedgers(data, tenant), accounts);
  const at = turnLedgers(ledgers, now);
  const verdict = reserveOn(chain.map(toLimited), ledgers, amount);
  if (verdict.status !== 'granted') return verdict;
  for (const [, row] of chain) row.reserved = plus(row.reserved, amount);
  data.reservations.set(key, { tenant, amount, at, accounts, open: true });
  return verdict;
}

/** True when anything was settled. A reservation is settled once, whoever reports it how often. */
export function settleAll(data: MemoryData, { tenant, run, settlements = [] }: Append): boolean {
  let settled = false;
  for (const { reservation, amount } of settlements) {
    const row = data.reservations.get(toKey(tenant, `${run}/${reservation}`));
    if (!row?.open) continue;
    row.open = false;
    settled = true;
    for (const [, account] of toChain(data, tenant, run)) {
      account.reserved = subtract(account.reserved, row.amount);
      account.spent = plus(account.spent, amount);
    }
    for (const ledger of sortLedgers(listLedgers(data, tenant), row.accounts)) settleOn(ledger, row, amount);
  }
  return settled;
}

export function listOpenReservations(data: MemoryData, tenant: TenantId, run: RunId): string[] {
  const prefix = toKey(tenant, `${run}/`);
  return [...data.reservations].flatMap(([key, { open }]) =>
    open && key.startsWith(prefix) ? [key.slice(prefix.length)] : [],
  );
}

function toChain(data: MemoryData, tenant: TenantId, run: RunId): [string, AccountRow][] {
  const chain: [string, AccountRow][] = [];
  let id: string | undefined = run;
  while (id !== undefined) {
    const row: AccountRow = getAccount(data, tenant, id);
    chain.push([id, row]);
    id = row.parent;
  }
  return chain;
}

function toLimited([account, { limit, reserved, spent }]: [string, AccountRow]): Limited {
  return { account, limit, reserved, spent };
}

/** An account that nobody has given a limit yet counts all the same. */
function getAccount(data: MemoryData, tenant: TenantId, id: string): AccountRow {
  const key = toKey(tenant, id);
  const row = data.accounts.get(key) ?? { limit: {}, reserved: NOTHING, spent: NOTHING, parent: undefined };
  data.accounts.set(key, row);
  return row;
}

function subtract(one: Amount, other: Amount): Amount {
  return { tokens: one.tokens - other.tokens, costNanoUsd: one.costNanoUsd - other.costNanoUsd };
}
