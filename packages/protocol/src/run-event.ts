/**
 * The events of a run. Types are only ever added, and fields only as optional ones: journals of every release fold for ever.
 * The envelope (`tenant`, `run`, `seq`, `at`, `hash`) is set when the event is sealed into its journal.
 */
import * as z from 'zod';
import { Artefact } from './artefact.ts';
import { Budget, BudgetRefusal, Usage } from './budget.ts';
import { DoubtCause, DoubtVerdict, EffectClass } from './effect.ts';
import { Failure } from './error-codes.ts';
import { StepKind } from './execution.ts';
import { AgentId, Epoch, Hash, Instant, RunId, SignalId, StepPath, TaskId, TenantId, UserId, WorkerId } from './ids.ts';
import { Json } from './json.ts';
import { Label } from './labelled.ts';
import { ModelId } from './model.ts';
import { Payload } from './payload.ts';
import {
  BudgetRefused,
  BudgetReserved,
  BudgetSettled,
  BudgetStepped,
  BudgetWarned,
  ModelAwaited,
  ModelRouted,
} from './money-events.ts';
import { FailureClass } from './route.ts';
import { Carried, ParentRun, RetryOf } from './run-state.ts';
import { SignalKey, Wait } from './signal.ts';
import { Priority } from './task.ts';

const RunSubmitted = z.object({
  type: z.literal('run.submitted'),
  program: z.string(),
  title: z.string(),
  input: Payload,
  labels: z.array(Label),
  priority: Priority,
  by: UserId.optional(),
  task: TaskId.optional(),
  deadline: Instant.optional(),
  budget: Budget.optional(),
  parent: ParentRun.optional(),
  /** The run whose effects count as this one's: itself, or the first of a chain of retries. */
  lineage: RunId,
  retryOf: RetryOf.optional(),
  /** What the program's clock shows at its beginning, where it is told again what another run was told. */
  shownAt: Instant.optional(),
  /** W3C trace context. */
  trace: z.string().optional(),
  seed: z.string(),
  /** What the run was begun with, such as the agents' definitions; it is never looked up again. */
  pins: Payload,
});

const RunStarted = z.object({
  type: z.literal('run.started'),
  worker: WorkerId,
  epoch: Epoch,
  build: z.string(),
  program: z.object({ name: z.string(), version: z.int().positive() }),
});
const RunClaimed = z.object({ type: z.literal('run.claimed'), worker: WorkerId, epoch: Epoch, build: z.string() });
const RunContinued = z.object({
  type: z.literal('run.continued'),
  episode: z.int().positive(),
  state: Payload,
  carried: Carried,
});
const RunParked = z.object({ type: z.literal('run.parked'), waits: z.array(Wait) });
const CancelRequested = z.object({
  type: z.literal('run.cancel_requested'),
  reason: z.string(),
  by: UserId.optional(),
});
const DeadlineExceeded = z.object({ type: z.literal('run.deadline_exceeded') });
const RunPaused = z.object({ type: z.literal('run.paused'), reason: z.string(), by: UserId.optional() });
const RunResumed = z.object({ type: z.literal('run.resumed'), by: UserId.optional() });
const RunQuarantined = z.object({ type: z.literal('run.quarantined'), claims: z.int().positive() });
const RunCompleted = z.object({ type: z.literal('run.completed'), output: Payload, labels: z.array(Label) });
const RunFailed = z.object({
  type: z.literal('run.failed'),
  error: Failure,
  /** What there was by then, where a budget ended the run before it was done. */
  partial: Payload.optional(),
});
const RunCancelled = z.object({ type: z.literal('run.cancelled'), reason: z.string(), stoppedAt: z.array(StepPath) });

const stepFields = {
  path: StepPath,
  name: z.string(),
  kind: StepKind,
  effect: EffectClass,
  inputHash: Hash,
  input: Payload.optional(),
  attempts: z.int().positive(),
  startedAt: Instant,
  agent: AgentId.optional(),
  model: z.string().optional(),
  tool: z.string().optional(),
  usage: Usage.optional(),
  reservation: z.string().optional(),
  /** What it used counts with its settlements, not here. */
  settled: z.boolean().optional(),
};
const StepCompleted = z.object({
  type: z.literal('step.completed'),
  ...stepFields,
  output: Payload,
  labels: z.array(Label).optional(),
  /** The outcome was taken over from the run that this one retries. */
  reused: z.boolean().optional(),
  /** A person put this output in the place of what the step had returned. */
  edited: z.boolean().optional(),
});
const StepFailed = z.object({
  type: z.literal('step.failed'),
  ...stepFields,
  error: Failure,
  /** How the model failed, where it was one. */
  class: FailureClass.optional(),
  /** The budget that did not allow the call. */
  refusal: BudgetRefusal.optional(),
});
const StepRetried = z.object({
  type: z.literal('step.retried'),
  path: StepPath,
  attempt: z.int().positive(),
  error: Failure,
  resumeAt: Instant,
  /** Which model failed, and how, where it was one. */
  model: ModelId.optional(),
  class: FailureClass.optional(),
});
const EffectIntended = z.object({
  type: z.literal('effect.intended'),
  path: StepPath,
  name: z.string(),
  effect: EffectClass,
  key: z.string(),
  attempt: z.int().positive(),
  inputHash: Hash,
  input: Payload.optional(),
});
const EffectDoubted = z.object({
  type: z.literal('effect.doubted'),
  path: StepPath,
  key: z.string(),
  cause: DoubtCause,
  message: z.string().optional(),
});
const EffectResolved = z.object({
  type: z.literal('effect.resolved'),
  path: StepPath,
  how: z.enum(['answered', 'verified', 'undone', 'person']),
  verdict: DoubtVerdict,
  by: UserId.optional(),
});
/** An effect of the run that this one retries: a step on the same path with the same input takes this outcome. */
const EffectCarried = z.object({ type: z.literal('effect.carried'), path: StepPath, inputHash: Hash, output: Payload });

