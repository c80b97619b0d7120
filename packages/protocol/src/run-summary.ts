/** One row of the list of runs: a read model, written with the events that change it. */
import * as z from 'zod';
import { countOpenApprovals } from './approval.ts';
import { Budget, Usage } from './budget.ts';
import { ErrorCode } from './error-codes.ts';
import { Instant, RunId, TaskId, TenantId } from './ids.ts';
import { RunStatus, StepCounts, type RunState } from './run-state.ts';
import { Priority } from './task.ts';

export const RunSummary = z.object({
  tenant: TenantId,
  run: RunId,
  program: z.string(),
  title: z.string(),
  status: RunStatus,
  priority: Priority,
  parent: RunId.optional(),
  task: TaskId.optional(),
  retryOf: RunId.optional(),
  submittedAt: Instant,
  startedAt: Instant.optional(),
  updatedAt: Instant,
  finishedAt: Instant.optional(),
  deadline: Instant.optional(),
  budget: Budget.optional(),
  episode: z.int().positive(),
  steps: StepCounts,
  usage: Usage,
  rehearsed: z.boolean(),
  waits: z.int().nonnegative(),
  doubts: z.int().nonnegative(),
  /** What a person has to decide: requests and doubts. Rows of older versions know only of doubts. */
  approvals: z.int().nonnegative().default(0),
  errorCode: ErrorCode.optional(),
});
export type RunSummary = z.infer<typeof RunSummary>;

export function toRunSummary(state: RunState): RunSummary {
  const { tenant, run, program, title, status, priority, submittedAt, startedAt, updatedAt, finishedAt } = state;
  const { deadline, budget, episode, steps, usage, rehearsed } = state;
  return {
    tenant,
    run,
    program,
    title,
    status,
    priority,
    submittedAt,
    startedAt,
    updatedAt,
    finishedAt,
    deadline,
    budget,
    episode,
    steps,
    usage,
    rehearsed,
    parent: state.parent?.run,
    task: state.task,
    retryOf: state.retryOf?.run,
    waits: Object.keys(state.waits).length,
    doubts: Object.keys(state.doubts).length,
    approvals: countOpenApprovals(state),
    errorCode: state.error?.code,
  };
}
