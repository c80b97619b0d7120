import * as z from 'zod';
import { Agent } from '../../agent.ts';
import { AgentId } from '../../ids.ts';
import { PageQuery, pageOf } from '../page.ts';
import { defineRoute } from '../route.ts';

export const AgentView = Agent.pick({
  id: true,
  version: true,
  purpose: true,
  capabilities: true,
  tools: true,
  runtime: true,
}).meta({ id: 'AgentSummary' });
export type AgentView = z.infer<typeof AgentView>;

export const agentRoutes = {
  listAgents: defineRoute({
    method: 'GET',
    path: '/api/v1/agents',
    tag: 'agents',
    summary: 'The agents that can be asked',
    access: 'view',
    query: PageQuery.extend({ text: z.string().max(200).optional(), capability: z.string().max(80).optional() }),
    answers: { 200: { description: 'A page, in the order of their ids.', schema: pageOf(AgentView) } },
  }),
  getAgent: defineRoute({
    method: 'GET',
    path: '/api/v1/agents/{agent}',
    tag: 'agents',
    summary: 'The whole definition of an agent',
    access: 'view',
    params: z.strictObject({ agent: AgentId }),
    answers: { 200: { description: 'The agent.', schema: Agent.meta({ id: 'Agent' }) } },
    problems: ['unknown_agent'],
  }),
} as const;
