/** Compares what was acknowledged, what is recorded, and what the receiver saw. Each number is a count of violations or of trials. */
import { isDeepStrictEqual } from 'node:util';
import { openSqliteStore } from '@tutti/adapters/storage/sqlite';
import { createEngine, createRedact, type Engine, systemClock, systemRandom } from '@tutti/engine';
import type { RunEvent, RunId } from '@tutti/protocol';
import { PRINCIPAL, type Printed } from './printed.ts';
import { type Call, Receiver } from './receiver.ts';

export interface Findings {
  /** Events that were printed as durable, and those of them that the journal does not hold as they were. */
  readonly acknowledged: number;
  readonly lost: number;
  readonly runs: number;
  readonly stuck: number;
  readonly steps: number;
  /** Paths with two outcomes. */
  readonly recordedTwice: number;
  /** Acts of steps whose outcome had been recorded by then. */
  readonly repeated: number;
  readonly joins: number;
  /** Joins whose order the program saw otherwise than the journal tells. */
  readonly joinsChanged: number;
  readonly effects: number;
  /** Effects without a key that happened twice. */
  readonly duplicated: number;
  /** Effects that are recorded as done and did not happen. */
  readonly effectsLost: number;
  /** Calls with a key that the receiver had seen before: it acts once. */
  readonly sentAgain: number;
  /** Intents whose outcome was unknown after a crash and was found out. */
  readonly doubts: number;
}

export interface LoopFacts {
  readonly runs: readonly RunId[];
  readonly printed: readonly Printed[];
}

export async function checkLoop(directory: string, { runs, printed }: LoopFacts): Promise<Findings> {
  const journals = await readJournals(directory, runs);
  const calls = new Receiver(directory).list();
  const events = journals.flat();
  const outcomes = events.filter((event) => event.type === 'step.completed' || event.type === 'step.failed');
  const done = new Set(outcomes.map(({ run, path }) => `${run}/${path}`));
  const decided = events.filter((event) => event.type === 'join.decided');
  const guarded = calls.filter(({ effect }) => effect === 'verified' || effect === 'asked');
  const guardedKeys = new Set(guarded.map(({ key }) => key));
  const idempotent = calls.filter(({ effect }) => effect === 'idempotent');
  const idempotentKeys = new Set(idempotent.map(({ key }) => key));
  const called = new Set(calls.map(({ key }) => key));
  const effectsDone = outcomes.filter(({ effect }) => effect === 'idempotent' || effect === 'irreversible');
  return {
    acknowledged: printed.filter(({ found }) => !found).length,
    lost: countLost(events, printed),
    runs: runs.length,
    stuck: journals.filter((journal) => journal.at(-1)?.type !== 'run.completed').length,
    steps: outcomes.length,
    recordedTwice: outcomes.length - done.size,
    repeated: countRepeated(events, printed, calls),
    joins: decided.length,
    joinsChanged: journals.reduce((sum, journal) => sum + countChangedJoins(journal), 0),
    effects: idempotentKeys.size + guardedKeys.size,
    duplicated: guarded.length - guardedKeys.size,
    effectsLost: effectsDone.filter(({ run, path }) => !called.has(`${run}/${path}`)).length,
    sentAgain: idempotent.length - idempotentKeys.size,
    doubts: events.filter(({ type }) => type === 'effect.doubted').length,
  };
}

/** Reading checks the hash chains; the engine is not started. */
async function readJournals(directory: string, runs: readonly RunId[]): Promise<RunEvent[][]> {
  await using store = await openSqliteStore({ directory });
  const engine: Engine = createEngine({
    store,
    live: { publish: () => {} },
    clock: systemClock,
    random: systemRandom,
    redact: createRedact(),
    build: 'kill-loop',
    programs: [],
  });
  const journals: RunEvent[][] = [];
  for (const run of runs) journals.push(await Array.fromAsync(engine.readEvents(PRINCIPAL, run)));
  return journals;
}

function countLost(events: readonly RunEvent[], printed: readonly Printed[]): number {
  const hashes = new Map(events.map(({ run, seq, hash }) => [`${run}/${seq}`, hash]));
  return printed.filter(({ run, seq, hash }) => hashes.get(`${run}/${seq}`) !== hash).length;
}

/** An outcome that was printed in one life is known in every later one; what a life found at its beginning is known in it. */
function countRepeated(events: readonly RunEvent[], printed: readonly Printed[], calls: readonly Call[]): number {
  const knownFrom = new Map<string, number>();
  for (const { run, seq, life, found } of printed) {
    const event = `${run}/${seq}`;
    knownFrom.set(event, Math.min(knownFrom.get(event) ?? Number.POSITIVE_INFINITY, found ? life : life + 1));
  }
  const byStep = new Map<string, number>();
  for (const event of events) {
    if (event.type !== 'step.completed' && event.type !== 'step.failed') continue;
    byStep.set(`${event.run}/${event.path}`, knownFrom.get(`${event.run}/${event.seq}`) ?? Number.POSITIVE_INFINITY);
  }
  return calls.filter(({ run, path, life }) => life >= (byStep.get(`${run}/${path}`) ?? Number.POSITIVE_INFINITY))
    .length;
}

export function countChangedJoins(journal: readonly RunEvent[]): number {
  const last = journal.at(-1);
  if (last?.type !== 'run.completed' || !('value' in last.output)) return 0;
  const { orders } = last.output.value as { readonly orders: Readonly<Record<string, readonly string[]>> };
  const decided = journal.filter((event) => event.type === 'join.decided');
  return decided.filter(({ path, order }) => !isDeepStrictEqual(orders[path], order)).length;
}
