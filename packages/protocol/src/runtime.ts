/** How an agent's turns are taken: by a model here, or elsewhere, by something that answers in its own way. */
import * as z from 'zod';
import { EffectClass } from './effect.ts';

export const RuntimeKind = z.enum(['llm', 'function', 'http', 'a2a', 'cli', 'mcp']);
export type RuntimeKind = z.infer<typeof RuntimeKind>;

/**
 * Of an agent whose turns are not taken by a model: `connection` names one that the installation has (absent: the one with
 * the agent's own id), every other entry is a value that this connection lets its agents set, such as `flow`.
 */
export const AgentSetup = z.record(
  z
    .string()
    .max(60)
    .regex(/^[A-Za-z][A-Za-z0-9_-]*$/),
  z.string().max(2_000),
);
export type AgentSetup = z.infer<typeof AgentSetup>;

/** Where the turns of an agent go, for people. Holds no secret. */
export const RuntimeView = z.object({
  kind: RuntimeKind,
  /** The product of somebody else that the agent stands for. */
  product: z.string().optional(),
  /** Whose connection it is, by name. */
  connection: z.string().optional(),
  /** `advises`: the product is not configured, so a model answers, which may advise but not act, and says so. */
  state: z.enum(['ready', 'not_configured', 'advises']),
  /** The host or the exact command that is spoken to. */
  target: z.string().optional(),
  effect: EffectClass.optional(),
  /** What is missing, and what to set. */
  missing: z.string().optional(),
});
export type RuntimeView = z.infer<typeof RuntimeView>;
