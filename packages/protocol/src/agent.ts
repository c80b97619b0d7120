import * as z from 'zod';
import { EffectClass } from './effect.ts';
import { AgentId } from './ids.ts';
import { Json } from './json.ts';
import { Complexity } from './route.ts';
import { AgentSetup, RuntimeKind } from './runtime.ts';

export const ModelPolicy = z.object({
  /** Models in order of preference; empty means: whatever the installation has. */
  prefer: z.array(z.string()).default([]),
  /** Tried, in this order, when none of those can answer. */
  fallback: z.array(z.string()).default([]),
  /** Which models that nobody has named may stand in where none of the named can answer. */
  otherwise: z.enum(['anything', 'local', 'nothing']).default('anything'),
  /** `never`: only free and local models. `when_needed`: paid ones too, after the free. */
  paid: z.enum(['never', 'when_needed']).default('when_needed'),
  /** How hard its work is where nobody says it. */
  complexity: z.enum(['auto', ...Complexity.options]).default('auto'),
  /** The same request is answered from what was answered before. */
  cache: z.boolean().default(false),
  maxOutputTokens: z.int().positive().default(1_024),
});
export type ModelPolicy = z.infer<typeof ModelPolicy>;

/** Policies that a task may ask for in place of its agents' own. */
export const ModelPreset = z.enum(['local_first']);
export type ModelPreset = z.infer<typeof ModelPreset>;

/** What an agent is asked for by: its id or an alias, however it is written. Whether there is one, the catalogue says. */
export const AgentName = z
  .string()
  .max(160)
  .regex(/^[A-Za-z0-9][A-Za-z0-9 _-]*$/, 'an agent is named by letters, digits and hyphens');
export type AgentName = z.infer<typeof AgentName>;

/** A collection of agents, by name: `organized-system`. */
export const SuiteId = z
  .string()
  .max(60)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/);
export type SuiteId = z.infer<typeof SuiteId>;

/** What an agent is among others: it leads, it does, it knows one thing well, or it watches. */
export const AgentRole = z.enum(['coordinator', 'worker', 'specialist', 'monitor']);
export type AgentRole = z.infer<typeof AgentRole>;

/** An agent is data: what it is for and how it works. A run keeps the version that it began with. */
export const Agent = z.object({
  id: AgentId,
  version: z.int().positive().default(1),
  /** The collections of agents that it belongs to. */
  suites: z.array(SuiteId).default([]),
  /** Other ids that it is found by. */
  aliases: z.array(AgentId).default([]),
  /** The product of somebody else that it stands for. */
  product: z.string().min(1).max(60).exactOptional(),
  category: z.string().min(1).max(60).exactOptional(),
  role: AgentRole.exactOptional(),
  purpose: z.string().min(1).max(500),
  capabilities: z.array(z.string().min(1).max(80)).min(1),
  instructions: z.string().min(1).max(20_000),
  models: ModelPolicy.prefault({}),
  tools: z.array(z.string()).default([]),
  /** What its tools may cause without asking. What stands neither here nor under `ask` is refused. */
  effects: z.array(EffectClass).default(['pure', 'read', 'idempotent']),
  /** What a person must allow, each time. */
  ask: z.array(EffectClass).default(['compensatable', 'irreversible']),
  /** Requests that it answers well, as somebody would type them. */
  examples: z.array(z.string().min(1).max(500)).default([]),
  runtime: RuntimeKind.default('llm'),
  /** Only where another runtime than a model takes its turns. */
  setup: AgentSetup.exactOptional(),
  maxCallsPerTurn: z.int().positive().default(16),
  /** JSON Schema that every answer of its keeps to. Absent: it answers in words. */
  answer: z.record(z.string(), Json).exactOptional(),
});
export type Agent = z.infer<typeof Agent>;
