/** The tools that are there without a server of tools: which, what they may cause, whether they are configured, and who uses them. */
import * as z from 'zod';
import { EffectClass } from '../effect.ts';
import { ErrorCode } from '../error-codes.ts';
import { AgentId } from '../ids.ts';

const Problem = z.object({ code: ErrorCode, message: z.string(), remedy: z.string() });

export const ToolSetView = z
  .object({
    /** As agents name it. */
    name: z.string(),
    state: z.enum(['ready', 'not_configured', 'unavailable']),
    /** Why it is not ready, and what to set. */
    problem: Problem.optional(),
    /** Empty where they are not known before it is configured. */
    tools: z.array(z.object({ tool: z.string(), description: z.string(), effect: EffectClass })),
    /** Whose definitions name it, or one of its tools. */
    agents: z.array(AgentId),
  })
  .meta({ id: 'ToolSet' });
export type ToolSetView = z.infer<typeof ToolSetView>;

/** A mistake in a file of the installation; what counted before it was made goes on to count. */
export const ConfigProblem = Problem.extend({
  file: z.enum(['tools.yaml', 'runtimes.yaml', 'tool-settings.yaml', 'mcp.yaml']),
}).meta({ id: 'ConfigProblem' });
export type ConfigProblem = z.infer<typeof ConfigProblem>;
