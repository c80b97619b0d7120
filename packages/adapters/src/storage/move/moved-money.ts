/** Accounts, budgets, what was spent, quotas, the keys of providers and kept answers: both databases keep them alike. */
import { LEDGER_TYPES } from '../rows/budget-rows.ts';
import { SPENDING_TYPES } from '../rows/spending-columns.ts';
import type { MovedTable } from './moved-table.ts';

const ACCOUNTS: MovedTable = {
  table: 'accounts',
  columns: {
    tenant: 'text',
    id: 'text',
    parent: 'text',
    limit_tokens: 'bigint',
    limit_cost: 'bigint',
    reserved_tokens: 'bigint',
    reserved_cost: 'bigint',
    spent_tokens: 'bigint',
    spent_cost: 'bigint',
  },
  order: 'tenant, id',
};

const RESERVATIONS: MovedTable = {
  table: 'reservations',
  columns: {
    run: 'bigint',
    id: 'text',
    tenant: 'text',
    tokens: 'bigint',
    cost: 'bigint',
    at: 'bigint',
    accounts: 'text',
  },
  order: 'run, id',
};

const BUDGETS: readonly MovedTable[] = [
  { table: 'budgets', columns: LEDGER_TYPES, order: 'tenant, account, period' },
  {
    table: 'raises',
    columns: {
      tenant: 'text',
      id: 'text',
      account: 'text',
      period: 'text',
      tokens: 'bigint',
      cost: 'bigint',
      at: 'bigint',
    },
    order: 'tenant, id',
  },
];

const SPENDINGS: MovedTable = {
  table: 'spendings',
  columns: { run: 'bigint', tenant: 'text', ...SPENDING_TYPES },
  order: 'run, seq',
};

const MODELS: readonly MovedTable[] = [
  {
    table: 'quotas',
    columns: { no: 'bigint', tenant: 'text', key: 'text', model: 'text', log: 'text', used_at: 'bigint' },
    counter: 'no',
    order: 'no',
  },
  {
    table: 'credentials',
    columns: {
      tenant: 'text',
      provider: 'text',
      name: 'text',
      sealed: 'bytea',
      fingerprint: 'text',
      base_url: 'text',
      by_user: 'text',
      at: 'bigint',
    },
    order: 'tenant, provider, name',
  },
  {
    table: 'answers',
    columns: { no: 'bigint', tenant: 'text', hash: 'text', body: 'text', bytes: 'bigint', expires_at: 'bigint' },
    counter: 'no',
    order: 'no',
  },
];

export const MOVED_MONEY: readonly MovedTable[] = [ACCOUNTS, RESERVATIONS, ...BUDGETS, SPENDINGS, ...MODELS];
