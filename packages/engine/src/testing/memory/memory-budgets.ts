/** The budgets of a memory store. */
import {
  type AccountRef,
  type Amount,
  type BudgetPeriod,
  type BudgetRule,
  type Instant,
  NOTHING,
  type Spending,
  type TenantId,
  toAmount,
} from '@tutti/protocol';
import {
  type BudgetLedger,
  changeRule,
  openLedger,
  raiseLedger,
  toBudgetState,
  toBudgetStates,
  turnLedgers,
} from '../../budget/budget-ledger.ts';
import { startOfPeriod } from '../../budget/budget-period.ts';
import { plus } from '../../budget/decide-reservation.ts';
import type { BudgetState, Raise } from '../../ports/accounts.ts';
import { type MemoryData, toKey } from './memory-data.ts';

export function listLedgers(data: MemoryData, tenant: TenantId): BudgetLedger[] {
  return [...data.budgets].flatMap(([key, ledger]) => (key.startsWith(toKey(tenant, '')) ? [ledger] : []));
}

export function setBudget(
  data: MemoryData,
  { tenant, rule }: { tenant: TenantId; rule: BudgetRule },
  now: Instant,
): BudgetState {
  const key = toBudgetKey(tenant, rule);
  const known = data.budgets.get(key);
  const ledger = known ?? openLedger(rule, now, countBefore(data, tenant, { rule, now }));
  turnLedgers([ledger], now);
  if (known) changeRule(known, rule);
  data.budgets.set(key, ledger);
  return toBudgetState(ledger);
}

export function listBudgets(data: MemoryData, tenant: TenantId, now: Instant): BudgetState[] {
  const ledgers = listLedgers(data, tenant);
  turnLedgers(ledgers, now);
  return toBudgetStates(ledgers);
}

export function removeBudget(
  data: MemoryData,
  tenant: TenantId,
  which: { account: AccountRef; period: BudgetPeriod },
): boolean {
  return data.budgets.delete(toBudgetKey(tenant, which));
}

export function raiseLimit(
  data: MemoryData,
  { tenant, raise }: { tenant: TenantId; raise: Raise },
  now: Instant,
): 'raised' | 'known' | 'missing' {
  const key = toKey(tenant, raise.id);
  if (data.raises.has(key)) return 'known';
  if (!applyRaise(data, { tenant, raise }, now)) return 'missing';
  data.raises.add(key);
  return 'raised';
}

function applyRaise(data: MemoryData, { tenant, raise }: { tenant: TenantId; raise: Raise }, now: Instant): boolean {
  const { account, period, by } = raise;
  if (period === undefined) {
    const row = data.accounts.get(toKey(tenant, account));
    if (!row) return false;
    const { tokens, costNanoUsd } = row.limit;
    row.limit = {
      ...(tokens !== undefined && { tokens: tokens + by.tokens }),
      ...(costNanoUsd !== undefined && { costNanoUsd: costNanoUsd + by.costNanoUsd }),
    };
    return true;
  }
  const ledger = data.budgets.get(toBudgetKey(tenant, { account, period }));
  if (!ledger) return false;
  turnLedgers([ledger], now);
  raiseLedger(ledger, by);
  return true;
}

/** What the running period has seen before anybody set a limit. */
function countBefore(
  data: MemoryData,
  tenant: TenantId,
  { rule: { account, period }, now }: { rule: BudgetRule; now: Instant },
): { spent: Amount; reserved: Amount } {
  const from = startOfPeriod(period, now);
  const spent = data.spendings.filter((each) => each.tenant === tenant && each.at >= from && isOf(each, account));
  const reserved = [...data.reservations.values()].filter(
    (each) => each.open && each.tenant === tenant && each.at >= from && each.accounts.includes(account),
  );
  return {
    spent: spent.map(({ usage }) => toAmount(usage)).reduce(plus, NOTHING),
    reserved: reserved.map(({ amount }) => amount).reduce(plus, NOTHING),
  };
}

function isOf({ user, agent, task }: Spending, account: AccountRef): boolean {
  return ['tenant', `user:${user}`, `agent:${agent}`, `task:${task}`].includes(account);
}

function toBudgetKey(tenant: TenantId, { account, period }: { account: string; period: BudgetPeriod }): string {
  return toKey(tenant, `${account}/${period}`);
}
