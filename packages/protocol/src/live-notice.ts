/** What is seen while it happens. Losing a notice loses nothing: what counts is in the journal. */
import * as z from 'zod';
import { StepKind } from './execution.ts';
import { AgentId, Instant, RunId, StepPath } from './ids.ts';
import type { RunEvent } from './run-event.ts';

/** A step has begun; only its end is journalled. */
export const StepBegan = z.object({
  type: z.literal('step.began'),
  run: RunId,
  path: StepPath,
  kind: StepKind,
  name: z.string(),
  agent: AgentId.optional(),
  /** The tool or the model. */
  what: z.string().optional(),
  attempt: z.int().positive(),
  at: Instant,
});
export type StepBegan = z.infer<typeof StepBegan>;

/** A piece of text; a higher attempt replaces everything of those before it. */
export const Delta = z.object({
  type: z.literal('delta'),
  run: RunId,
  path: StepPath,
  attempt: z.int().positive(),
  offset: z.int().nonnegative(),
  text: z.string(),
});
export type Delta = z.infer<typeof Delta>;

export const Glimpse = z.discriminatedUnion('type', [StepBegan, Delta]);
export type Glimpse = z.infer<typeof Glimpse>;

export type LiveNotice =
  | { readonly type: 'events'; readonly run: RunId; readonly events: readonly RunEvent[] }
  | Glimpse;
