/** What a run is right now: the fold of its events, and nothing else. Only open things are kept, so it stays small. */
import * as z from 'zod';
import { Artefact } from './artefact.ts';
import { Amount, Budget, Usage } from './budget.ts';
import { DoubtCause, EffectClass } from './effect.ts';
import { Failure } from './error-codes.ts';
import { AgentId, Hash, Instant, RunId, StepPath, TaskId, TenantId, UserId, WorkerId } from './ids.ts';
import { Json } from './json.ts';
import { Label } from './labelled.ts';
import { Payload } from './payload.ts';
import { PassedOver } from './route.ts';
import { SignalKey } from './signal.ts';
import { Priority } from './task.ts';

export const RunStatus = z.enum([
  'queued',
  'running',
  'waiting',
  'paused',
  'quarantined',
  'completed',
  'failed',
  'cancelled',
]);
export type RunStatus = z.infer<typeof RunStatus>;

export function isFinished(status: RunStatus): boolean {
  return status === 'completed' || status === 'failed' || status === 'cancelled';
}

/** An effect whose intent is written down and whose outcome is not known yet. */
export const Intent = z.object({ key: z.string(), name: z.string(), effect: EffectClass, attempt: z.int().positive() });
export type Intent = z.infer<typeof Intent>;

export const Doubt = z.object({ key: z.string(), cause: DoubtCause, since: Instant, message: z.string().optional() });
export type Doubt = z.infer<typeof Doubt>;

export const OpenWait = z.object({
  key: SignalKey.optional(),
  until: Instant.optional(),
  about: Json.optional(),
  since: Instant,
});
export type OpenWait = z.infer<typeof OpenWait>;

/** A model call that no model can answer right now: nothing is tried before `until`. */
export const ModelWait = z.object({
  agent: AgentId.optional(),
  since: Instant,
  until: Instant,
  passedOver: z.array(PassedOver),
});
export type ModelWait = z.infer<typeof ModelWait>;

export const StepCounts = z.object({
  completed: z.int().nonnegative(),
  failed: z.int().nonnegative(),
  retried: z.int().nonnegative(),
});
export type StepCounts = z.infer<typeof StepCounts>;

/** An effect of the run that this one retries: a step on the same path with the same input takes its outcome. */
export const CarriedEffect = z.object({ inputHash: Hash, output: Payload });
export type CarriedEffect = z.infer<typeof CarriedEffect>;

/** Which run this one goes on from, where, and whether effects may happen again that cannot be undone. */
export const RetryOf = z.object({ run: RunId, from: StepPath, repeatEffect: z.boolean().optional() });
export type RetryOf = z.infer<typeof RetryOf>;

/** What goes from one episode into the next, so that an episode can be folded without those before it. */
export const Carried = z.object({
  startedAt: Instant.optional(),
  programVersion: z.int().positive().optional(),
  /** Of the driver that wrote last. */
  build: z.string().optional(),
  worker: WorkerId.optional(),
  steps: StepCounts,
  usage: Usage,
  rehearsed: z.boolean(),
  intents: z.record(z.string(), Intent),
  doubts: z.record(z.string(), Doubt),
  reservations: z.record(z.string(), Amount),
  children: z.record(z.string(), StepPath),
  versions: z.record(z.string(), z.int().nonnegative()),
  artefacts: z.array(Artefact),
  cancel: z.object({ reason: z.string(), by: UserId.optional() }).optional(),
  /** By path; gone as soon as a step has taken it. */
  effects: z.record(z.string(), CarriedEffect).optional(),
});
export type Carried = z.infer<typeof Carried>;

/** The run that began this one, and where in it. `depth`: how many runs stand above; absent for one, and where nobody has counted. */
export const ParentRun = z.object({ run: RunId, path: StepPath, depth: z.int().positive().exactOptional() });
export type ParentRun = z.infer<typeof ParentRun>;

export const RunState = Carried.extend({
  tenant: TenantId,
  run: RunId,
  seq: z.int().nonnegative(),
  hash: Hash,
  status: RunStatus,
  program: z.string(),
  title: z.string(),
  input: Payload,
  labels: z.array(Label),
  priority: Priority,
  task: TaskId.optional(),
  by: UserId.optional(),
  parent: ParentRun.optional(),
  retryOf: RetryOf.optional(),
  lineage: RunId,
  deadline: Instant.optional(),
  budget: Budget.optional(),
  trace: z.string().optional(),
  submittedAt: Instant,
  updatedAt: Instant,
  finishedAt: Instant.optional(),
  episode: z.int().positive(),
  waits: z.record(z.string(), OpenWait),
  /** Model calls that no model can answer at the moment, by path. */
  modelWaits: z.record(z.string(), ModelWait).optional(),
  output: Payload.optional(),
  error: Failure.optional(),
  /** What there was when a budget ended the run. */
  partial: Payload.optional(),
  stoppedAt: z.array(StepPath).optional(),
});
export type RunState = z.infer<typeof RunState>;
