/** Tells the program what is durable, one event after the other, in the order of the journal: on replay and in life by the same code. */
import type { EventOf, RunEvent, StepPath } from '@tutti/protocol';
import { RunError } from '../errors.ts';
import { nondeterministic, type RunCore } from './run-core.ts';
import type { DurableEvent } from './run-log.ts';

type OutcomeType =
  | 'step.completed'
  | 'step.failed'
  | 'signal.received'
  | 'timer.fired'
  | 'join.decided'
  | 'domain.recorded'
  | 'artefact.produced'
  | 'child.finished';
const OUTCOMES: ReadonlySet<RunEvent['type']> = new Set<OutcomeType>([
  'step.completed',
  'step.failed',
  'signal.received',
  'timer.fired',
  'join.decided',
  'domain.recorded',
  'artefact.produced',
  'child.finished',
]);

/** Why a run is being stopped, and where it stood when it heard of it. */
export interface Stop {
  readonly error: RunError;
  readonly kind: 'cancelled' | 'deadline';
  readonly at: readonly StepPath[];
}

export async function deliver(core: RunCore, durable: DurableEvent): Promise<Stop | undefined> {
  const { event } = durable;
  core.now = event.at;
  if (event.type === 'run.started' || event.type === 'run.claimed') core.recordedBy = event.build;
  if (event.type === 'run.cancel_requested')
    return stopAll(core, 'cancelled', new RunError('run_cancelled', event.reason));
  if (event.type === 'run.deadline_exceeded')
    return stopAll(core, 'deadline', new RunError('deadline_exceeded', 'the run did not end before its deadline'));
  if (isOutcome(event)) {
    const call = core.calls.get(event.path);
    if (call) await call.deliver(durable);
    // A stopped call can still end outside; its outcome is recorded, but nobody waits for it.
    else if (!core.stoppedCalls.has(event.path))
      throw nondeterministic(event.path, `${event.type} is recorded, but the program does not ask for it`);
    await drainMicrotasks();
  }
  return undefined;
}

export function drainMicrotasks(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

async function stopAll(core: RunCore, kind: Stop['kind'], error: RunError): Promise<Stop> {
  const open = [...core.calls.values()].map(({ path }) => path);
  // A join stands only where its branches stand.
  const above = new Set(open.flatMap(listAncestors));
  const at = open.filter((path) => !above.has(path));
  core.stop(core.root, error);
  await drainMicrotasks();
  return { kind, error, at };
}

function listAncestors(path: string): string[] {
  const names = path.split('/');
  return names.slice(1).map((_, index) => names.slice(0, index + 1).join('/'));
}

function isOutcome(event: RunEvent): event is EventOf<OutcomeType> {
  return OUTCOMES.has(event.type);
}

export function countOutcomes(events: readonly RunEvent[]): number {
  return events.filter(isOutcome).length;
}
