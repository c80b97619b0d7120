import * as z from 'zod';
import { RunId, TaskId, UserId } from '../../ids.ts';
import { AgentId } from '../../ids.ts';
import { AgentName, ModelPreset } from '../../agent.ts';
import { COMMENT_LIMIT, Rating } from '../../remark.ts';
import { RunStatus } from '../../run-state.ts';
import { LadderStep } from '../../budget.ts';
import { Complexity } from '../../route.ts';
import { TaskAnalysis, TeamChoice } from '../../selection.ts';
import { PatternName, PatternOptions, PatternWish } from '../../pattern.ts';
import { Goal, Priority } from '../../task.ts';
import { GIVEN_LIMIT_BYTES, GivenFiles, WorkspaceWish } from '../../workspace.ts';
import { listOf, PageQuery, pageOf } from '../page.ts';
import { defineRoute } from '../route.ts';
import { FeedbackView, RunView } from '../run-views.ts';
import { BudgetView, Time } from '../values.ts';

export const NewTaskBody = z
  .strictObject({
    goal: Goal,
    /** In order, by ids or aliases. Absent: with `auto` whoever suits the goal, else somebody who thinks first, somebody who does it, somebody who goes over it. */
    agents: z.array(AgentName).min(1).max(100).optional(),
    /** How they work together; `auto`: what suits the goal, with the reason in the task. */
    pattern: PatternWish.default('sequential'),
    /** How it should be worked on in detail; each pattern knows some of these and refuses the others. */
    patternOptions: PatternOptions.exactOptional(),
    priority: Priority.default('normal'),
    budget: BudgetView.optional(),
    /** What is tried, in this order, when its budget does not allow a call. */
    ladder: z.array(LadderStep).max(4).optional(),
    /** How hard it is; absent: what each agent's policy says. */
    complexity: Complexity.optional(),
    /** `local_first`: models on machines of one's own before all others; absent: what each agent's policy says. */
    models: ModelPreset.optional(),
    deadline: Time.optional(),
    /** A person approves the result before the run ends. */
    review: z.boolean().default(false),
    /** A repository on the machine of the server that its agents work on, in a tree of their own. */
    workspace: WorkspaceWish.optional(),
    /** Files that lie in the workspace of the run from the beginning on, in base64. */
    files: GivenFiles.optional(),
    /** The same seed, goal and agents rehearse the same words. */
    seed: z.string().min(1).max(200).optional(),
  })
  .meta({ id: 'NewTask' });
export type NewTaskBody = z.input<typeof NewTaskBody>;

export const PatternView = z
  .object({
    name: PatternName,
    /** What it does. */
    sentence: z.string(),
    /** Names of `patternOptions` that it knows. */
    options: z.array(PatternOptions.keyof()),
    /** So many agents at least, whoever leads or judges not counted twice. */
    least: z.int().positive(),
  })
  .meta({ id: 'Pattern' });
export type PatternView = z.infer<typeof PatternView>;

/** What was asked for, and the newest of the runs that work on it. */
export const TaskView = z
  .object({
    task: TaskId,
    goal: z.string(),
    agents: z.array(AgentId),
    pattern: PatternName,
    patternOptions: PatternOptions.exactOptional(),
    /** Where it was left open: what was chosen, and why. */
    chosen: TeamChoice.optional(),
    priority: Priority,
    review: z.boolean(),
    budget: BudgetView.optional(),
    ladder: z.array(LadderStep).optional(),
    complexity: Complexity.optional(),
    models: ModelPreset.optional(),
    deadline: Time.optional(),
    submittedAt: Time,
    by: UserId.optional(),
    run: RunView,
    /** All runs that worked on it, the newest first. */
    runs: z.array(RunId),
    feedback: z.array(FeedbackView),
  })
  .meta({ id: 'Task' });
export type TaskView = z.infer<typeof TaskView>;

const TaskParams = z.strictObject({ task: TaskId });
export const ReasonBody = z.strictObject({ reason: z.string().trim().max(2_000).default('') }).meta({ id: 'Reason' });
export const FeedbackBody = z
  .strictObject({ rating: Rating, comment: z.string().trim().max(COMMENT_LIMIT).optional() })
  .meta({ id: 'NewFeedback' });

export const taskRoutes = {
  submitTask: defineRoute({
    method: 'POST',
    path: '/api/v1/tasks',
    tag: 'tasks',
    summary: 'Submit a task',
    access: 'use',
    body: NewTaskBody,
    // The files of a task in base64, and the rest of it.
    bodyLimitBytes: 2 * GIVEN_LIMIT_BYTES,
    creates: true,
    answers: { 202: { description: 'It will be worked on.', schema: z.object({ task: TaskId, run: RunId }) } },
    problems: ['unknown_agent', 'repository_not_allowed', 'repository_unusable'],
  }),
  analyzeTask: defineRoute({
    method: 'POST',
    path: '/api/v1/tasks/analyze',
    tag: 'tasks',
    summary:
      'What a request asks for, how a team would work on it, and which agents suit it best, with reasons; no model is asked',
    access: 'use',
    body: z
      .strictObject({
        request: Goal,
        /** How many agents are named. */
        most: z.int().min(1).max(100).default(5),
      })
      .meta({ id: 'AnalysisWish' }),
    answers: { 200: { description: 'The analysis; nothing is begun.', schema: TaskAnalysis } },
  }),
  listPatterns: defineRoute({
    method: 'GET',
    path: '/api/v1/patterns',
    tag: 'tasks',
    summary: 'How a team can work: what each pattern does, and which options it takes',
    access: 'view',
    answers: { 200: { description: 'All of them.', schema: z.object({ items: z.array(PatternView) }) } },
  }),
  listTasks: defineRoute({
    method: 'GET',
    path: '/api/v1/tasks',
    tag: 'tasks',
    summary: 'List tasks by their newest runs, the newest first',
    access: 'view',
    query: PageQuery.extend({
      status: listOf(RunStatus).optional(),
      text: z.string().max(500).optional(),
    }),
    answers: { 200: { description: 'A page; each task by its newest run.', schema: pageOf(RunView) } },
  }),
  getTask: defineRoute({
    method: 'GET',
    path: '/api/v1/tasks/{task}',
    tag: 'tasks',
    summary: 'What was asked for, and what became of it',
    access: 'view',
    params: TaskParams,
    answers: { 200: { description: 'The task.', schema: TaskView } },
    problems: ['task_not_found'],
  }),
  cancelTask: defineRoute({
    method: 'POST',
    path: '/api/v1/tasks/{task}/cancel',
    tag: 'tasks',
    summary: 'Cancel the newest run of a task',
    access: 'use',
    params: TaskParams,
    body: ReasonBody,
    answers: { 202: { description: 'It will be stopped.', schema: z.object({ run: RunId }) } },
    problems: ['task_not_found', 'run_finished'],
  }),
  giveTaskFeedback: defineRoute({
    method: 'POST',
    path: '/api/v1/tasks/{task}/feedback',
    tag: 'tasks',
    summary: 'Say whether the newest run of a task was good',
    access: 'use',
    params: TaskParams,
    body: FeedbackBody,
    creates: true,
    answers: { 201: { description: 'It is kept.', schema: FeedbackView } },
    problems: ['task_not_found'],
  }),
} as const;