const WaitStarted = z.object({
  type: z.literal('wait.started'),
  path: StepPath,
  key: SignalKey.optional(),
  until: Instant.optional(),
  about: Json.optional(),
});
const SignalReceived = z.object({
  type: z.literal('signal.received'),
  path: StepPath,
  signal: SignalId,
  key: SignalKey,
  payload: Payload,
  by: UserId.optional(),
});
/** A signal whose payload does not have the shape that is waited for: the wait goes on. */
const SignalRefused = z.object({
  type: z.literal('signal.refused'),
  path: StepPath.optional(),
  signal: SignalId,
  key: SignalKey,
  message: z.string(),
});
const TimerFired = z.object({ type: z.literal('timer.fired'), path: StepPath });

const JoinDecided = z.object({
  type: z.literal('join.decided'),
  path: StepPath,
  verdict: z.enum(['met', 'failed']),
  /** The branches that had ended by then, in the order in which they ended. */
  order: z.array(z.string()),
});
const DomainRecorded = z.object({
  type: z.literal('domain.recorded'),
  path: StepPath,
  name: z.string(),
  data: Payload,
});
const ChildStarted = z.object({ type: z.literal('child.started'), path: StepPath, child: RunId });
const ChildFinished = z.object({
  type: z.literal('child.finished'),
  path: StepPath,
  child: RunId,
  status: z.enum(['completed', 'failed', 'cancelled']),
  output: Payload.optional(),
  error: Failure.optional(),
});
const VersionMarked = z.object({
  type: z.literal('version.marked'),
  change: z.string(),
  version: z.int().nonnegative(),
});
const ReplayDrifted = z.object({
  type: z.literal('replay.drifted'),
  path: StepPath,
  recorded: Hash,
  found: Hash,
});

const ArtefactProduced = z.object({ type: z.literal('artefact.produced'), path: StepPath, artefact: Artefact });

/** What happened, before it is sealed. */
export const RunFact = z.discriminatedUnion('type', [
  RunSubmitted,
  RunStarted,
  RunClaimed,
  RunContinued,
  RunParked,
  CancelRequested,
  DeadlineExceeded,
  RunPaused,
  RunResumed,
  RunQuarantined,
  RunCompleted,
  RunFailed,
  RunCancelled,
  StepCompleted,
  StepFailed,
  StepRetried,
  EffectIntended,
  EffectDoubted,
  EffectResolved,
  EffectCarried,
  WaitStarted,
  SignalReceived,
  SignalRefused,
  TimerFired,
  JoinDecided,
  DomainRecorded,
  ChildStarted,
  ChildFinished,
  VersionMarked,
  ReplayDrifted,
  BudgetReserved,
  BudgetSettled,
  BudgetRefused,
  BudgetWarned,
  BudgetStepped,
  ModelRouted,
  ModelAwaited,
  ArtefactProduced,
]);
export type RunFact = z.infer<typeof RunFact>;
export type FactOf<Type extends RunFact['type']> = Extract<RunFact, { type: Type }>;

export const EventEnvelope = z.object({
  tenant: TenantId,
  run: RunId,
  seq: z.int().positive(),
  at: Instant,
  hash: Hash,
});
export type EventEnvelope = z.infer<typeof EventEnvelope>;

export type RunEvent = EventEnvelope & RunFact;
export type EventOf<Type extends RunFact['type']> = EventEnvelope & FactOf<Type>;

export const EVENT_TYPES: ReadonlySet<string> = new Set(RunFact.options.map(({ shape }) => shape.type.value));

/** What whoever looks at many runs has to hear of. */
export const FEED_TYPES = [
  'run.submitted',
  'run.started',
  'run.claimed',
  'run.parked',
  'run.paused',
  'run.resumed',
  'run.quarantined',
  'run.completed',
  'run.failed',
  'run.cancelled',
  'effect.doubted',
  'effect.resolved',
  'wait.started',
  'signal.received',
] as const satisfies readonly RunFact['type'][];
