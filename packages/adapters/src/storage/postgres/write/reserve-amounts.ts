/** Many reservations in one transaction, yet decided one by one, in the order in which they came. */
import { FencedError, type Reservation, type ReservationVerdict, type Settlement } from '@tutti/engine';
import type { Amount, Budget } from '@tutti/protocol';
import type { Ask } from '../database.ts';
import type { Verdict } from '../lane.ts';
import { type AccountRow, LockedAccounts } from './accounts.ts';
import { isOwned, lockRuns } from './lock-runs.ts';
import type { RunNumbers } from '../run-numbers.ts';

const NOTHING: Amount = { tokens: 0, costNanoUsd: 0 };

const KNOWN = {
  name: 'known-reservations',
  text: 'SELECT run, id FROM reservations WHERE run = ANY($1::bigint[])',
};
const ADD = {
  name: 'add-reservations',
  text: 'INSERT INTO reservations (run, id, tenant, tokens, cost) SELECT * FROM json_to_recordset($1::json) AS w(run bigint, id text, tenant text, tokens bigint, cost bigint)',
};
const TAKE = {
  name: 'take-reservations',
  text: 'DELETE FROM reservations r USING json_to_recordset($1::json) AS w(run bigint, id text) WHERE r.run = w.run AND r.id = w.id RETURNING r.run, r.id, r.tokens, r.cost',
};

export async function reserveAll(
  ask: Ask,
  numbers: RunNumbers,
  wishes: readonly Reservation[],
): Promise<readonly Verdict<ReservationVerdict>[]> {
  const find = await numbers.find(ask, wishes);
  const locks = await lockRuns(ask, wishes.map(find));
  const owned = wishes.filter((wish) => isOwned(locks.get(find(wish)), wish.epoch));
  const accounts = await LockedAccounts.lock(
    ask,
    owned.map(({ tenant, run }) => ({ tenant, id: run })),
  );
  const known = new Set((await ask(KNOWN, [owned.map(find)])).map(({ run, id }) => `${String(run)}/${String(id)}`));
  const granted: object[] = [];
  const verdicts = wishes.map((wish): Verdict<ReservationVerdict> => {
    const { tenant, run, id, amount } = wish;
    if (!owned.includes(wish)) return { error: new FencedError(run) };
    const key = `${find(wish)}/${id}`;
    if (known.has(key)) return { answer: { status: 'granted' } };
    const verdict = decide(accounts.chainOf({ tenant, id: run }), amount);
    if (verdict.status !== 'granted') return { answer: verdict };
    known.add(key);
    accounts.move({ tenant, id: run }, { reserved: amount, spent: NOTHING });
    granted.push({ run: find(wish), id, tenant, tokens: amount.tokens, cost: amount.costNanoUsd });
    return { answer: verdict };
  });
  if (granted.length > 0) await ask(ADD, [JSON.stringify(granted)]);
  await accounts.save(ask);
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
  const held = new Map(rows.map((row) => [`${String(row['run'])}/${String(row['id'])}`, row]));
  const accounts = await LockedAccounts.lock(
    ask,
    runs.map(({ tenant, run }) => ({ tenant, id: run })),
  );
  for (const { no, tenant, run, settlements } of runs) {
    for (const { reservation, amount } of settlements) {
      const row = held.get(`${no}/${reservation}`);
      if (!row) continue;
      held.delete(`${no}/${reservation}`);
      const reserved = { tokens: -Number(row['tokens']), costNanoUsd: -Number(row['cost']) };
      accounts.move({ tenant, id: run }, { reserved, spent: amount });
    }
  }
  await accounts.save(ask);
  return true;
}

/** What can never fit is said first: waiting for others would not help. */
function decide(chain: readonly AccountRow[], amount: Amount): ReservationVerdict {
  const refused = findTooSmall(chain, amount, () => NOTHING);
  if (refused) return { status: 'refused', ...refused };
  const blocked = findTooSmall(chain, amount, ({ reserved }) => reserved);
  return blocked ? { status: 'blocked', ...blocked } : { status: 'granted' };
}

function findTooSmall(
  chain: readonly AccountRow[],
  asked: Amount,
  heldOf: (account: AccountRow) => Amount,
): { account: string; left: Budget } | undefined {
  for (const account of chain) {
    const { limit, spent } = account;
    const held = heldOf(account);
    const tokens = limit.tokens === undefined ? Infinity : limit.tokens - spent.tokens - held.tokens;
    const costNanoUsd =
      limit.costNanoUsd === undefined ? Infinity : limit.costNanoUsd - spent.costNanoUsd - held.costNanoUsd;
    if (asked.tokens <= tokens && asked.costNanoUsd <= costNanoUsd) continue;
    return { account: account.id, left: toLeft({ tokens, costNanoUsd }) };
  }
  return undefined;
}

/** Never less than nothing, and nothing said where there is no limit. */
function toLeft({ tokens, costNanoUsd }: Amount): Budget {
  return {
    ...(tokens !== Infinity && { tokens: Math.max(tokens, 0) }),
    ...(costNanoUsd !== Infinity && { costNanoUsd: Math.max(costNanoUsd, 0) }),
  };
}
