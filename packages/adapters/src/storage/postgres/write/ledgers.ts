/** The budgets that a flush touches: locked in the order of their keys behind the accounts, changed in memory, written back together. */
import { type BudgetLedger, sortLedgers, turnLedgers } from '@tutti/engine/budget/ledger';
import type { AccountRef, Instant } from '@tutti/protocol';
import { LEDGER_COLUMNS, LEDGER_TYPES, toLedger, toLedgerCells } from '../../rows/budget-rows.ts';
import type { Ask } from '../database.ts';
import { nowMs } from './signal-run.ts';

export interface Charged {
  readonly tenant: string;
  readonly accounts: readonly string[];
}

const LOCK = {
  name: 'lock-budgets',
  text: `SELECT b.*, ${nowMs('$3')} AS now FROM unnest($1::text[], $2::text[]) AS w(tenant, account)
      JOIN budgets b ON b.tenant = w.tenant AND b.account = w.account
    ORDER BY b.tenant, b.account, b.period FOR NO KEY UPDATE OF b`,
};
const FIND = {
  name: 'find-budget',
  text: `SELECT b.*, ${nowMs('$4')} AS now FROM budgets b WHERE tenant = $1 AND account = $2 AND period = $3 FOR NO KEY UPDATE`,
};

const columns = LEDGER_COLUMNS.join(', ');
const types = LEDGER_COLUMNS.map((column) => `${column} ${LEDGER_TYPES[column]}`).join(', ');
const sets = LEDGER_COLUMNS.map((column) => `${column} = excluded.${column}`).join(', ');
const SAVE = {
  name: 'save-budgets',
  text: `INSERT INTO budgets (${columns}) SELECT ${columns} FROM json_to_recordset($1::json) AS w(${types})
    ON CONFLICT (tenant, account, period) DO UPDATE SET ${sets}`,
};

interface LedgerRow {
  readonly tenant: string;
  readonly ledger: BudgetLedger;
}

export class LockedLedgers {
  readonly #rows: readonly LedgerRow[];
  readonly #now: Instant | undefined;

  private constructor(rows: readonly LedgerRow[], now: Instant | undefined) {
    this.#rows = rows;
    this.#now = now;
  }

  /** Asks nothing where nobody has named an account. */
  static async lock(ask: Ask, charged: readonly Charged[], now: Instant | undefined): Promise<LockedLedgers> {
    const keys = new Map(
      charged.flatMap(({ tenant, accounts }) =>
        accounts.map((account) => [`${tenant}/${account}`, { tenant, account }] as const),
      ),
    );
    if (keys.size === 0) return new LockedLedgers([], undefined);
    const wanted = [...keys.values()];
    const rows = await ask(LOCK, [wanted.map(({ tenant }) => tenant), wanted.map(({ account }) => account), now]);
    const latest = rows.length > 0 ? Math.max(...rows.map((row) => Number(row['now']))) : undefined;
    return new LockedLedgers(
      rows.map((row) => ({ tenant: String(row['tenant']), ledger: toLedger(row) })),
      latest,
    );
  }

  /** In the order in which they are decided. */
  of({ tenant, accounts }: Charged): readonly BudgetLedger[] {
    const own = this.#rows.flatMap((row) => (row.tenant === tenant ? [row.ledger] : []));
    return sortLedgers(own, accounts as readonly AccountRef[]);
  }

  /** Begins the periods that have begun. Says what time it is then, where there is any ledger. */
  turn(): Instant | undefined {
    if (this.#now === undefined) return undefined;
    return turnLedgers(
      this.#rows.map(({ ledger }) => ledger),
      this.#now,
    );
  }

  async save(ask: Ask): Promise<void> {
    if (this.#rows.length > 0) await saveLedgers(ask, this.#rows);
  }
}

export async function saveLedgers(ask: Ask, rows: readonly LedgerRow[]): Promise<void> {
  await ask(SAVE, [JSON.stringify(rows.map(({ tenant, ledger }) => toLedgerCells(tenant, ledger)))]);
}

/** Locked, with the time at which it is. */
export async function findLedger(
  ask: Ask,
  { tenant, account, period }: { tenant: string; account: string; period: string },
  now: Instant | undefined,
): Promise<{ ledger: BudgetLedger; now: Instant } | undefined> {
  const [row] = await ask(FIND, [tenant, account, period, now]);
  return row && { ledger: toLedger(row), now: Number(row['now']) };
}
