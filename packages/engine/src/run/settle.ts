/** After a call what it really used is settled, with what was bought for it: the one truth about money. */
import {
  type Amount,
  NOTHING,
  type RunEvent,
  type RunFact,
  type RunState,
  type Spent,
  toAmount,
  type Usage,
} from '@tutti/protocol';
import type { Held, Routed } from './reserve.ts';
import type { RunCore } from './run-core.ts';

type Settled = Extract<RunFact, { type: 'budget.settled' }>;

/** Nothing, as far as anybody can know: the call was refused, or never sent. */
export const UNUSED: Usage = { inputTokens: 0, outputTokens: 0, costNanoUsd: 0 };

/** Usage that nobody told counts as all that was set aside. */
export function settle(core: RunCore, { id, amount, routed }: Held, usage: Usage | undefined): void {
  write(core, {
    type: 'budget.settled',
    reservation: id,
    amount: usage ? toAmount(usage) : amount,
    inDoubt: usage === undefined,
    ...(routed && { spent: toSpent(routed, usage ?? toWorst(amount)) }),
  });
}

/** Set aside, but nobody was asked. */
export function giveBack(core: RunCore, { id }: Held): void {
  write(core, { type: 'budget.settled', reservation: id, amount: NOTHING, inDoubt: false });
}

/** What the drive before left reserved: its calls may have happened, so they count in full. */
export function settleLeftovers(core: RunCore, stored: readonly string[], events: readonly RunEvent[]): void {
  for (const settled of listLeftovers(core.log.state, stored, events)) write(core, settled);
}

export function listLeftovers(
  { reservations }: RunState,
  stored: readonly string[],
  events: readonly RunEvent[],
): Settled[] {
  const routed = findRouted(events, reservations);
  const known = Object.entries(reservations).map(([reservation, amount]): Settled => {
    const found = routed.get(reservation);
    const spent = found && { spent: toSpent(found, toWorst(amount)) };
    return { type: 'budget.settled', reservation, amount, inDoubt: true, ...spent };
  });
  // Reserved, but the crash came before the event: so the call was never made.
  const unknown = stored.filter((reservation) => !Object.hasOwn(reservations, reservation));
  const unsent = unknown.map(
    (reservation): Settled => ({ type: 'budget.settled', reservation, amount: NOTHING, inDoubt: false }),
  );
  return [...known, ...unsent];
}

function findRouted(events: readonly RunEvent[], reservations: RunState['reservations']): Map<string, Routed> {
  const found = new Map<string, Routed>();
  for (const event of events) {
    if (event.type !== 'model.routed' || event.reservation === undefined) continue;
    if (Object.hasOwn(reservations, event.reservation)) found.set(event.reservation, event);
  }
  return found;
}

/** What a drive before this one asked for is known from the journal alone. */
function toSpent(routed: Routed, usage: Usage): Spent {
  const { path, agent, route } = routed;
  const { model, key, free, local } = route;
  const bought = routed.toSpent?.(usage) ?? { model, usage, free, local, ...(key !== undefined && { key }) };
  return { path, ...(agent && { agent }), ...bought };
}

function toWorst({ tokens, costNanoUsd }: Amount): Usage {
  return { inputTokens: tokens, outputTokens: 0, costNanoUsd, estimated: true };
}

function write(core: RunCore, settled: Settled): void {
  const { reservation, amount } = settled;
  core.log.enqueue(settled, { settlements: [{ reservation, amount }] });
}
