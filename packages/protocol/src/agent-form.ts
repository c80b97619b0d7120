/** What somebody fills in about an agent, as far as they have come: whether it is an agent, reading the text that is made of it says. */
import * as z from 'zod';

const text = z.string().max(2_000).default('');
const list = z.array(z.string().max(2_000)).max(200).default([]);
/** Absent: as it always is. Empty: nothing at all. */
const effects = z.array(z.string().max(40)).max(20).optional();

/** In the order in which they stand in the file. */
export const AgentForm = z.strictObject({
  id: text,
  suites: list,
  aliases: list,
  product: text,
  category: text,
  role: text,
  purpose: text,
  capabilities: list,
  tools: list,
  effects,
  ask: effects,
  models: list,
  fallback: list,
  otherwise: text,
  paid: text,
  complexity: text,
  cache: z.boolean().default(false),
  maxOutputTokens: text,
  maxCallsPerTurn: text,
  runtime: text,
  examples: list,
  setup: z.record(z.string().max(60), z.string().max(2_000)).default({}),
  instructions: z.string().max(40_000).default(''),
});
export type AgentForm = z.infer<typeof AgentForm>;
