/** A run as the API shows it: a row of a list, and all that its state tells. */
import * as z from 'zod';
import { listOpenApprovals } from '../approval.ts';
import { ErrorCode, Failure } from '../error-codes.ts';
import { StepKind } from '../execution.ts';
import { AgentId, ArtefactId, Hash, RunId, StepPath, TaskId, UserId } from '../ids.ts';
import { Json } from '../json.ts';
import { Label } from '../labelled.ts';
import { Payload } from '../payload.ts';
import { Remark } from '../remark.ts';
import { FailureClass } from '../route.ts';
import { RunStatus, StepCounts, type RunState } from '../run-state.ts';
import { toRunSummary, type RunSummary } from '../run-summary.ts';
import { Priority } from '../task.ts';
import type { Artefact } from '../artefact.ts';
import { ApprovalView, toApprovalView } from './approval-views.ts';
import { ModelWaitView, RouteView } from './model-views.ts';
import { BudgetView, Time, toBudgetView, toOptionalTime, toTime, toUsageView, UsageView } from './values.ts';

export const RunView = z
  .object({
    run: RunId,
    task: TaskId.optional(),
    title: z.string(),
    program: z.string(),
    status: RunStatus,
    priority: Priority,
    parent: RunId.optional(),
    retryOf: RunId.optional(),
    submittedAt: Time,
    startedAt: Time.optional(),
    updatedAt: Time,
    finishedAt: Time.optional(),
    deadline: Time.optional(),
    /** From start to end; absent while it has not ended. */
    durationMs: z.int().nonnegative().optional(),
    budget: BudgetView.optional(),
    steps: StepCounts,
    usage: UsageView,
    /** Words of the rehearsal model are in it. */
    rehearsed: z.boolean(),
    /** What a person has to decide. */
    approvals: z.int().nonnegative(),
    doubts: z.int().nonnegative(),
    errorCode: ErrorCode.optional(),
  })
  .meta({ id: 'Run' });
export type RunView = z.infer<typeof RunView>;

export function toRunView(summary: RunSummary): RunView {
  const { run, task, title, program, status, priority, parent, retryOf, steps, rehearsed } = summary;
  const { submittedAt, startedAt, updatedAt, finishedAt, deadline, budget, usage, approvals, doubts, errorCode } =
    summary;
  return {
    run,
    task,
    title,
    program,
    status,
    priority,
    parent,
    retryOf,
    steps,
    rehearsed,
    approvals,
    doubts,
    errorCode,
    submittedAt: toTime(submittedAt),
    startedAt: toOptionalTime(startedAt),
    updatedAt: toTime(updatedAt),
    finishedAt: toOptionalTime(finishedAt),
    deadline: toOptionalTime(deadline),
    durationMs: startedAt === undefined || finishedAt === undefined ? undefined : finishedAt - startedAt,
    budget: budget && toBudgetView(budget),
    usage: toUsageView(usage),
  };
}

export const ArtefactView = z
  .object({
    artefact: ArtefactId,
    run: RunId,
    name: z.string(),
    mediaType: z.string(),
    bytes: z.int().nonnegative(),
    version: z.int().positive(),
    labels: z.array(Label),
    rehearsed: z.boolean(),
    /** The last word of a person about it. */
    review: z
      .object({ verdict: z.enum(['accepted', 'rejected']), comment: z.string().optional(), at: Time })
      .optional(),
  })
  .meta({ id: 'Artefact' });
export type ArtefactView = z.infer<typeof ArtefactView>;

export function toArtefactView(run: RunId, artefact: Artefact, remarks: readonly Remark[]): ArtefactView {
  const { id, name, mediaType, bytes, version, labels } = artefact;
  const last = remarks.findLast((remark) => remark.type === 'artefact.reviewed' && remark.artefact === id);
  const review =
    last?.type === 'artefact.reviewed'
      ? { verdict: last.verdict, comment: last.comment, at: toTime(last.at) }
      : undefined;
  const rehearsed = labels.some(({ source }) => source === 'rehearsal');
  return { artefact: id, run, name, mediaType, bytes, version, labels, rehearsed, review };
}

export const FeedbackView = z
  .object({ rating: z.enum(['good', 'bad']), comment: z.string().optional(), at: Time, by: UserId })
  .meta({ id: 'Feedback' });
export type FeedbackView = z.infer<typeof FeedbackView>;

