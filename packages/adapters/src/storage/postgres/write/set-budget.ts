/** What people change about budgets: rarely, and each in a transaction of its own. */
import type { BudgetState, Raise } from '@tutti/engine';
import {
  type BudgetLedger,
  changeRule,
  openLedger,
  raiseLedger,
  toBudgetState,
  toBudgetStates,
  turnLedgers,
} from '@tutti/engine/budget/ledger';
import { startOfPeriod } from '@tutti/engine/budget/period';
import type { Amount, BudgetPeriod, BudgetRule, Instant } from '@tutti/protocol';
import { toLedger, toSpendingColumn } from '../../rows/budget-rows.ts';
import type { Ask, Row } from '../database.ts';
import { raiseAccount } from './accounts.ts';
import { findLedger, saveLedgers } from './ledgers.ts';
import { nowMs } from './signal-run.ts';

export interface OfTenant<Wish> {
  readonly tenant: string;
  readonly wish: Wish;
}

const LIST = { name: 'list-budgets', text: `SELECT b.*, ${nowMs('$2')} AS now FROM budgets b WHERE tenant = $1` };
const REMOVE = {
  name: 'remove-budget',
  text: 'DELETE FROM budgets WHERE tenant = $1 AND account = $2 AND period = $3 RETURNING period',
};
const NOW = { name: 'now', text: `SELECT ${nowMs('$1')} AS now` };
/** Whoever reserves or settles has begun before, and then is waited for, or begins afterwards, and then sees the new budget. */
const STOP_RESERVATIONS = { name: 'stop-reservations', text: 'LOCK TABLE reservations IN EXCLUSIVE MODE' };
const SUM_SPENT = 'SELECT sum(input_tokens + output_tokens) AS tokens, sum(cost_nano_usd) AS cost FROM spendings';
const SUM_RESERVED = {
  name: 'sum-reserved',
  text: `SELECT sum(tokens) AS tokens, sum(cost) AS cost FROM reservations
    WHERE tenant = $1 AND at >= $2 AND position($3 IN accounts) > 0`,
};
const FIND_RAISE = { name: 'find-raise', text: 'SELECT 1 FROM raises WHERE tenant = $1 AND id = $2' };
const FIND_ACCOUNT = { name: 'find-account', text: 'SELECT 1 FROM accounts WHERE tenant = $1 AND id = $2' };
const ADD_RAISE = {
  name: 'add-raise',
  text: `INSERT INTO raises (tenant, id, account, period, tokens, cost, at) VALUES ($1, $2, $3, $4, $5, $6, ${nowMs('$7')})
    ON CONFLICT DO NOTHING RETURNING id`,
};

export async function setBudget(
  ask: Ask,
  { tenant, wish: rule }: OfTenant<BudgetRule>,
  now: Instant | undefined,
): Promise<BudgetState> {
  const known = await findLedger(ask, { tenant, ...rule }, now);
  if (known) return toBudgetState(await changeKnown(ask, { tenant, wish: rule }, known));
  await ask(STOP_RESERVATIONS);
  // Somebody may have made it meanwhile.
  const made = await findLedger(ask, { tenant, ...rule }, now);
  if (made) return toBudgetState(await changeKnown(ask, { tenant, wish: rule }, made));
  const at = Number((await ask(NOW, [now]))[0]?.['now']);
  const ledger = openLedger(rule, at, await countBefore(ask, { tenant, wish: rule }, at));
  await saveLedgers(ask, [{ tenant, ledger }]);
  return toBudgetState(ledger);
}

export async function listBudgets(ask: Ask, tenant: string, now: Instant | undefined): Promise<readonly BudgetState[]> {
  const rows = await ask(LIST, [tenant, now]);
  const ledgers = rows.map(toLedger);
  turnLedgers(ledgers, Number(rows[0]?.['now'] ?? 0));
  return toBudgetStates(ledgers);
}

export async function removeBudget(
  ask: Ask,
  { tenant, wish }: OfTenant<{ account: string; period: BudgetPeriod }>,
): Promise<boolean> {
  return (await ask(REMOVE, [tenant, wish.account, wish.period])).length === 1;
}

export async function raiseLimit(
  ask: Ask,
  { tenant, wish: raise }: OfTenant<Raise>,
  now: Instant | undefined,
): Promise<'raised' | 'known' | 'missing'> {
  const { id, account, period, by } = raise;
  if ((await ask(FIND_RAISE, [tenant, id])).length > 0) return 'known';
  const known = period && (await findLedger(ask, { tenant, account, period }, now));
  const isThere = period ? known !== undefined : (await ask(FIND_ACCOUNT, [tenant, account])).length > 0;
  if (!isThere) return 'missing';
  // Of two that come at the same time the second one waits here for the commit of the first.
  const added = await ask(ADD_RAISE, [tenant, id, account, period, by.tokens, by.costNanoUsd, now]);
  if (added.length === 0) return 'known';
  if (!known) {
    await raiseAccount(ask, { tenant, id: account }, by);
    return 'raised';
  }
  turnLedgers([known.ledger], known.now);
  raiseLedger(known.ledger, by);
  await saveLedgers(ask, [{ tenant, ledger: known.ledger }]);
  return 'raised';
}

async function changeKnown(
  ask: Ask,
  { tenant, wish: rule }: OfTenant<BudgetRule>,
  { ledger, now }: { ledger: BudgetLedger; now: Instant },
): Promise<BudgetLedger> {
  turnLedgers([ledger], now);
  changeRule(ledger, rule);
  await saveLedgers(ask, [{ tenant, ledger }]);
  return ledger;
}

/** What the running period has seen before anybody set a limit. */
async function countBefore(
  ask: Ask,
  { tenant, wish: { account, period } }: OfTenant<BudgetRule>,
  now: Instant,
): Promise<{ spent: Amount; reserved: Amount }> {
  const from = startOfPeriod(period, now);
  const of = toSpendingColumn(account);
  const text = `${SUM_SPENT} WHERE tenant = $1 AND at >= $2${of ? ` AND ${of.column} = $3` : ''}`;
  const [spent] = await ask({ name: `sum-spent-${of?.column ?? 'all'}`, text }, [tenant, from, ...(of ? [of.id] : [])]);
  const [reserved] = await ask(SUM_RESERVED, [tenant, from, JSON.stringify(account)]);
  return { spent: toSum(spent), reserved: toSum(reserved) };
}

function toSum(row: Row | undefined): Amount {
  return { tokens: Number(row?.['tokens'] ?? 0), costNanoUsd: Number(row?.['cost'] ?? 0) };
}
