/** What must hold after every simulation, whatever went wrong in it. */
import { isGuarded, type Json, type RunId, type RunState, toRunSummary } from '@tutti/protocol';
import type { InjectedError } from '../faulty-store.ts';
import type { MemoryData } from '../memory/memory-data.ts';
import { type Acknowledged, checkAcknowledged } from './check-acknowledged.ts';
import { eventsOf, type WatchedRun } from './observer.ts';
import { admitsRun } from './predict.ts';
import { listParts, type ProgramTree, type StepPart } from './program-tree.ts';
import type { Receiver } from './receiver.ts';

/** What a simulation leaves behind. */
export interface Evidence extends Acknowledged {
  readonly data: MemoryData;
  readonly receiver: Receiver;
  readonly violations: string[];
  /** Runs that lost their driver, with the epoch that it had. */
  readonly orphaned: readonly { readonly run: RunId; readonly epoch: number }[];
  readonly injected: readonly InjectedError[];
  /** What somebody has heard of. */
  readonly surfaced: ReadonlySet<unknown>;
  findTree(name: string): ProgramTree;
}

type Report = (what: string) => void;

export function checkInvariants(simulation: Evidence): void {
  const { observer, violations } = simulation;
  const reporter =
    (invariant: string): Report =>
    (what) =>
      void violations.push(`${invariant}: ${what}`);
  checkAcknowledged(simulation, reporter('I1'));
  for (const watched of observer.look()) {
    checkRest(simulation, watched, reporter('I2'));
    checkOutcomes(watched, reporter('I3'));
    checkEffects(simulation, watched, reporter('I4'));
    checkFold(watched, reporter('I6'));
    checkOpenEnds(watched, reporter('I4'));
    checkReservations(simulation, watched, reporter('I7'));
    checkPrediction(simulation, watched, reporter('model'));
  }
  checkVisible(simulation, reporter('I10'));
}

/** Ended, or asleep on something that nobody was ever going to send. */
function checkRest(simulation: Evidence, watched: WatchedRun, report: Report): void {
  if (isAtRest(simulation, watched)) return;
  const { row, state } = watched;
  const waits = JSON.stringify(state.waits);
  const intents = JSON.stringify(state.doubts);
  report(`${row.run} is ${state.status} (${row.place.kind}) with waits ${waits} and doubts ${intents}`);
}

function isAtRest(simulation: Evidence, { row, state }: WatchedRun): boolean {
  if (row.place.kind === 'ended') return true;
  if (row.place.kind !== 'asleep' || state.status !== 'waiting' || Object.keys(state.doubts).length > 0) return false;
  const parts = listParts(simulation.findTree(state.title));
  const waits = Object.entries(state.waits).every(([path, { key, until }]) => {
    const part = parts.find((one) => one.kind === 'wait' && key === `message:${one.id}`);
    return part?.kind === 'wait' && until === undefined && part.sentAfterMs === undefined && path !== '';
  });
  const children = Object.keys(state.children).every((child) => {
    const watched = simulation.observer.find(child);
    return watched !== undefined && isAtRest(simulation, watched) && watched.row.place.kind !== 'ended';
  });
  return waits && children && Object.keys(state.waits).length + Object.keys(state.children).length > 0;
}

const OUTCOMES: ReadonlySet<string> = new Set([
  'step.completed',
  'step.failed',
  'signal.received',
  'timer.fired',
  'join.decided',
  'domain.recorded',
  'child.finished',
]);

function checkOutcomes({ row, events }: WatchedRun, report: Report): void {
  const seen = new Set<string>();
  for (const event of events) {
    if (!OUTCOMES.has(event.type) || !('path' in event) || event.path === undefined) continue;
    if (seen.has(event.path)) report(`${event.path} of ${row.run} has two outcomes`);
    seen.add(event.path);
  }
  const epochs = events.flatMap((event) => ('epoch' in event ? [event.epoch] : []));
  if (epochs.some((epoch, index) => epoch <= (epochs[index - 1] ?? 0))) {
    report(`${row.run} was driven by ${epochs.join(', ')}, one after the other`);
  }
}

