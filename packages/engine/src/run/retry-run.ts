/**
 * Retrying a run that has ended: a new run takes over its journal up to a step and goes on from there, perhaps with
 * another output in that step's place. Effects that happened after that point are carried along, so none happens again.
 */
import {
  applyRunEvent,
  type CarriedEffect,
  type EventOf,
  type FactOf,
  type Instant,
  isFinished,
  type JournalHead,
  Json,
  type RunEvent,
  RunFact,
  type RunId,
  type RunState,
  sealEvent,
  StepPath,
  toCarried,
  toRunSummary,
} from '@tutti/protocol';
import * as z from 'zod';
import { RunError } from '../errors.ts';
import type { NewRun } from '../ports/journal.ts';
import type { DrivePorts } from './drive-ports.ts';
import { findHappened, findIntent } from './happened.ts';
import { toNeeds } from './needs.ts';
import { packPayload } from './payload.ts';
import { sha256 } from './sha256.ts';

export const RetryRequest = z.object({
  /** Absent: from the first step that failed or was stopped. */
  from: StepPath.optional(),
  /** Takes the place of what that step returned; the run goes on after it. */
  output: Json.optional(),
  /** Allows the step to be carried out again although its effect cannot be undone. */
  repeatEffect: z.boolean().default(false),
});
export type RetryRequest = z.infer<typeof RetryRequest>;

/** Taken over as they are: what the program was told, and what it wrote down. */
const TAKEN: ReadonlySet<RunFact['type']> = new Set([
  'signal.received',
  'timer.fired',
  'join.decided',
  'domain.recorded',
  'artefact.produced',
  'version.marked',
  'wait.started',
]);

export function createRetry(
  events: readonly RunEvent[],
  wish: RetryRequest & { run: RunId },
  ports: DrivePorts,
): NewRun {
  const [submitted] = events;
  const last = events.at(-1);
  if (submitted?.type !== 'run.submitted' || !last) throw new RunError('journal_corrupt', 'the journal is empty');
  const state = events.reduce<RunState | undefined>(applyRunEvent, undefined);
  if (!state || !isFinished(state.status))
    throw new RunError('run_not_finished', `${submitted.run} has not ended yet`, { nothingHappened: true });
  const from = wish.from ?? findBroken(events);
  const cut = findCut(events, from);
  const carried = findCarried(events, { ...wish, from, cut });
  const copy = new JournalCopy({ tenant: submitted.tenant, run: wish.run, seq: 0, hash: undefined }, ports);
  const shownAt = submitted.shownAt ?? submitted.at;
  copy.add({
    ...toFact(submitted),
    deadline: undefined,
    retryOf: { run: submitted.run, from, ...(wish.repeatEffect && { repeatEffect: true }) },
    shownAt,
  });
  for (const event of events.slice(1, cut)) {
    const intent = event.type === 'step.failed' ? findIntent(events, event) : undefined;
    if (intent) copy.add(toFact(intent), { at: intent.at });
    copyEvent(copy, event);
  }
  const edited = wish.output === undefined ? undefined : events.find((event) => isOutcomeOf(event, from));
  if (edited && wish.output !== undefined) copy.add(...toEdited(edited, wish.output, ports));
  for (const [path, { inputHash, output }] of carried) copy.add({ type: 'effect.carried', path, inputHash, output });
  return copy.toNewRun(submitted);
}

/** Child runs that the retry begins anew: what they have done outside would be done again. */
export function listRedoneChildren(events: readonly RunEvent[], wish: RetryRequest): RunId[] {
  const kept = events.slice(0, findCut(events, wish.from ?? findBroken(events)));
  const isKept = (child: RunId) => kept.some((event) => event.type === 'child.finished' && event.child === child);
  return events.flatMap((event) => (event.type === 'child.started' && !isKept(event.child) ? [event.child] : []));
}

/** Whether the run itself has done something outside that must not be done again. */
export function hasGuardedEffects(events: readonly RunEvent[]): boolean {
  return findHappened(events).size > 0;
}

interface Copied {
  readonly at?: Instant;
  readonly blob?: NonNullable<NewRun['blobs']>[number] | undefined;
}

class JournalCopy {
  #head: JournalHead;
  #state: RunState | undefined;
  readonly #ports: DrivePorts;
  readonly #entries: NewRun['entries'][number][] = [];
  readonly #blobs: NonNullable<NewRun['blobs']>[number][] = [];

  constructor(head: JournalHead, ports: DrivePorts) {
    this.#head = head;
    this.#ports = ports;
  }

