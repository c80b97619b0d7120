/** Many reservations in one transaction, yet decided one by one, in the order in which they came. */
import { FencedError, type Reservation, type ReservationVerdict, type Settlement } from '@tutti/engine';
import { reserveOn, settleOn } from '@tutti/engine/budget/ledger';
import type { Amount } from '@tutti/protocol';
import type { Ask, Row } from '../database.ts';
import type { Verdict } from '../lane.ts';
import { LockedAccounts } from './accounts.ts';
import { LockedLedgers } from './ledgers.ts';
import { isOwned, lockRuns } from './lock-runs.ts';
import type { RunNumbers } from '../run-numbers.ts';
import { nowMs } from './signal-run.ts';

const NOTHING: Amount = { tokens: 0, costNanoUsd: 0 };

/**
 * Whoever sets a new budget counts what is reserved under a lock of the whole table. This statement, which locks as good as no row, is in
 * its way: so what is reserved here is either seen by that count, or sees the budget that it made.
 */
const KNOWN = {
  name: 'known-reservations',
  text: `SELECT r.run, r.id FROM unnest($1::bigint[], $2::text[]) AS w(run, id)
    JOIN reservations r ON r.run = w.run AND r.id = w.id FOR KEY SHARE OF r`,
};
const ADD = {
  name: 'add-reservations',
  text: `INSERT INTO reservations (run, id, tenant, tokens, cost, at, accounts)
    SELECT run, id, tenant, tokens, cost, coalesce($2::bigint, ${nowMs('$3')}), accounts
    FROM json_to_recordset($1::json) AS w(run bigint, id text, tenant text, tokens bigint, cost bigint, accounts text)`,
};
const TAKE = {
  name: 'take-reservations',
  text: 'DELETE FROM reservations r USING json_to_recordset($1::json) AS w(run bigint, id text) WHERE r.run = w.run AND r.id = w.id RETURNING r.*',
};

export interface ReserveSetting {
  readonly numbers: RunNumbers;
  readonly now: number | undefined;
}

/** The locks come in the order that everybody keeps to: runs, the table of the reservations, accounts, budgets. */
export async function reserveAll(
  ask: Ask,
  wishes: readonly Reservation[],
  { numbers, now }: ReserveSetting,
): Promise<readonly Verdict<ReservationVerdict>[]> {
  const find = await numbers.find(ask, wishes);
  const locks = await lockRuns(ask, wishes.map(find));
  const owned = wishes.filter((wish) => isOwned(locks.get(find(wish)), wish.epoch));
  const known = new Set((await ask(KNOWN, [owned.map(find), owned.map(({ id }) => id)])).map(toKey));
  const accounts = await LockedAccounts.lock(
    ask,
    owned.map(({ tenant, run }) => ({ tenant, id: run })),
  );
  const charged = accounts.isBudgeted ? owned.map(toCharged) : [];
  const ledgers = await LockedLedgers.lock(ask, charged, now);
  const at = ledgers.turn();
  const granted: object[] = [];
  const verdicts = wishes.map((wish): Verdict<ReservationVerdict> => {
    const { tenant, run, id, amount } = wish;
    if (!owned.includes(wish)) return { error: new FencedError(run) };
    const key = `${find(wish)}/${id}`;
    if (known.has(key)) return { answer: { status: 'granted' } };
    const verdict = reserveOn(accounts.chainOf({ tenant, id: run }), ledgers.of(toCharged(wish)), amount);
    if (verdict.status !== 'granted') return { answer: verdict };
    known.add(key);
    accounts.move({ tenant, id: run }, { reserved: amount, spent: NOTHING });
    granted.push(toRow(wish, find(wish)));
    return { answer: verdict };
  });
  if (granted.length > 0) await ask(ADD, [JSON.stringify(granted), at, now]);
  await accounts.save(ask);
  if (granted.length > 0) await ledgers.save(ask);
  return verdicts;
}

export interface RunSettlements {
  readonly no: number;
  readonly tenant: string;
  readonly run: string;
  readonly settlements: readonly Settlement[];
}

/** What was settled before, or never reserved, is passed over. Says whether anything was settled. */
export async function settleAll(ask: Ask, runs: readonly RunSettlements[]): Promise<boolean> {
  const wishes = runs.flatMap(({ no, settlements }) =>
    settlements.map(({ reservation }) => ({ run: no, id: reservation })),
  );
  if (wishes.length === 0) return false;
  const rows = await ask(TAKE, [JSON.stringify(wishes)]);
  if (rows.length === 0) return false;
  const held = new Map(rows.map((row) => [toKey(row), toHeld(row)]));
  const accounts = await LockedAccounts.lock(
    ask,
    runs.map(({ tenant, run }) => ({ tenant, id: run })),
  );
  const ledgers = await LockedLedgers.lock(ask, accounts.isBudgeted ? [...held.values()] : [], undefined);
  for (const { no, tenant, run, settlements } of runs) {
    for (const { reservation, amount } of settlements) {
      const charge = held.get(`${no}/${reservation}`);
      if (!charge) continue;
      held.delete(`${no}/${reservation}`);
      const reserved = { tokens: -charge.amount.tokens, costNanoUsd: -charge.amount.costNanoUsd };
      accounts.move({ tenant, id: run }, { reserved, spent: amount });
      for (const ledger of ledgers.of(charge)) settleOn(ledger, charge, amount);
    }
  }
  await accounts.save(ask);
  await ledgers.save(ask);
  return true;
}

function toCharged({ tenant, accounts = [] }: Reservation) {
  return { tenant, accounts };
}

function toRow({ id, tenant, amount, accounts = [] }: Reservation, run: number | undefined): object {
  const names = accounts.length > 0 ? JSON.stringify(accounts) : null;
  return { run, id, tenant, tokens: amount.tokens, cost: amount.costNanoUsd, accounts: names };
}

function toHeld(row: Row) {
  const { tenant, accounts, at, tokens, cost } = row;
  return {
    tenant: String(tenant),
    accounts: typeof accounts === 'string' ? (JSON.parse(accounts) as string[]) : [],
    at: Number(at),
    amount: { tokens: Number(tokens), costNanoUsd: Number(cost) },
  };
}

function toKey({ run, id }: Row): string {
  return `${String(run)}/${String(id)}`;
}
