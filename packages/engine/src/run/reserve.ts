/** Before a call its worst case is set aside on every account above the run; after it, what it really used is settled. */
import { type Amount, NOTHING, type RunState, type StepPath, toAmount, type Usage } from '@tutti/protocol';
import { BudgetExceededError, RunError } from '../errors.ts';
import type { Reservation, ReservationVerdict } from '../ports/accounts.ts';
import type { Settlement } from '../ports/journal.ts';
import { never, type RunCore } from './run-core.ts';
import type { StepPlan } from './step-plan.ts';

/** A blocked reservation is looked at again when something was settled, and at the latest after this. */
const BLOCKED_RETRY_MS = 250;

export interface Held {
  readonly id: string;
  readonly amount: Amount;
}

export async function reserve(
  core: RunCore,
  { path, node }: Pick<StepPlan, 'path' | 'node'>,
  { amount, attempt }: { amount: Amount; attempt: number },
): Promise<Held> {
  const { tenant, run } = core.log.state;
  const { epoch } = core;
  // The epoch is part of the name: what an earlier drive set aside is settled as doubtful, never taken for ours.
  const held: Held = { id: `${run}/${path}/${epoch}/${attempt}`, amount };
  for (;;) {
    if (node.isAborted) throw stoppedBefore(path);
    const verdict = await ask(core, { tenant, run, epoch, id: held.id, amount });
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
    await nextSettlement(core, node.signal);
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
  const amount = usage === undefined ? held.amount : usage === 'nothing' ? NOTHING : toAmount(usage);
  write(core, { reservation: held.id, amount, inDoubt: usage === undefined });
}

/** What the drive before left reserved: its calls may have happened, so they count in full. */
export function settleLeftovers(core: RunCore, stored: readonly string[]): void {
  for (const settled of listLeftovers(core.log.state, stored)) write(core, settled);
}

export function listLeftovers({ reservations }: RunState, stored: readonly string[]): Settled[] {
  const known = Object.entries(reservations).map(([reservation, amount]) => ({ reservation, amount, inDoubt: true }));
  // Reserved, but the crash came before the event: so the call was never made.
  const unknown = stored.filter((reservation) => !Object.hasOwn(reservations, reservation));
  return [...known, ...unknown.map((reservation) => ({ reservation, amount: NOTHING, inDoubt: false }))];
}

type Settled = Settlement & { readonly inDoubt: boolean };

function write(core: RunCore, { reservation, amount, inDoubt }: Settled): void {
  core.log.enqueue(
    { type: 'budget.settled', reservation, amount, inDoubt },
    { settlements: [{ reservation, amount }] },
  );
}

/** For a step that was stopped when nothing of it had happened yet. */
export function stoppedBefore(path: StepPath): RunError {
  return new RunError('branch_aborted', 'stopped before the act', { path, nothingHappened: true });
}

async function nextSettlement(core: RunCore, abort: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const onAbort = () => resolve();
  abort.addEventListener('abort', onAbort, { once: true });
  const stop = core.ports.store.listen((notice) => notice.kind === 'settled' && resolve());
  const callOff = core.ports.clock.at(core.ports.clock.now() + BLOCKED_RETRY_MS, resolve);
  await promise;
  stop();
  callOff();
  abort.removeEventListener('abort', onAbort);
}