  get state(): RunState {
    if (!this.#state) throw new RunError('internal', 'the copy has not begun');
    return this.#state;
  }

  /** `at` is kept for what the program is told again: its clock must show what it showed before. */
  add(fact: RunFact, { at = this.#ports.clock.now(), blob }: Copied = {}): void {
    const { event, entry } = sealEvent(this.#head, fact, { at, sha256 });
    this.#state = applyRunEvent(this.#state, event);
    this.#head = { ...this.#head, seq: event.seq, hash: event.hash };
    this.#entries.push(entry);
    if (blob) this.#blobs.push(blob);
  }

  toNewRun({ tenant, title }: EventOf<'run.submitted'>): NewRun {
    const { run, budget, parent, program, programVersion } = this.state;
    const now = this.#ports.clock.now();
    return {
      tenant,
      run,
      entries: this.#entries,
      blobs: this.#blobs,
      summary: { ...toRunSummary(this.state), status: 'queued', updatedAt: now },
      searchText: title,
      readyAt: now,
      needs: toNeeds(program, programVersion),
      account: { limit: budget ?? {}, parent: parent?.run ?? tenant },
    };
  }
}

function copyEvent(copy: JournalCopy, event: RunEvent): void {
  const { at } = event;
  if (event.type === 'run.started') copy.add(toFact(event));
  else if (TAKEN.has(event.type)) copy.add(toFact(event), { at });
  else if (event.type === 'step.completed' || event.type === 'step.failed') copy.add(toReused(event), { at });
  else if (event.type === 'run.continued') copy.add({ ...toFact(event), carried: toCarried(copy.state) }, { at });
  else if (event.type === 'child.finished') {
    copy.add({ type: 'child.started', path: event.path, child: event.child }, { at });
    copy.add(toFact(event), { at });
  }
}

/** What it cost is the old run's; counted here again it would be counted twice. */
function toReused(event: EventOf<'step.completed' | 'step.failed'>): RunFact {
  const { usage: _usage, reservation: _reservation, settled: _settled, ...fact } = toFact(event);
  return fact.type === 'step.completed' ? { ...fact, reused: true } : fact;
}

/** What happened after the cut, or was carried this far already; refuses where it would happen again. */
function findCarried(
  events: readonly RunEvent[],
  { from, cut, output, repeatEffect }: RetryRequest & { from: StepPath; cut: number },
): Map<StepPath, CarriedEffect> {
  const kept = events.slice(0, cut);
  const carried = new Map<StepPath, CarriedEffect>();
  if (output !== undefined && !events.some((event) => isOutcomeOf(event, from)))
    throw new RunError('step_not_found', `${from} has no output to edit`, { path: from, nothingHappened: true });
  for (const [path, effect] of findHappened(events)) {
    if (path === from ? output !== undefined : kept.some((event) => isOutcomeOf(event, path))) continue;
    if (effect && path !== from) carried.set(path, effect);
    else if (!repeatEffect) {
      throw new RunError('effect_already_happened', `${path} has already happened outside`, {
        path,
        nothingHappened: true,
      });
    }
  }
  return carried;
}

function toEdited(
  event: EventOf<'step.completed' | 'step.failed'>,
  output: Json,
  ports: DrivePorts,
): Parameters<JournalCopy['add']> {
  const { payload, blob } = packPayload(output, ports.redact);
  const { path, name, kind, effect, inputHash, attempts, startedAt, agent, model, tool } = event;
  return [
    {
      type: 'step.completed',
      path,
      name,
      kind,
      effect,
      inputHash,
      attempts,
      startedAt,
      agent,
      model,
      tool,
      output: payload,
      edited: true,
    },
    { at: event.at, blob },
  ];
}

/** Everything from the step's first mark on is left behind; so is a stop, and whatever came after it. */
function findCut(events: readonly RunEvent[], from: StepPath): number {
  const isCut = (event: RunEvent) =>
    event.type === 'run.cancel_requested' || event.type === 'run.deadline_exceeded' || isOf(event, from);
  if (!events.some((event) => isOf(event, from))) {
    const stopped = events.some((event) => event.type === 'run.cancelled' && event.stoppedAt.includes(from));
    if (!stopped) throw new RunError('step_not_found', `the run has no step ${from}`, { nothingHappened: true });
  }
  const cut = events.findIndex(isCut);
  return cut < 0 ? events.length : cut;
}

function findBroken(events: readonly RunEvent[]): StepPath {
  const end = events.at(-1);
  const blamed = end?.type === 'run.failed' ? end.error.path : undefined;
  const cause = events.find((event) => event.type === 'step.failed' && event.path === blamed);
  if (cause?.type === 'step.failed') return cause.path;
  const failed = events.findLast(
    (event) => event.type === 'step.failed' || (event.type === 'child.finished' && event.status !== 'completed'),
  );
  if (failed && 'path' in failed && failed.path) return failed.path;
  const cancelled = events.findLast((event) => event.type === 'run.cancelled');
  const [stopped] = cancelled?.stoppedAt ?? [];
  if (stopped) return stopped;
  throw new RunError('step_not_found', 'no step of the run failed: say from which one to retry', {
    nothingHappened: true,
  });
}

/** What an earlier retry carried along is no mark of the step: this run may not have come to it. */
function isOf(event: RunEvent, path: StepPath): boolean {
  return 'path' in event && event.path === path && event.type !== 'effect.carried';
}

function isOutcomeOf(event: RunEvent, path: StepPath): event is EventOf<'step.completed' | 'step.failed'> {
  return (event.type === 'step.completed' || event.type === 'step.failed') && event.path === path;
}

function toFact<Event extends RunEvent>(event: Event): FactOf<Event['type']> {
  // Parsing leaves the envelope behind; what is left is of the same type.
  return RunFact.parse(event) as FactOf<Event['type']>;
}
