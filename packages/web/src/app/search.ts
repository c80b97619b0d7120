/** What stands behind the `?` of an address. Whatever does not parse is left out: an old link still opens its page. */
import * as z from 'zod';

export const RunsSearch = z.object({
  /** Names of states with commas between them; the page leaves out what it does not know. */
  status: z.string().max(200).optional().catch(undefined),
  text: z.string().max(200).optional().catch(undefined),
});

export const RunSearch = z.object({
  tab: z.enum(['timeline', 'team', 'events', 'artefacts', 'details']).optional().catch(undefined),
  /** The path of the step that is looked at. */
  step: z.string().max(500).optional().catch(undefined),
});

export const NewTaskSearch = z.object({
  goal: z.string().max(4_000).optional().catch(undefined),
  /** An agent that is chosen already. */
  agent: z.string().max(200).optional().catch(undefined),
});

export const AgentsSearch = z.object({
  text: z.string().max(200).optional().catch(undefined),
  suite: z.string().max(60).optional().catch(undefined),
  category: z.string().max(60).optional().catch(undefined),
  capability: z.string().max(80).optional().catch(undefined),
  /** Those that were taken out of use instead. */
  retired: z.boolean().optional().catch(undefined),
});

export const AgentSearch = z.object({
  tab: z.enum(['about', 'versions', 'record', 'try']).optional().catch(undefined),
  /** The version that is looked at, and what it is compared with. */
  version: z.int().positive().optional().catch(undefined),
  from: z
    .union([z.literal('base'), z.int().positive()])
    .optional()
    .catch(undefined),
});

export const ToolsSearch = z.object({
  tab: z.enum(['servers', 'sets', 'rules']).optional().catch(undefined),
});

export const ModelsSearch = z.object({
  tab: z.enum(['models', 'providers', 'which']).optional().catch(undefined),
  text: z.string().max(200).optional().catch(undefined),
  provider: z.string().max(60).optional().catch(undefined),
  show: z.enum(['all', 'offered', 'free', 'local', 'paid', 'troubled', 'not_offered']).optional().catch(undefined),
  sort: z.enum(['best', 'cheapest', 'strongest', 'context', 'name', 'newest']).optional().catch(undefined),
  /** Whose choice is asked about. */
  agent: z.string().max(200).optional().catch(undefined),
});

export const KnowledgeSearch = z.object({
  /** The collection that is looked at. */
  collection: z.string().max(60).optional().catch(undefined),
  text: z.string().max(1_000).optional().catch(undefined),
});

export const PassageSearch = z.object({ citation: z.string().max(100).optional().catch(undefined) });

export const CostsSearch = z.object({
  tab: z.enum(['costs', 'budgets']).optional().catch(undefined),
  period: z.enum(['today', 'week', 'month', 'days30', 'days90', 'all']).optional().catch(undefined),
  by: z.enum(['day', 'agent', 'model', 'provider', 'task', 'user', 'run']).optional().catch(undefined),
});

export const LoginSearch = z.object({
  /** Where to go afterwards: a page of this interface and nowhere else. */
  back: z
    .string()
    .regex(/^\/ui(?:[/?#][^\\]*)?$/)
    .optional()
    .catch(undefined),
});
