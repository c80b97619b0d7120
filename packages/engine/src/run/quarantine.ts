/** A run that was paused, or that ends its worker each time it is driven, is not driven before somebody says so. */
import {
  applyRunEvent,
  Control,
  CONTROL_KEY,
  type FactOf,
  sealEvent,
  toHead,
  toRunSummary,
  type Wait,
} from '@tutti/protocol';
import type { ClaimedRun } from '../ports/journal.ts';
import type { DrivePorts } from './drive-ports.ts';
import type { OpenRun } from './open-run.ts';
import { sha256 } from './sha256.ts';

/** So often a run may be claimed without getting any further. */
export const CLAIMS_WITHOUT_PROGRESS = 5;

/** True when the run was put to sleep again instead of being driven. */
export async function keepAside(open: OpenRun, claimed: ClaimedRun, ports: DrivePorts): Promise<boolean> {
  const { state } = open;
  const isAside = state.status === 'paused' || state.status === 'quarantined';
  const overdue = state.deadline !== undefined && state.deadline <= ports.clock.now();
  if (isAside && (overdue || claimed.signals.some(isWakingControl))) return false;
  if (!isAside && claimed.claims <= CLAIMS_WITHOUT_PROGRESS) return false;
  const waits: Wait[] = state.deadline === undefined ? [] : [{ until: state.deadline }];
  const fact: FactOf<'run.paused' | 'run.quarantined'> =
    state.status === 'paused'
      ? { type: 'run.paused', reason: 'still paused' }
      : { type: 'run.quarantined', claims: claimed.claims };
  const { event, entry } = sealEvent(toHead(state), fact, { at: Math.max(ports.clock.now(), state.updatedAt), sha256 });
  const { tenant, run, epoch } = claimed;
  const summary = toRunSummary(applyRunEvent(state, event));
  const answer = await ports.store.park({ tenant, run, epoch, entries: [entry], summary, progress: false }, waits);
  if (answer === 'parked') ports.live.publish({ type: 'events', run, events: [event] });
  return answer === 'parked';
}

function isWakingControl({ key, payload }: ClaimedRun['signals'][number]): boolean {
  const control = key === CONTROL_KEY ? Control.safeParse(payload).data : undefined;
  return control !== undefined && control.action !== 'pause';
}
