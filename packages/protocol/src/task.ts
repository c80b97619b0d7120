import * as z from 'zod';
import { ModelPreset } from './agent.ts';
import { Budget, LadderStep } from './budget.ts';
import { AgentId, Instant, TaskId } from './ids.ts';
import { PatternName, PatternOptions } from './pattern.ts';
import { Complexity } from './route.ts';
import { GivenFiles, WorkspaceWish } from './workspace.ts';

export const Priority = z.enum(['critical', 'high', 'normal', 'low', 'background']);
export type Priority = z.infer<typeof Priority>;

/** How long each class may be overtaken: a run's place in the queue is its ready time plus this, so nothing starves. */
export const PATIENCE_MS: Record<Priority, number> = {
  critical: 0,
  high: 10_000,
  normal: 60_000,
  low: 300_000,
  background: 1_800_000,
};

export const GOAL_LIMIT = 20_000;

/** Text in which a person can see something: spaces and control characters alone are none. */
export const Goal = z
  .string()
  .trim()
  .min(1, 'a goal cannot be empty')
  .max(GOAL_LIMIT, `a goal has at most ${GOAL_LIMIT} characters`)
  .regex(/[^\p{C}\p{Z}]/u, 'a goal needs something that can be read');

/** Somebody who thinks first, somebody who does it, somebody who goes over it. */
export const DEFAULT_AGENTS = ['project', 'drafting', 'editing'] as const;

/** What somebody asks for, as it is asked. */
export const NewTask = z.object({
  goal: Goal,
  agents: z.array(AgentId).min(1).max(100),
  pattern: PatternName.default('sequential'),
  patternOptions: PatternOptions.exactOptional(),
  priority: Priority.default('normal'),
  budget: Budget.optional(),
  /** What is tried, in this order, when its budget does not allow a call. */
  ladder: z.array(LadderStep).max(4).optional(),
  /** How hard it is; absent: what each agent's policy says, or medium. */
  complexity: Complexity.optional(),
  /** Which models its agents prefer; absent: what each one's policy says. */
  models: ModelPreset.optional(),
  deadline: Instant.optional(),
  /** A person approves the result before the run ends. */
  review: z.boolean().default(false),
  /** A repository that its agents work on, in a tree of their own. */
  workspace: WorkspaceWish.optional(),
  /** They lie in the workspace of the run. */
  files: GivenFiles.optional(),
});
export type NewTask = z.infer<typeof NewTask>;

export const Task = NewTask.extend({ id: TaskId });
export type Task = z.infer<typeof Task>;
