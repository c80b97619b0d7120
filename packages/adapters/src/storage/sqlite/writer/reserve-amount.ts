/** Reservations and settlements walk from the run's account up to the last one above it, inside one transaction. */
import type { ReservationVerdict } from '@tutti/engine';
import { reserveOn, settleOn, turnLedgers } from '@tutti/engine/budget/ledger';
import type { Amount } from '@tutti/protocol';
import { type AccountRow, moveAccount, readChain } from './accounts.ts';
import { readLedgers, saveLedger } from './budgets.ts';
import { findOwned } from './find-owned.ts';
import type { Place } from './write-entries.ts';
import type { Cell, WriteOps } from './write-op.ts';
import type { Writing } from './writing.ts';

const NOTHING: Amount = { tokens: 0, costNanoUsd: 0 };

export function reserveAmount(writing: Writing, op: WriteOps['reserve'][0]): ReservationVerdict {
  const { sql, now } = writing;
  const { tenant, amount, accounts } = op;
  const no = findOwned(writing, op, op.epoch);
  if (sql('SELECT 1 FROM reservations WHERE run = ? AND id = ?').get(no, op.id)) return { status: 'granted' };
  const chain = readChain(writing, tenant, op.run);
  const ledgers = readLedgers(writing, tenant, accounts);
  const at = turnLedgers(ledgers, now);
  const verdict = reserveOn(chain, ledgers, amount);
  if (verdict.status !== 'granted') return verdict;
  move(writing, tenant, { chain, reserved: amount, spent: NOTHING });
  for (const ledger of ledgers) saveLedger(writing, tenant, ledger);
  sql('INSERT INTO reservations (run, id, tenant, tokens, cost, at, accounts) VALUES (?, ?, ?, ?, ?, ?, ?)').run(
    no,
    op.id,
    tenant,
    amount.tokens,
    amount.costNanoUsd,
    at,
    accounts.length > 0 ? JSON.stringify(accounts) : null,
  );
  return verdict;
}

/** What was settled before, or never reserved, is passed over. */
export function settle(writing: Writing, { tenant, no }: Place, cells: readonly Cell[]): void {
  const { sql, notices } = writing;
  const take = sql('DELETE FROM reservations WHERE run = ? AND id = ? RETURNING tokens, cost, at, accounts');
  const account = String(sql('SELECT id FROM runs WHERE no = ?').get(no)?.['id']);
  for (let at = 0; at < cells.length; at += 3) {
    const held = take.get(no, cells[at] ?? null);
    if (!held) continue;
    const amount: Amount = { tokens: Number(held['tokens']), costNanoUsd: Number(held['cost']) };
    const spent: Amount = { tokens: Number(cells[at + 1]), costNanoUsd: Number(cells[at + 2]) };
    const reserved = { tokens: -amount.tokens, costNanoUsd: -amount.costNanoUsd };
    move(writing, tenant, { chain: readChain(writing, tenant, account), reserved, spent });
    for (const ledger of readLedgers(writing, tenant, parseAccounts(held['accounts']))) {
      settleOn(ledger, { at: Number(held['at']), amount }, spent);
      saveLedger(writing, tenant, ledger);
    }
    notices.settled = true;
  }
}

function move(
  writing: Writing,
  tenant: string,
  { chain, ...amounts }: { chain: readonly AccountRow[]; reserved: Amount; spent: Amount },
): void {
  for (const { account } of chain) moveAccount(writing, { tenant, id: account }, amounts);
}

function parseAccounts(text: unknown): readonly string[] {
  return typeof text === 'string' ? (JSON.parse(text) as string[]) : [];
}