/** A guarded effect happens once, or once more after somebody has said that it had not; an idempotent one once for its key. */
function checkEffects(simulation: Evidence, watched: WatchedRun, report: Report): void {
  const { receiver } = simulation;
  const made = new Map<string, StepPart>();
  for (const { run, key, part } of receiver.calls) if (run === watched.row.run) made.set(key, part);
  for (const [key, part] of made) {
    const repeats = eventsOf(watched, 'effect.resolved').filter(
      (event) => key.endsWith(`/${event.path}`) && event.verdict === 'not_happened' && event.how !== 'answered',
    ).length;
    if (receiver.count(key) > 1) report(`${key} has happened ${receiver.count(key)} times`);
    if (part.effect === 'idempotent' && receiver.landed(key) > 1) report(`${key} was not deduplicated`);
    const undone = eventsOf(watched, 'effect.resolved').some(({ how }) => how === 'undone');
    if (isGuarded(part.effect) && receiver.landed(key) > (undone ? 1 + repeats : 1)) {
      report(`${key} landed ${receiver.landed(key)} times with ${repeats} doubts answered "not happened"`);
    }
  }
  for (const event of eventsOf(watched, 'step.completed')) {
    if (event.effect === 'pure' || event.effect === 'read') continue;
    const key = `${watched.state.lineage}/${event.path}`;
    if (receiver.count(key) !== 1) report(`${key} is completed, but has happened ${receiver.count(key)} times`);
  }
  for (const event of eventsOf(watched, 'step.failed')) {
    const key = `${watched.state.lineage}/${event.path}`;
    if (isGuarded(event.effect) && receiver.count(key) > 0) report(`${key} has failed, but has happened`);
  }
}

/** A run does not end before it is known what became of its effects and of the runs below it. */
function checkOpenEnds({ row, state }: WatchedRun, report: Report): void {
  if (row.place.kind !== 'ended') return;
  const open = [...Object.keys(state.intents), ...Object.keys(state.doubts), ...Object.values(state.children)];
  if (open.length > 0) report(`${row.run} is ${state.status}, but ${open.join(', ')} is open`);
}

function checkFold({ row, state, resumed }: WatchedRun, report: Report): void {
  if (row.headHash !== state.hash) report(`${row.run} ends with another hash than its head`);
  const live = toCanonical({ ...row.summary });
  const folded = toCanonical({ ...toRunSummary(state) });
  if (live !== folded) report(`${row.run} is stored as ${live}, but folds to ${folded}`);
  // Who drives is not carried from one episode into the next: the claim tells it anew.
  const whole = toCanonical({ ...state, worker: undefined } satisfies RunState);
  const last = toCanonical({ ...resumed, worker: undefined } satisfies RunState);
  if (whole !== last) report(`${row.run} folds to ${whole}, but from its last episode on to ${last}`);
}

function checkReservations({ data }: Evidence, { row, state }: WatchedRun, report: Report): void {
  if (row.place.kind !== 'ended') return;
  const open = Object.keys(state.reservations);
  if (open.length > 0) report(`${row.run} has ended with open reservations: ${open.join(', ')}`);
  const account = data.accounts.get(`${row.tenant}/${row.run}`);
  const held = account?.reserved.tokens ?? 0;
  if (held !== 0 && Object.keys(state.children).length === 0) report(`${row.run} still holds ${held} tokens`);
}

function checkPrediction(simulation: Evidence, watched: WatchedRun, report: Report): void {
  const { state, row } = watched;
  const tree = simulation.findTree(state.title);
  const stop = watched.events.find(({ type }) => type === 'run.cancel_requested' || type === 'run.deadline_exceeded');
  const isLate = stop?.type === 'run.deadline_exceeded';
  if (stop && row.place.kind === 'ended' && state.status !== (isLate ? 'failed' : 'cancelled')) {
    report(`${row.run} is ${state.status} after ${stop.type}`);
  }
  if (state.status === 'completed') {
    const output = state.output && 'value' in state.output ? state.output.value : null;
    if (!admitsRun(tree, { value: output })) report(`${row.run} cannot end with ${JSON.stringify(output)}`);
  }
  if (state.status !== 'failed') return;
  const code = state.error?.code ?? '';
  const isAdmitted = isLate ? code === 'deadline_exceeded' : admitsRun(tree, { error: code });
  if (!isAdmitted) report(`${row.run} cannot fail with ${code}: ${state.error?.message}`);
}

const ONE_LOSS_MS = 1_000;

/** Whoever was driven when its process died says so in its journal; every failure of the store reached somebody. */
function checkVisible({ orphaned, injected, surfaced, observer }: Evidence, report: Report): void {
  for (const { run, epoch } of orphaned) {
    const watched = observer.find(run);
    const isNoticed = watched?.events.some(
      (event) => ('epoch' in event && event.epoch > epoch) || event.type === 'run.quarantined',
    );
    if (!isNoticed) report(`nothing in ${run} tells that its driver ${epoch} was lost`);
  }
  for (const error of injected) {
    // A drive that is lost already does not lose itself a second time.
    const isHeard = injected.some((one) => surfaced.has(one) && Math.abs(one.at - error.at) <= ONE_LOSS_MS);
    if (!isHeard) report(`nobody heard that ${error.message}`);
  }
}

/** The same text for the same value, whatever the order of its keys. */
function toCanonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(
          Object.entries(inner as Record<string, Json>).toSorted(([one], [other]) => (one < other ? -1 : 1)),
        )
      : inner,
  );
}