export const RunDetail = RunView.extend({
  /** Of the last event that the state is folded from. */
  seq: z.int().nonnegative(),
  /** SHA-256 of the canonical text of the folded state: whoever has the same events has the same hash. */
  stateHash: Hash,
  by: UserId.optional(),
  episode: z.int().positive(),
  labels: z.array(Label),
  trace: z.string().optional(),
  input: Payload,
  /** The whole output, also where the journal holds only its hash; null while there is none. */
  output: Json,
  error: Failure.optional(),
  waitsFor: z.array(z.object({ path: StepPath, key: z.string().optional(), until: Time.optional(), since: Time })),
  /** Model calls that no model can answer at the moment. */
  waitsForModel: z.array(ModelWaitView),
  /** What there was when a budget stopped it. */
  partial: Json.optional(),
  open: z.array(ApprovalView),
  artefacts: z.array(ArtefactView),
  feedback: z.array(FeedbackView),
  cancelReason: z.string().optional(),
  stoppedAt: z.array(StepPath).optional(),
}).meta({ id: 'RunDetail' });
export type RunDetail = z.infer<typeof RunDetail>;

export interface RunDetailParts {
  readonly state: RunState;
  readonly stateHash: Hash;
  readonly output: Json;
  /** What there was when a budget stopped it. */
  readonly partial?: Json | undefined;
  readonly remarks: readonly Remark[];
}

export function toRunDetail({ state, stateHash, output, partial, remarks }: RunDetailParts): RunDetail {
  const { run, seq, by, episode, labels, trace, input, error, waits, artefacts, cancel, stoppedAt } = state;
  const { modelWaits } = state;
  return {
    ...toRunView(toRunSummary(state)),
    seq,
    stateHash,
    by,
    episode,
    labels,
    trace,
    input,
    output,
    error,
    stoppedAt,
    cancelReason: cancel?.reason,
    waitsFor: Object.entries(waits).map(([path, { key, until, since }]) => ({
      path: path as StepPath,
      key,
      until: toOptionalTime(until),
      since: toTime(since),
    })),
    waitsForModel: Object.entries(modelWaits ?? {}).map(([path, { agent, until, passedOver }]) => ({
      path,
      agent,
      until: toTime(until),
      passedOver,
    })),
    partial,
    open: listOpenApprovals(state).map((open) => toApprovalView(open, state.title)),
    artefacts: artefacts.map((artefact) => toArtefactView(run, artefact, remarks)),
    feedback: remarks.flatMap((remark) => (remark.type === 'feedback.given' ? [toFeedbackView(remark)] : [])),
  };
}

export function toFeedbackView({ rating, comment, at, by }: Extract<Remark, { type: 'feedback.given' }>): FeedbackView {
  return { rating, comment, by, at: toTime(at) };
}

/** One attempt of a model step: which model was asked, why, how it went and what it cost. */
export const ModelCallView = z
  .object({
    attempt: z.int().positive(),
    at: Time,
    route: RouteView,
    /** Why the next attempt was made. */
    failure: z.object({ code: ErrorCode, message: z.string(), class: FailureClass.optional() }).optional(),
    /** Absent: it is not settled yet. */
    usage: UsageView.optional(),
    /** Nobody knows what it used: all that was reserved for it counts. */
    inDoubt: z.boolean().optional(),
  })
  .meta({ id: 'ModelCall' });
export type ModelCallView = z.infer<typeof ModelCallView>;

/** A step that has ended. Its output is in place, or to be asked for by its hash. */
export const StepView = z
  .object({
    path: StepPath,
    name: z.string(),
    kind: StepKind,
    status: z.enum(['completed', 'failed']),
    effect: z.enum(['pure', 'read', 'idempotent', 'compensatable', 'irreversible']),
    agent: AgentId.optional(),
    model: z.string().optional(),
    tool: z.string().optional(),
    attempts: z.int().positive(),
    startedAt: Time,
    finishedAt: Time,
    durationMs: z.int().nonnegative(),
    usage: UsageView.optional(),
    /** Of a model step: each call that was sent for it, in this order. */
    calls: z.array(ModelCallView).optional(),
    labels: z.array(Label),
    input: Payload.optional(),
    output: Payload.optional(),
    error: Failure.optional(),
    seq: z.int().positive(),
  })
  .meta({ id: 'Step' });
export type StepView = z.infer<typeof StepView>;
