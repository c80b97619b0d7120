/** A run that was paused, or that ends its worker each time it is driven, is not driven before somebody says so. */
import {
  applyRunEvent,
  Control,
  CONTROL_KEY,
  type FactOf,
  type Instant,
  type JournalEntry,
  type RunEvent,
  type RunFact,
  type RunState,
  sealEvent,
  toHead,
  toRunSummary,
  toSpending,
  type Wait,
} from '@tutti/protocol';
import type { Append, ClaimedRun } from '../ports/journal.ts';
import type { DrivePorts } from './drive-ports.ts';
import type { OpenRun } from './open-run.ts';
import { listLeftovers } from './settle.ts';
import { sha256 } from './sha256.ts';

/** So often a run may be claimed without getting any further. */
export const CLAIMS_WITHOUT_PROGRESS = 5;
const REFUSAL = 'the run is put aside: it takes a resume or a cancel';

/** The run with the signals that it is to be driven with, or undefined when it was put to sleep again. */
export async function keepAside(
  open: OpenRun,
  claimed: ClaimedRun,
  ports: DrivePorts,
): Promise<ClaimedRun | undefined> {
  const { state } = open;
  const isAside = state.status === 'paused' || state.status === 'quarantined';
  const overdue = state.deadline !== undefined && state.deadline <= ports.clock.now();
  if (isAside ? overdue : claimed.claims <= CLAIMS_WITHOUT_PROGRESS) return claimed;
  let { signals } = claimed;
  while (!signals.some(isWakingControl)) {
    if (await park(open, { ...claimed, signals }, ports)) return undefined;
    // Some control came in between.
    signals = await ports.store.pendingSignals(claimed.tenant, claimed.run);
  }
  return { ...claimed, signals };
}

/** What a run that is put aside still holds of its accounts is given back, and what cannot wake it is answered. */
async function park({ state, events }: OpenRun, claimed: ClaimedRun, ports: DrivePorts): Promise<boolean> {
  const { tenant, run, epoch, reservations } = claimed;
  const controls = claimed.signals.filter(({ key }) => key === CONTROL_KEY);
  const settled = listLeftovers(state, reservations, events);
  const fact: FactOf<'run.paused' | 'run.quarantined'> =
    state.status === 'paused'
      ? { type: 'run.paused', reason: 'still paused' }
      : { type: 'run.quarantined', claims: claimed.claims };
  const sealed = sealAll(
    state,
    [
      ...settled,
      ...controls.map(({ id, key }) => ({ type: 'signal.refused', signal: id, key, message: REFUSAL }) as const),
      fact,
    ],
    ports.clock.now(),
  );
  const append: Append = {
    tenant,
    run,
    epoch,
    entries: sealed.entries,
    summary: toRunSummary(sealed.state),
    consume: controls.map(({ id }) => id),
    settlements: settled.map(({ reservation, amount }) => ({ reservation, amount })),
    spendings: sealed.events.flatMap((event) => toSpending(event, state) ?? []),
    progress: false,
  };
  const waits: Wait[] = state.deadline === undefined ? [] : [{ until: state.deadline }];
  const answer = await ports.store.park(append, waits);
  if (answer === 'parked') ports.live.publish({ type: 'events', run, events: sealed.events });
  return answer === 'parked';
}

function sealAll(before: RunState, facts: readonly RunFact[], now: Instant) {
  const entries: JournalEntry[] = [];
  const events: RunEvent[] = [];
  let state = before;
  for (const fact of facts) {
    const { event, entry } = sealEvent(toHead(state), fact, { at: Math.max(now, state.updatedAt), sha256 });
    state = applyRunEvent(state, event);
    entries.push(entry);
    events.push(event);
  }
  return { entries, events, state };
}

function isWakingControl({ key, payload }: ClaimedRun['signals'][number]): boolean {
  const control = key === CONTROL_KEY ? Control.safeParse(payload).data : undefined;
  return control !== undefined && control.action !== 'pause';
}
