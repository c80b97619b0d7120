/** Compares what was acknowledged, what is recorded and what the world outside saw. Each number counts violations or trials. */
import { isDeepStrictEqual } from 'node:util';
import {
  applyRunEvent,
  isFinished,
  type RunEvent,
  type RunId,
  type RunState,
  type RunSummary,
  toRunSummary,
} from '@tutti/protocol';
import { countChangedJoins } from '../kill-loops/check-loop.ts';
import type { Call } from '../kill-loops/receiver.ts';
import { PRINCIPAL } from './driver-words.ts';
import type { Acknowledged, Rig } from './rig.ts';

export interface RigFindings {
  readonly acknowledged: number;
  readonly lost: number;
  readonly stuck: number;
  /** Ended otherwise than well. */
  readonly failed: number;
  readonly steps: number;
  readonly recordedTwice: number;
  /** Acts of a driver that had claimed the run when the outcome was recorded already. */
  readonly repeated: number;
  readonly joinsChanged: number;
  readonly effects: number;
  /** Effects without a key that happened twice. */
  readonly duplicated: number;
  /** Effects that are recorded as done and did not happen. */
  readonly effectsLost: number;
  /** Runs whose row is not what their journal folds to. */
  readonly unfolded: number;
  /** Calls with a key that the receiver had seen before: it acts once. */
  readonly sentAgain: number;
  readonly doubts: number;
  readonly takeovers: number;
}

/** Everything that must be zero. */
export function violationsOf(found: RigFindings): number {
  const { lost, stuck, failed, recordedTwice, repeated, joinsChanged, duplicated, effectsLost, unfolded } = found;
  return lost + stuck + failed + recordedTwice + repeated + joinsChanged + duplicated + effectsLost + unfolded;
}

interface Journal {
  readonly run: RunId;
  readonly events: readonly RunEvent[];
  readonly state: RunState | undefined;
  readonly isAsFolded: boolean;
}

export async function checkRig(rig: Rig): Promise<RigFindings> {
  const journals: Journal[] = [];
  for (const one of rig.acknowledged) journals.push(await readJournal(rig, one));
  const events = journals.flatMap((journal) => journal.events);
  const outcomes = events.filter((event) => event.type === 'step.completed' || event.type === 'step.failed');
  return {
    acknowledged: rig.acknowledged.length,
    lost: journals.filter(({ state }) => !state).length,
    stuck: journals.filter(({ state }) => state && !isFinished(state.status)).length,
    failed: journals.filter(({ state }) => state && isFinished(state.status) && state.status !== 'completed').length,
    steps: outcomes.length,
    recordedTwice: outcomes.length - new Set(outcomes.map(({ run, path }) => `${run}/${path}`)).size,
    joinsChanged: journals.reduce((sum, journal) => sum + countChangedJoins(journal.events), 0),
    unfolded: journals.filter(({ state, isAsFolded }) => state && !isAsFolded).length,
    doubts: events.filter(({ type }) => type === 'effect.doubted').length,
    takeovers: events.filter(({ type }) => type === 'run.claimed').length,
    ...checkCalls(rig.receiver.list(), journals),
  };
}

async function readJournal({ engine, store }: Rig, { run }: Acknowledged): Promise<Journal> {
  const summary = await store.findRun(PRINCIPAL.tenant, run);
  if (!summary) return { run, events: [], state: undefined, isAsFolded: false };
  // Reading checks the hash chain.
  const events = await Array.fromAsync(engine.readEvents(PRINCIPAL, run));
  let state: RunState | undefined;
  for (const event of events) state = applyRunEvent(state, event);
  return {
    run,
    events,
    state,
    isAsFolded: state !== undefined && isDeepStrictEqual(toStored(toRunSummary(state)), toStored(summary)),
  };
}

/** As it goes through JSON: what is undefined is not there. */
function toStored(summary: RunSummary): unknown {
  return JSON.parse(JSON.stringify(summary)) as unknown;
}

function checkCalls(calls: readonly Call[], journals: readonly Journal[]) {
  // In the place of the life of a call stands the epoch of its driver.
  const recorded = new Map(journals.flatMap(({ events }) => findEpochs(events)));
  const guarded = calls.filter(({ effect }) => effect === 'verified' || effect === 'asked');
  const idempotent = calls.filter(({ effect }) => effect === 'idempotent');
  const keysOf = (some: readonly Call[]) => new Set(some.map(({ key }) => key));
  const effects = keysOf([...guarded, ...idempotent]);
  const done = journals.flatMap(({ events }) =>
    events.flatMap((event) =>
      event.type === 'step.completed' && event.effect !== 'pure' ? [`${event.run}/${event.path}`] : [],
    ),
  );
  return {
    repeated: calls.filter(({ key, life }) => life > (recorded.get(key) ?? Number.POSITIVE_INFINITY)).length,
    effects: effects.size,
    duplicated: guarded.length - keysOf(guarded).size,
    effectsLost: done.filter((key) => !effects.has(key)).length,
    sentAgain: idempotent.length - keysOf(idempotent).size,
  };
}

/** Under which epoch the outcome of each step was written. */
function findEpochs(events: readonly RunEvent[]): [string, number][] {
  let epoch = 0;
  return events.flatMap((event): [string, number][] => {
    if (event.type === 'run.started' || event.type === 'run.claimed') epoch = event.epoch;
    if (event.type !== 'step.completed' && event.type !== 'step.failed') return [];
    return [[`${event.run}/${event.path}`, epoch]];
  });
}
