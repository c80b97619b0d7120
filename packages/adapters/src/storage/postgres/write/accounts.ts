/** The accounts that a flush touches: locked in the order of their ids, changed in memory, written back together. */
import { type Limited, plus } from '@tutti/engine/budget/decide';
import type { Amount, Budget } from '@tutti/protocol';
import { toLimit } from '../../rows/budget-rows.ts';
import type { Ask, Row } from '../database.ts';

export interface AccountRow extends Limited {
  readonly tenant: string;
  readonly parent: string | undefined;
  reserved: Amount;
  spent: Amount;
}

export interface AccountId {
  readonly tenant: string;
  readonly id: string;
}

/** From each account up to the last one above it. UNION ends where an account would stand above itself. */
const LOCK = {
  name: 'lock-accounts',
  text: `WITH RECURSIVE chain AS (
      SELECT tenant COLLATE "C", id COLLATE "C" FROM unnest($1::text[], $2::text[]) AS w(tenant, id)
      UNION
      SELECT a.tenant, a.parent FROM chain JOIN accounts a ON a.tenant = chain.tenant AND a.id = chain.id WHERE a.parent IS NOT NULL
    )
    SELECT a.*, EXISTS (SELECT FROM budgets WHERE tenant = ANY($1::text[])) AS budgeted FROM accounts a JOIN chain ON a.tenant = chain.tenant AND a.id = chain.id
    ORDER BY a.tenant, a.id FOR NO KEY UPDATE OF a`,
};
const SAVE = {
  name: 'save-accounts',
  text: `UPDATE accounts a SET reserved_tokens = w.reserved_tokens, reserved_cost = w.reserved_cost,
      spent_tokens = w.spent_tokens, spent_cost = w.spent_cost
    FROM json_to_recordset($1::json) AS w(tenant text, id text, reserved_tokens bigint, reserved_cost bigint, spent_tokens bigint, spent_cost bigint)
    WHERE a.tenant = w.tenant AND a.id = w.id`,
};
const SET_LIMIT = {
  name: 'set-limit',
  text: `INSERT INTO accounts (tenant, id, limit_tokens, limit_cost) VALUES ($1, $2, $3, $4)
    ON CONFLICT (tenant, id) DO UPDATE SET limit_tokens = excluded.limit_tokens, limit_cost = excluded.limit_cost`,
};
const RAISE_LIMIT = {
  name: 'raise-limit',
  text: 'UPDATE accounts SET limit_tokens = limit_tokens + $3, limit_cost = limit_cost + $4 WHERE tenant = $1 AND id = $2',
};

export class LockedAccounts {
  readonly #rows: ReadonlyMap<string, AccountRow>;
  readonly #changed = new Set<AccountRow>();
  /** Whether any of the tenants has a budget that may be asked. */
  readonly isBudgeted: boolean;

  private constructor(rows: readonly AccountRow[], isBudgeted: boolean) {
    this.#rows = new Map(rows.map((row) => [toKey({ tenant: row.tenant, id: row.account }), row]));
    this.isBudgeted = isBudgeted;
  }

  static async lock(ask: Ask, ids: readonly AccountId[]): Promise<LockedAccounts> {
    const rows = await ask(LOCK, [ids.map(({ tenant }) => tenant), ids.map(({ id }) => id)]);
    const isBudgeted = rows.some((row) => row['budgeted'] === true);
    return new LockedAccounts(rows.map(toAccountRow), isBudgeted);
  }

  /** The account and all above it. */
  chainOf({ tenant, id }: AccountId): readonly AccountRow[] {
    const chain = new Set<AccountRow>();
    for (let next: string | undefined = id; next !== undefined; ) {
      const row = this.#rows.get(toKey({ tenant, id: next }));
      if (!row || chain.has(row)) break;
      chain.add(row);
      next = row.parent;
    }
    return [...chain];
  }

  move(id: AccountId, { reserved, spent }: { reserved: Amount; spent: Amount }): void {
    for (const row of this.chainOf(id)) {
      row.reserved = plus(row.reserved, reserved);
      row.spent = plus(row.spent, spent);
      this.#changed.add(row);
    }
  }

  async save(ask: Ask): Promise<void> {
    if (this.#changed.size === 0) return;
    const rows = [...this.#changed].map(({ tenant, account, reserved, spent }) => ({
      tenant,
      id: account,
      reserved_tokens: reserved.tokens,
      reserved_cost: reserved.costNanoUsd,
      spent_tokens: spent.tokens,
      spent_cost: spent.costNanoUsd,
    }));
    await ask(SAVE, [JSON.stringify(rows)]);
  }
}

export async function setLimit(ask: Ask, { tenant, id }: AccountId, limit: Budget): Promise<void> {
  await ask(SET_LIMIT, [tenant, id, limit.tokens, limit.costNanoUsd]);
}

/** What is not limited stays so. */
export async function raiseAccount(ask: Ask, { tenant, id }: AccountId, by: Amount): Promise<void> {
  await ask(RAISE_LIMIT, [tenant, id, by.tokens, by.costNanoUsd]);
}

function toAccountRow(row: Row): AccountRow {
  return {
    tenant: String(row['tenant']),
    account: String(row['id']),
    parent: typeof row['parent'] === 'string' ? row['parent'] : undefined,
    limit: toLimit(row),
    reserved: { tokens: Number(row['reserved_tokens']), costNanoUsd: Number(row['reserved_cost']) },
    spent: { tokens: Number(row['spent_tokens']), costNanoUsd: Number(row['spent_cost']) },
  };
}

function toKey({ tenant, id }: AccountId): string {
  return `${tenant}/${id}`;
}
