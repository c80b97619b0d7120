import * as z from 'zod';
import { Agent, AgentName, AgentRole, SuiteId } from '../../agent.ts';
import { RuntimeView } from '../../runtime.ts';
import { PageQuery, pageOf } from '../page.ts';
import { defineRoute } from '../route.ts';

export const AgentView = Agent.pick({
  id: true,
  version: true,
  suites: true,
  aliases: true,
  product: true,
  category: true,
  role: true,
  purpose: true,
  capabilities: true,
  tools: true,
  runtime: true,
}).meta({ id: 'AgentSummary' });
export type AgentView = z.infer<typeof AgentView>;

/** `works` says where its turns go here, and what is missing. */
export const AgentDetails = Agent.extend({ works: RuntimeView.optional() }).meta({ id: 'Agent' });
export type AgentDetails = z.infer<typeof AgentDetails>;

export const agentRoutes = {
  listAgents: defineRoute({
    method: 'GET',
    path: '/api/v1/agents',
    tag: 'agents',
    summary: 'The agents that can be asked',
    access: 'view',
    query: PageQuery.extend({
      /** Words that stand in its id, aliases, product, purpose or capabilities, all of them. */
      text: z.string().max(200).optional(),
      suite: SuiteId.optional(),
      category: z.string().max(60).optional(),
      capability: z.string().max(80).optional(),
      role: AgentRole.optional(),
    }),
    answers: { 200: { description: 'A page, in the order of their ids.', schema: pageOf(AgentView) } },
  }),
  getAgent: defineRoute({
    method: 'GET',
    path: '/api/v1/agents/{agent}',
    tag: 'agents',
    summary: 'The whole definition of an agent, by its id or an alias',
    access: 'view',
    params: z.strictObject({ agent: AgentName }),
    answers: { 200: { description: 'The agent.', schema: AgentDetails } },
    problems: ['unknown_agent'],
  }),
} as const;
