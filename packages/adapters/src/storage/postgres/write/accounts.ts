/** The accounts that a flush touches: locked in the order of their ids, changed in memory, written back together. */
import type { Amount, Budget } from '@tutti/protocol';
import type { Ask } from '../database.ts';

export interface AccountRow {
  readonly tenant: string;
  readonly id: string;
  readonly parent: string | undefined;
  readonly limit: Budget;
  reserved: Amount;
  spent: Amount;
}

export interface AccountRef {
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
    SELECT a.* FROM accounts a JOIN chain ON a.tenant = chain.tenant AND a.id = chain.id
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

export class LockedAccounts {
  readonly #rows: ReadonlyMap<string, AccountRow>;
  readonly #changed = new Set<AccountRow>();

  constructor(rows: readonly AccountRow[]) {
    this.#rows = new Map(rows.map((row) => [toKey(row), row]));
  }

  static async lock(ask: Ask, refs: readonly AccountRef[]): Promise<LockedAccounts> {
    const rows = await ask(LOCK, [refs.map(({ tenant }) => tenant), refs.map(({ id }) => id)]);
    return new LockedAccounts(rows.map(toAccountRow));
  }

  /** The account and all above it. */
  chainOf({ tenant, id }: AccountRef): readonly AccountRow[] {
    const chain = new Set<AccountRow>();
    for (let next: string | undefined = id; next !== undefined; ) {
      const row = this.#rows.get(toKey({ tenant, id: next }));
      if (!row || chain.has(row)) break;
      chain.add(row);
      next = row.parent;
    }
    return [...chain];
  }

  move(ref: AccountRef, { reserved, spent }: { reserved: Amount; spent: Amount }): void {
    for (const row of this.chainOf(ref)) {
      row.reserved = add(row.reserved, reserved);
      row.spent = add(row.spent, spent);
      this.#changed.add(row);
    }
  }

  async save(ask: Ask): Promise<void> {
    if (this.#changed.size === 0) return;
    const rows = [...this.#changed].map(({ tenant, id, reserved, spent }) => ({
      tenant,
      id,
      reserved_tokens: reserved.tokens,
      reserved_cost: reserved.costNanoUsd,
      spent_tokens: spent.tokens,
      spent_cost: spent.costNanoUsd,
    }));
    await ask(SAVE, [JSON.stringify(rows)]);
  }
}

export async function setLimit(ask: Ask, { tenant, id }: AccountRef, limit: Budget): Promise<void> {
  await ask(SET_LIMIT, [tenant, id, limit.tokens, limit.costNanoUsd]);
}

function toAccountRow(row: Readonly<Record<string, unknown>>): AccountRow {
  const { limit_tokens: tokens, limit_cost: cost } = row;
  return {
    tenant: String(row['tenant']),
    id: String(row['id']),
    parent: typeof row['parent'] === 'string' ? row['parent'] : undefined,
    limit: { ...(tokens !== null && { tokens: Number(tokens) }), ...(cost !== null && { costNanoUsd: Number(cost) }) },
    reserved: { tokens: Number(row['reserved_tokens']), costNanoUsd: Number(row['reserved_cost']) },
    spent: { tokens: Number(row['spent_tokens']), costNanoUsd: Number(row['spent_cost']) },
  };
}

function add(one: Amount, other: Amount): Amount {
  return { tokens: one.tokens + other.tokens, costNanoUsd: one.costNanoUsd + other.costNanoUsd };
}

function toKey({ tenant, id }: AccountRef): string {
  return `${tenant}/${id}`;
}
