import * as z from 'zod';
import { AgentId } from './ids.ts';

export const RuntimeKind = z.enum(['llm', 'function', 'http', 'a2a', 'cli', 'mcp']);
export type RuntimeKind = z.infer<typeof RuntimeKind>;

export const ModelPolicy = z.object({
  /** Models in order of preference; empty means: whatever the installation has. */
  prefer: z.array(z.string()).default([]),
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
