/** Recomputes every figure about money from the events, and holds it against every other place where it stands. */
import {
  addAmounts,
  type Amount,
  LOCAL_OWNER,
  NOTHING,
  type RunId,
  type Spending,
  toAmount,
  type Usage,
} from '@tutti/protocol';
import type { MemoryData } from '../memory/memory-data.ts';
import { Observer, type WatchedRun } from '../simulation/observer.ts';

/** What does not fit together; empty when all is well. */
export function checkMoney(data: MemoryData): string[] {
  const watched = new Observer(data).look();
  const spendings = Map.groupBy(data.spendings, ({ run }) => run);
  const children = Map.groupBy(watched, ({ row }) => row.summary.parent);
  return watched.flatMap((run) => [
    ...checkRun(run, spendings.get(run.row.run) ?? []),
    ...checkSteps(run),
    ...checkAccount(run, listBelow(run, children), data),
  ]);
}

function checkRun({ row, state, events }: WatchedRun, spendings: readonly Spending[]): string[] {
  const settled = events.flatMap((event) => (event.type === 'budget.settled' ? [event] : []));
  const bought = settled.flatMap(({ spent }) => (spent ? [spent.usage] : []));
  const rows = spendings.map(({ usage }) => usage);
  const told: Record<string, Amount> = {
    'the settlements': settled.map(({ amount }) => amount).reduce(addAmounts, NOTHING),
    'what was bought': sum(bought),
    'its spendings': sum(rows),
    'its summary': toAmount(row.summary.usage),
  };
  const expected = toAmount(state.usage);
  const wrong = Object.entries(told).flatMap(([what, amount]) =>
    isSame(amount, expected) ? [] : [`${row.run}: ${what} come to ${say(amount)}, its events to ${say(expected)}`],
  );
  const open = Object.keys(state.reservations);
  return open.length > 0 && state.finishedAt !== undefined
    ? [...wrong, `${row.run} still holds ${open.join(', ')}`]
    : wrong;
}

/** What a step says it used is what was settled for its last call. */
function checkSteps({ row, events }: WatchedRun): string[] {
  const settled = new Map<string, Usage | undefined>();
  for (const event of events) if (event.type === 'budget.settled') settled.set(event.reservation, event.spent?.usage);
  return events.flatMap((event) => {
    if (event.type !== 'step.completed' || event.kind !== 'model' || event.reused) return [];
    const { usage, reservation = '', path } = event;
    const execution = row.executions.find((each) => each.path === path && each.usage !== undefined);
    const paid = settled.get(reservation);
    const alike =
      usage &&
      paid &&
      execution?.usage &&
      [paid, execution.usage].every((each) => isSame(toAmount(each), toAmount(usage)));
    return alike ? [] : [`${row.run}: ${path}, its settlement and its execution differ`];
  });
}

/** The account of a run holds what it and all below it have spent. */
function checkAccount({ row }: WatchedRun, below: readonly WatchedRun[], data: MemoryData): string[] {
  const spent = sum(below.map(({ state }) => state.usage));
  const account = data.accounts.get(`${LOCAL_OWNER.tenant}/${row.run}`);
  if (account && isSame(account.spent, spent) && isSame(account.reserved, NOTHING)) return [];
  return [`${row.run}: its account holds ${say(account?.spent ?? NOTHING)}, the runs ${say(spent)}`];
}

function listBelow(run: WatchedRun, children: ReadonlyMap<RunId | undefined, readonly WatchedRun[]>): WatchedRun[] {
  return [run, ...(children.get(run.row.run) ?? []).flatMap((child) => listBelow(child, children))];
}

function sum(usages: readonly Usage[]): Amount {
  return usages.map(toAmount).reduce(addAmounts, NOTHING);
}

function isSame(one: Amount, other: Amount): boolean {
  return one.tokens === other.tokens && one.costNanoUsd === other.costNanoUsd;
}

function say({ tokens, costNanoUsd }: Amount): string {
  return `${tokens} tokens and ${costNanoUsd} billionths`;
}
