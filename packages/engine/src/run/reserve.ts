/** Before a call its worst case is set aside on every account above the run; after it, what it really used is settled. */
import { type Amount, type StepPath, toAmount, type Usage } from '@tutti/protocol';
import { BudgetExceededError } from '../errors.ts';
import type { Reservation, ReservationVerdict } from '../ports/accounts.ts';
import type { Settlement } from '../ports/journal.ts';
import { never, type RunCore } from './run-core.ts';

/** A blocked reservation is looked at again when something was settled, and at the latest after this. */
const BLOCKED_RETRY_MS = 250;

export interface Held {
  readonly id: string;
  readonly amount: Amount;
}

export async function reserve(
  core: RunCore,
  path: StepPath,
  wish: { amount: Amount; attempt: number; epoch: number },
): Promise<Held> {
  const { tenant, run } = core.log.state;
  // The epoch is part of the name: what an earlier drive set aside is settled as doubtful, never taken for ours.
  const held: Held = { id: `${run}/${path}/${wish.epoch}/${wish.attempt}`, amount: wish.amount };
  for (;;) {
    const verdict = await ask(core, { tenant, run, epoch: wish.epoch, id: held.id, amount: held.amount });
    if (verdict.status === 'granted') break;
    if (verdict.status === 'refused') {
      core.log.enqueue({
        type: 'budget.refused',
        path,
        account: verdict.account,
        asked: held.amount,
        left: verdict.left,
      });
      throw new BudgetExceededError(verdict.account, verdict.left);
    }
    await nextSettlement(core);
  }
  core.log.enqueue({ type: 'budget.reserved', reservation: held.id, path, amount: held.amount });
  await core.log.flushed();
  return held;
}

/** A store that does not answer says nothing about the step: whoever drives next asks again. */
async function ask(core: RunCore, reservation: Reservation): Promise<ReservationVerdict> {
  try {
    return await core.ports.store.reserve(reservation);
  } catch (error) {
    core.lose(error);
    return never();
  }
}

/** Usage that nobody told counts as all that was set aside. */
export function settle(core: RunCore, held: Held, usage: Usage | 'nothing' | undefined): void {
  const inDoubt = usage === undefined;
  const amount =
    usage === undefined ? held.amount : usage === 'nothing' ? { tokens: 0, costNanoUsd: 0 } : toAmount(usage);
  const settlements: Settlement[] = [{ reservation: held.id, amount }];
  core.log.enqueue({ type: 'budget.settled', reservation: held.id, amount, inDoubt }, { settlements });
}

/** What the drive before left reserved: its calls may have happened, so they count in full. */
export function settleLeftovers(core: RunCore, stored: readonly string[]): void {
  const known = core.log.state.reservations;
  for (const [id, amount] of Object.entries(known)) settle(core, { id, amount }, undefined);
  for (const id of stored) {
    // Reserved, but the crash came before the event: so the call was never made.
    if (!(id in known)) settle(core, { id, amount: { tokens: 0, costNanoUsd: 0 } }, 'nothing');
  }
}

async function nextSettlement(core: RunCore): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = core.ports.store.listen((notice) => notice.kind === 'settled' && resolve());
  const callOff = core.ports.clock.at(core.ports.clock.now() + BLOCKED_RETRY_MS, resolve);
  await promise;
  stop();
  callOff();
}
