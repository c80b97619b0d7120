import * as z from 'zod';
import { Usage } from './budget.ts';
import { AgentId, Instant, RunId, StepPath, TenantId } from './ids.ts';

export const StepKind = z.enum(['step', 'turn', 'model', 'tool', 'decision', 'agent', 'tools']);
export type StepKind = z.infer<typeof StepKind>;

/** One row for each model call, tool call and turn; written with the event that it is derived from. */
export const Execution = z.object({
  tenant: TenantId,
  run: RunId,
  seq: z.int().positive(),
  path: StepPath,
  kind: StepKind,
  agent: AgentId.optional(),
  model: z.string().optional(),
  tool: z.string().optional(),
  startedAt: Instant,
  finishedAt: Instant,
  attempts: z.int().positive(),
  usage: Usage.optional(),
  errorCode: z.string().optional(),
});
export type Execution = z.infer<typeof Execution>;
