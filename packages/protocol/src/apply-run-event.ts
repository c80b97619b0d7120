/** The one fold from events to state. The engine resumes with it, the store lists with it, every client renders with it. */
import { addAmounts, NOTHING } from './budget.ts';
import { isRehearsal } from './labelled.ts';
import type { EventOf, RunEvent, RunFact } from './run-event.ts';
import { Carried, type RunState } from './run-state.ts';

type Changes = Partial<RunState>;
type Folds = { [Type in RunFact['type']]: (state: RunState, event: EventOf<Type>) => Changes };

const EMPTY: Carried = {
  steps: { completed: 0, failed: 0, retried: 0 },
  usage: { inputTokens: 0, outputTokens: 0, costNanoUsd: 0 },
  rehearsed: false,
  intents: {},
  doubts: {},
  reservations: {},
  children: {},
  versions: {},
  artefacts: [],
};

const LIFE = {
  'run.submitted': () => ({}),
  'run.started': (_, { at, worker, build, program }) => ({
    status: 'running',
    startedAt: at,
    worker,
    build,
    programVersion: program.version,
  }),
  'run.claimed': (_, { worker, build }) => ({ status: 'running', worker, build }),
  'run.continued': (_, event) => ({ ...event.carried, status: 'running', episode: event.episode, waits: {} }),
  'run.parked': () => ({ status: 'waiting', worker: undefined }),
  'run.cancel_requested': (_, { reason, by }) => ({ cancel: { reason, by }, waits: {}, modelWaits: undefined }),
  'run.deadline_exceeded': () => ({ waits: {}, modelWaits: undefined }),
  'run.paused': () => ({ status: 'paused', worker: undefined }),
  'run.resumed': () => ({ status: 'running' }),
  'run.quarantined': () => ({ status: 'quarantined', worker: undefined }),
  'run.completed': (_, event) => ({ ...toEnd(event), status: 'completed', output: event.output, labels: event.labels }),
  'run.failed': (_, event) => ({
    ...toEnd(event),
    status: 'failed',
    error: event.error,
    ...(event.partial && { partial: event.partial }),
  }),
  'run.cancelled': (_, event) => ({ ...toEnd(event), status: 'cancelled', stoppedAt: event.stoppedAt }),
} satisfies Partial<Folds>;

const STEPS = {
  'step.completed': (state, event) => ({
    ...addStep(state, event, 'completed'),
    rehearsed: state.rehearsed || isRehearsal(event.labels ?? []),
  }),
  'step.failed': (state, event) => addStep(state, event, 'failed'),
  'step.retried': (state) => ({ steps: { ...state.steps, retried: state.steps.retried + 1 } }),
  'effect.intended': (state, { path, key, name, effect, attempt }) => ({
    intents: including(state.intents, path, { key, name, effect, attempt }),
  }),
  'effect.doubted': (state, { path, key, cause, message, at }) => ({
    doubts: { ...state.doubts, [path]: { key, cause, since: at, message } },
  }),
  'effect.resolved': (state, { path, how, verdict }) => ({
    doubts: without(state.doubts, path),
    // What happened still lacks its recorded outcome, unless its own answer is on the way.
    ...(verdict === 'not_happened' || how === 'answered' ? { intents: without(state.intents, path) } : {}),
  }),
  'effect.carried': (state, { path, inputHash, output }) => ({
    effects: { ...state.effects, [path]: { inputHash, output } },
  }),
} satisfies Partial<Folds>;

const WAITS = {
  'wait.started': (state, { path, key, until, about, at }) => ({
    waits: { ...state.waits, [path]: { key, until, about, since: at } },
  }),
  'signal.received': (state, { path }) => ({ waits: without(state.waits, path) }),
  'signal.refused': () => ({}),
  'timer.fired': (state, { path }) => ({ waits: without(state.waits, path) }),
  'join.decided': ({ waits, modelWaits }, { path }) => ({
    waits: outside(waits, path),
    ...(modelWaits && { modelWaits: outside(modelWaits, path) }),
  }),
  'child.started': (state, { child, path }) => ({ children: { ...state.children, [child]: path } }),
  'child.finished': (state, { child }) => ({ children: without(state.children, child) }),
} satisfies Partial<Folds>;

const RECORDS = {
  'domain.recorded': () => ({}),
  'version.marked': (state, { change, version }) => ({ versions: { ...state.versions, [change]: version } }),
  'replay.drifted': () => ({}),
  'budget.reserved': (state, { reservation, amount }) => ({
    reservations: including(state.reservations, reservation, amount),
  }),
  'budget.settled': (state, { reservation, amount, inDoubt, spent }) => ({
    reservations: without(state.reservations, reservation),
    // Older journals do not say what was bought: a call whose usage is unknown counts with all that was reserved for it.
    usage: spent ? sumUsage(state.usage, spent.usage) : inDoubt ? addDoubtful(state, amount) : state.usage,
  }),
  'budget.refused': () => ({}),
  'budget.warned': () => ({}),
  'budget.stepped': () => ({}),
  'model.routed': (state, { path }) => withoutModelWait(state, path),
  'model.awaited': (state, { path, agent, at, until, passedOver }) => ({
    modelWaits: {
      ...state.modelWaits,
      [path]: { agent, since: state.modelWaits?.[path]?.since ?? at, until, passedOver },
    },
  }),
  'artefact.produced': (state, { artefact }) => ({ artefacts: [...state.artefacts, artefact] }),
} satisfies Partial<Folds>;

