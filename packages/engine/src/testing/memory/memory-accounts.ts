/** The accounts of a memory store: a reservation counts on every account of its chain, or on none. */
import { addAmounts, type Amount, type Budget, NOTHING, type RunId, type TenantId } from '@tutti/protocol';
import type { AccountState, Reservation, ReservationVerdict } from '../../ports/accounts.ts';
import type { Append } from '../../ports/journal.ts';
import { type AccountRow, type MemoryData, toKey } from './memory-data.ts';

const DIMENSIONS = ['tokens', 'costNanoUsd'] as const;

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
export function reserveAmount(data: MemoryData, { tenant, run, id, amount }: Reservation): ReservationVerdict {
  const key = toKey(tenant, `${run}/${id}`);
  if (data.reservations.has(key)) return { status: 'granted' };
  const chain = toChain(data, tenant, run);
  const refusing = chain.find(([, { limit, spent }]) => !fits(limit, addAmounts(spent, amount)));
  if (refusing) {
    const [account, { limit, spent }] = refusing;
    return { status: 'refused', account, left: toLeft(limit, spent) };
  }
  const blocking = chain.find(([, row]) => !fits(row.limit, addAmounts(taken(row), amount)));
  if (blocking) {
    const [account, row] = blocking;
    return { status: 'blocked', account, left: toLeft(row.limit, taken(row)) };
  }
  for (const [, row] of chain) row.reserved = addAmounts(row.reserved, amount);
  data.reservations.set(key, { amount, open: true });
  return { status: 'granted' };
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
      account.spent = addAmounts(account.spent, amount);
    }
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

function taken({ reserved, spent }: AccountRow): Amount {
  return addAmounts(reserved, spent);
}

function fits(limit: Budget, amount: Amount): boolean {
  return DIMENSIONS.every((dimension) => amount[dimension] <= (limit[dimension] ?? Number.POSITIVE_INFINITY));
}

function toLeft(limit: Budget, amount: Amount): Budget {
  const left: Budget = {};
  for (const dimension of DIMENSIONS) {
    const most = limit[dimension];
    if (most !== undefined) left[dimension] = Math.max(0, most - amount[dimension]);
  }
  return left;
}
