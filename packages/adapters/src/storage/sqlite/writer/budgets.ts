/** Budgets by period. Only the writer knows what time it is for the store, so it also reads them. */
import type { BudgetState } from '@tutti/engine';
import {
  type BudgetLedger,
  changeRule,
  openLedger,
  raiseLedger,
  sortLedgers,
  toBudgetState,
  toBudgetStates,
  turnLedgers,
} from '@tutti/engine/budget/ledger';
import { startOfPeriod } from '@tutti/engine/budget/period';
import type { AccountRef, Amount, BudgetRule } from '@tutti/protocol';
import { LEDGER_COLUMNS, toLedger, toLedgerCells, toSpendingColumn } from '../../rows/budget-rows.ts';
import type { Row, SpentCount } from '../reader/read-op.ts';
import { raiseAccount } from './accounts.ts';
import type { WriteOps } from './write-op.ts';
import type { Writing } from './writing.ts';

const SAVE = `INSERT OR REPLACE INTO budgets (${LEDGER_COLUMNS.join(', ')}) VALUES (${LEDGER_COLUMNS.map(() => '?').join(', ')})`;

/** Of all that there are on these accounts, in the order in which they are decided. */
export function readLedgers({ sql }: Writing, tenant: string, accounts: readonly string[]): BudgetLedger[] {
  const select = sql('SELECT * FROM budgets WHERE tenant = ? AND account = ?');
  const rows = [...new Set(accounts)].flatMap((account) => select.all(tenant, account));
  return sortLedgers(rows.map(toLedger), accounts as readonly AccountRef[]);
}

export function saveLedger({ sql }: Writing, tenant: string, ledger: BudgetLedger): void {
  const cells = toLedgerCells(tenant, ledger);
  sql(SAVE).run(...LEDGER_COLUMNS.map((column) => cells[column]));
}

export function setBudget(
  writing: Writing,
  { tenant, rule, counted }: WriteOps['setBudget'][0],
): WriteOps['setBudget'][1] {
  const { now, notices } = writing;
  const known = findLedger(writing, tenant, rule);
  const from = startOfPeriod(rule.period, now);
  const ledger = known ?? (counted?.from === from ? openCounted(writing, { tenant, rule, counted }) : undefined);
  // All that was ever spent is too much to read while nobody else can write.
  if (!ledger) return { countFrom: from };
  turnLedgers([ledger], now);
  if (known) changeRule(known, rule);
  saveLedger(writing, tenant, ledger);
  notices.settled = true;
  return toBudgetState(ledger);
}

export function listBudgets({ sql, now }: Writing, { tenant }: WriteOps['listBudgets'][0]): readonly BudgetState[] {
  const ledgers = sql('SELECT * FROM budgets WHERE tenant = ?').all(tenant).map(toLedger);
  turnLedgers(ledgers, now);
  return toBudgetStates(ledgers);
}

export function removeBudget(
  { sql, notices }: Writing,
  { tenant, account, period }: WriteOps['removeBudget'][0],
): boolean {
  notices.settled = true;
  const remove = sql('DELETE FROM budgets WHERE tenant = ? AND account = ? AND period = ?');
  return remove.run(tenant, account, period).changes === 1;
}

export function raiseLimit(writing: Writing, op: WriteOps['raiseLimit'][0]): 'raised' | 'known' | 'missing' {
  const { sql, now, notices } = writing;
  const { tenant, raise } = op;
  const { id, account, period, by } = raise;
  if (sql('SELECT 1 FROM raises WHERE tenant = ? AND id = ?').get(tenant, id)) return 'known';
  if (!applyRaise(writing, op)) return 'missing';
  sql('INSERT INTO raises (tenant, id, account, period, tokens, cost, at) VALUES (?, ?, ?, ?, ?, ?, ?)').run(
    tenant,
    id,
    account,
    period ?? null,
    by.tokens,
    by.costNanoUsd,
    now,
  );
  notices.settled = true;
  return 'raised';
}

function applyRaise(writing: Writing, { tenant, raise }: WriteOps['raiseLimit'][0]): boolean {
  const { account, period, by } = raise;
  if (period === undefined) return raiseAccount(writing, { tenant, id: account }, by);
  const ledger = findLedger(writing, tenant, { account, period });
  if (!ledger) return false;
  turnLedgers([ledger], writing.now);
  raiseLedger(ledger, by);
  saveLedger(writing, tenant, ledger);
  return true;
}

function findLedger(
  { sql }: Writing,
  tenant: string,
  { account, period }: { account: string; period: string },
): BudgetLedger | undefined {
  const select = sql('SELECT * FROM budgets WHERE tenant = ? AND account = ? AND period = ?');
  const row = select.get(tenant, account, period);
  return row && toLedger(row);
}

interface CountedRule {
  readonly tenant: string;
  readonly rule: BudgetRule;
  readonly counted: SpentCount;
}

function openCounted(writing: Writing, wish: CountedRule): BudgetLedger {
  return openLedger(wish.rule, writing.now, countBefore(writing, wish));
}

/** What the running period has seen before anybody set a limit: what is counted already, and what was written since. */
function countBefore(
  { sql }: Writing,
  { tenant, rule: { account }, counted: { from, upTo, tokens, costNanoUsd } }: CountedRule,
): { spent: Amount; reserved: Amount } {
  const of = toSpendingColumn(account);
  // The order is said, as the planner cannot know how few these events are.
  const rest = `SELECT sum(s.input_tokens + s.output_tokens) AS tokens, sum(s.cost_nano_usd) AS cost
    FROM events e CROSS JOIN spendings s ON s.run = e.run AND s.seq = e.seq
    WHERE e.position > ? AND s.tenant = ? AND s.at >= ?${of ? ` AND s.${of.column} = ?` : ''}`;
  const since = toSum(sql(rest).get(upTo, tenant, from, ...(of ? [of.id] : [])));
  const spent = { tokens: tokens + since.tokens, costNanoUsd: costNanoUsd + since.costNanoUsd };
  const reserved = sql(
    'SELECT sum(tokens) AS tokens, sum(cost) AS cost FROM reservations WHERE tenant = ? AND at >= ? AND instr(accounts, ?) > 0',
  ).get(tenant, from, JSON.stringify(account));
  return { spent, reserved: toSum(reserved) };
}

function toSum(row: Row | undefined): Amount {
  return { tokens: Number(row?.['tokens'] ?? 0), costNanoUsd: Number(row?.['cost'] ?? 0) };
}
