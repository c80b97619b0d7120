import * as z from 'zod';
import { AgentId } from './ids.ts';
import { Complexity } from './route.ts';

export const RuntimeKind = z.enum(['llm', 'function', 'http', 'a2a', 'cli', 'mcp']);
export type RuntimeKind = z.infer<typeof RuntimeKind>;

export const ModelPolicy = z.object({
  /** Models in order of preference; empty means: whatever the installation has. */
  prefer: z.array(z.string()).default([]),
  /** Tried, in this order, when none of those can answer. */
  fallback: z.array(z.string()).default([]),
  /** `anything`: models that nobody has named may stand in where none of the named can answer. */
  otherwise: z.enum(['anything', 'nothing']).default('anything'),
  /** `never`: only free and local models. `when_needed`: paid ones too, after the free. */
  paid: z.enum(['never', 'when_needed']).default('when_needed'),
  /** How hard its work is where nobody says it. */
  complexity: z.enum(['auto', ...Complexity.options]).default('auto'),
  /** The same request is answered from what was answered before. */
  cache: z.boolean().default(false),
  maxOutputTokens: z.int().positive().default(1_024),
});
export type ModelPolicy = z.infer<typeof ModelPolicy>;

/** An agent is data: what it is for and how it works. A run keeps the version that it began with. */
export const Agent = z.object({
  id: AgentId,
  version: z.int().positive().default(1),
  purpose: z.string().min(1).max(500),
  capabilities: z.array(z.string().min(1).max(80)).min(1),
  instructions: z.string().min(1).max(20_000),
  models: ModelPolicy.prefault({}),
  tools: z.array(z.string()).default([]),
  runtime: RuntimeKind.default('llm'),
  maxCallsPerTurn: z.int().positive().default(16),
});
export type Agent = z.infer<typeof Agent>;