const FOLDS: Folds = { ...LIFE, ...STEPS, ...WAITS, ...RECORDS };

export class FoldError extends Error {
  override readonly name = 'FoldError';
}

/** `state` is undefined before the first event. Events must come without a gap. */
export function applyRunEvent(state: RunState | undefined, event: RunEvent): RunState {
  if (state === undefined) return toFirstState(event);
  if (event.run !== state.run) throw new FoldError(`event of ${event.run} in the journal of ${state.run}`);
  if (event.seq !== state.seq + 1) throw new FoldError(`event ${event.seq} follows event ${state.seq}`);
  const fold = FOLDS[event.type] as (state: RunState, event: RunEvent) => Changes;
  return { ...state, ...fold(state, event), seq: event.seq, hash: event.hash, updatedAt: event.at };
}

/** Begins the fold at an episode: its first event carries all that those before it left behind. */
export function resumeFold(submitted: RunEvent, continued: EventOf<'run.continued'>): RunState {
  return applyRunEvent({ ...toFirstState(submitted), seq: continued.seq - 1 }, continued);
}

/** What the next episode must know of this one. */
export function toCarried(state: RunState): Carried {
  return Carried.parse(state);
}

function toFirstState(event: RunEvent): RunState {
  if (event.type !== 'run.submitted') throw new FoldError(`a journal begins with run.submitted, not ${event.type}`);
  const { tenant, run, seq, at, hash, type: _, seed: _seed, pins: _pins, shownAt: _shownAt, ...submitted } = event;
  return {
    ...EMPTY,
    ...submitted,
    tenant,
    run,
    seq,
    hash,
    status: 'queued',
    submittedAt: at,
    updatedAt: at,
    episode: 1,
    waits: {},
  };
}

function addStep(
  state: RunState,
  event: EventOf<'step.completed' | 'step.failed'>,
  kind: 'completed' | 'failed',
): Changes {
  const { usage, settled } = event;
  return {
    steps: { ...state.steps, [kind]: state.steps[kind] + 1 },
    intents: without(state.intents, event.path),
    ...withoutModelWait(state, event.path),
    ...(state.effects && { effects: without(state.effects, event.path) }),
    ...(usage && !settled ? { usage: sumUsage(state.usage, usage) } : {}),
  };
}

function sumUsage(one: RunState['usage'], other: RunState['usage']): RunState['usage'] {
  return {
    inputTokens: one.inputTokens + other.inputTokens,
    outputTokens: one.outputTokens + other.outputTokens,
    ...sumParts(one, other),
    costNanoUsd: one.costNanoUsd + other.costNanoUsd,
    ...(one.estimated || other.estimated ? { estimated: true } : {}),
  };
}

const PARTS = ['cacheReadTokens', 'cacheWriteTokens', 'reasoningTokens'] as const;

/** Absent where neither knows of any. */
function sumParts(one: RunState['usage'], other: RunState['usage']): Partial<RunState['usage']> {
  const sums: Partial<RunState['usage']> = {};
  for (const part of PARTS)
    if (one[part] !== undefined || other[part] !== undefined) sums[part] = (one[part] ?? 0) + (other[part] ?? 0);
  return sums;
}

function addDoubtful(state: RunState, amount: { tokens: number; costNanoUsd: number }): RunState['usage'] {
  return sumUsage(state.usage, {
    inputTokens: amount.tokens,
    outputTokens: 0,
    costNanoUsd: amount.costNanoUsd,
    estimated: true,
  });
}

function toEnd(event: RunEvent): Changes {
  return { finishedAt: event.at, waits: {}, modelWaits: undefined, worker: undefined };
}

/**
 * Keys come and go with every call. What inherits nothing is kept by the engines as a table, and copied as one: an ordinary object of
 * the same entries is given a shape of its own for each of them, which takes many times as long.
 */
function copy<Value>(record: Record<string, Value>, leftOut?: string): Record<string, Value> {
  const table: Record<string, Value> = Object.create(null);
  for (const key of Object.keys(record)) {
    const value = record[key];
    if (key !== leftOut && value !== undefined) table[key] = value;
  }
  return table;
}

function including<Value>(record: Record<string, Value>, key: string, value: Value): Record<string, Value> {
  const table = copy(record);
  table[key] = value;
  return table;
}

function without<Value>(record: Record<string, Value>, key: string): Record<string, Value> {
  return Object.hasOwn(record, key) ? copy(record, key) : record;
}

function withoutModelWait({ modelWaits }: RunState, path: string): Changes {
  return modelWaits && path in modelWaits ? { modelWaits: without(modelWaits, path) } : {};
}

function outside<Value>(record: Record<string, Value>, path: string): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => !key.startsWith(`${path}/`)));
}

/** Everything that is reserved and not yet settled. */
export function sumReserved(state: RunState): { tokens: number; costNanoUsd: number } {
  return Object.values(state.reservations).reduce(addAmounts, NOTHING);
}
