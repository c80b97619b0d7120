/** What a request asks for, and who should work on it: worked out from its words, without a model. */
import * as z from 'zod';
import { AgentId } from './ids.ts';
import { PatternName } from './pattern.ts';
import { Complexity } from './route.ts';

export const TaskType = z.enum([
  'code',
  'review',
  'test',
  'debug',
  'design',
  'operate',
  'data',
  'research',
  'write',
  'plan',
  'coordinate',
  'security',
  'teach',
  'chat',
  'automate',
  'general',
]);
export type TaskType = z.infer<typeof TaskType>;

/** How a team would best work on it. `single`: one agent is enough. */
export const SuggestedPattern = z.enum(['single', ...PatternName.options]);
export type SuggestedPattern = z.infer<typeof SuggestedPattern>;

/** Each from 0 to 1; 0.5 where nothing is known. */
export const ScoreParts = z.object({
  /** What the request says, against all requests that the selector has learnt from. */
  learnt: z.number(),
  /** The words of the request, against what the agent says of itself. */
  text: z.number(),
  /** Of the capabilities that the request needs, the share that the agent has. */
  capability: z.number(),
  /** How often its runs came to a good end. */
  record: z.number(),
  /** How free it is. */
  load: z.number(),
  /** How cheap its model calls are; free and local ones are 1. */
  cost: z.number(),
});
export type ScoreParts = z.infer<typeof ScoreParts>;

export const RankedAgent = z.object({
  id: AgentId,
  score: z.number(),
  parts: ScoreParts,
  reasons: z.array(z.string()),
});
export type RankedAgent = z.infer<typeof RankedAgent>;

/** What was chosen for a task that left it open, and why. */
export const TeamChoice = z.object({
  pattern: PatternName,
  agents: z.array(AgentId).min(1),
  reason: z.string(),
  /** What the words of the request suggest, before anything else was looked at. */
  suggested: SuggestedPattern,
  type: TaskType,
  complexity: Complexity,
  reasons: z.array(z.string()),
  /** The best of those who could have done it. */
  considered: z.array(z.object({ id: AgentId, score: z.number() })),
});
export type TeamChoice = z.infer<typeof TeamChoice>;

export const TaskAnalysis = z
  .object({
    type: TaskType,
    complexity: Complexity,
    pattern: SuggestedPattern,
    /** What the request needs somebody to be able to do. */
    capabilities: z.array(z.string()),
    /** Why it was classified so. */
    reasons: z.array(z.string()),
    /** The best first. */
    agents: z.array(RankedAgent),
    /** What the pattern `auto` would make of it; absent where only words were looked at. */
    chosen: TeamChoice.exactOptional(),
  })
  .meta({ id: 'TaskAnalysis' });
export type TaskAnalysis = z.infer<typeof TaskAnalysis>;
