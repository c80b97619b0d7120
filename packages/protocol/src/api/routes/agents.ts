import * as z from 'zod';
import { AgentName, AgentRole, SuiteId } from '../../agent.ts';
import {
  AgentActBody,
  AgentChangeBody,
  AgentCheckBody,
  AgentCheckView,
  AgentDetails,
  AgentDiffView,
  AgentRecordView,
  AgentVersionDetails,
  AgentVersionView,
  AgentView,
  NewAgentBody,
} from '../agent-views.ts';
import { PageQuery, pageOf } from '../page.ts';
import { defineRoute } from '../route.ts';

const PATH = '/api/v1/agents';
const OfAgent = z.strictObject({ agent: AgentName });
const OfVersion = z.strictObject({ agent: AgentName, number: z.coerce.number().int().positive() });
const changed = { 200: { description: 'The agent as it is now.', schema: AgentDetails } };

export const agentRoutes = {
  listAgents: defineRoute({
    method: 'GET',
    path: PATH,
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
      /** Those that were taken out of use instead. */
      retired: z.enum(['true', 'false']).default('false'),
    }),
    answers: { 200: { description: 'A page, in the order of their ids.', schema: pageOf(AgentView) } },
  }),
  getAgent: defineRoute({
    method: 'GET',
    path: `${PATH}/{agent}`,
    tag: 'agents',
    summary: 'The whole definition of an agent, by its id or an alias; a retired one by its id',
    access: 'view',
    params: OfAgent,
    answers: { 200: { description: 'The agent.', schema: AgentDetails } },
    problems: ['unknown_agent'],
  }),
  createAgent: defineRoute({
    method: 'POST',
    path: PATH,
    tag: 'agents',
    summary: 'Make an agent out of its Markdown file, or of what a form holds',
    access: 'manage',
    body: NewAgentBody,
    answers: { 201: { description: 'The agent.', schema: AgentDetails } },
    problems: ['agent_exists', 'agent_invalid'],
  }),
  changeAgent: defineRoute({
    method: 'PUT',
    path: `${PATH}/{agent}`,
    tag: 'agents',
    summary: 'Give an agent another definition; runs that have begun keep theirs',
    access: 'manage',
    params: OfAgent,
    body: AgentChangeBody,
    answers: changed,
    problems: ['unknown_agent', 'agent_changed', 'agent_invalid'],
  }),
  retireAgent: defineRoute({
    method: 'DELETE',
    path: `${PATH}/{agent}`,
    tag: 'agents',
    summary: 'Take an agent out of use; its versions and its runs stay',
    access: 'manage',
    params: OfAgent,
    query: z.strictObject({ basedOn: z.coerce.number().int().positive().optional() }),
    answers: { 204: { description: 'Nobody can ask it any more.' } },
    problems: ['unknown_agent', 'agent_changed'],
  }),
  returnAgent: defineRoute({
    method: 'POST',
    path: `${PATH}/{agent}/return`,
    tag: 'agents',
    summary: 'Let what is shipped, or lies in a file, count again',
    access: 'manage',
    params: OfAgent,
    body: AgentActBody,
    answers: changed,
    problems: ['unknown_agent', 'agent_changed', 'agent_not_shipped'],
  }),
  checkAgent: defineRoute({
    method: 'POST',
    path: `${PATH}/validate`,
    tag: 'agents',
    summary: 'What is wrong with a definition, each mistake with its line; nothing is kept',
    access: 'use',
    body: AgentCheckBody,
    answers: { 200: { description: 'All that is wrong with it, and what is worth knowing.', schema: AgentCheckView } },
  }),
  listAgentVersions: defineRoute({
    method: 'GET',
    path: `${PATH}/{agent}/versions`,
    tag: 'agents',
    summary: 'What an agent was, the newest version first',
    access: 'view',
    params: OfAgent,
    query: PageQuery,
    answers: { 200: { description: 'A page.', schema: pageOf(AgentVersionView) } },
    problems: ['unknown_agent'],
  }),
  getAgentVersion: defineRoute({
    method: 'GET',
    path: `${PATH}/{agent}/versions/{number}`,
    tag: 'agents',
    summary: 'An agent as it was',
    access: 'view',
    params: OfVersion,
    answers: { 200: { description: 'The version, with its text.', schema: AgentVersionDetails } },
    problems: ['unknown_agent', 'agent_version_not_found'],
  }),
  compareAgentVersions: defineRoute({
    method: 'GET',
    path: `${PATH}/{agent}/versions/{number}/diff`,
    tag: 'agents',
    summary: 'What is different in a version, line by line',
    access: 'view',
    params: OfVersion,
    query: z.strictObject({
      /** Of another version; absent: of the one before it. `base`: of what is shipped or lies in a file. */
      from: z.union([z.literal('base'), z.coerce.number().int().positive()]).optional(),
    }),
    answers: { 200: { description: 'The difference.', schema: AgentDiffView } },
    problems: ['unknown_agent', 'agent_version_not_found'],
  }),
  getAgentRecord: defineRoute({
    method: 'GET',
    path: `${PATH}/{agent}/record`,
    tag: 'agents',
    summary: 'What an agent has done in its newest runs, from their journals alone',
    access: 'view',
    params: OfAgent,
    query: z.strictObject({ runs: z.coerce.number().int().min(1).max(200).default(100) }),
    answers: { 200: { description: 'The record.', schema: AgentRecordView } },
    problems: ['unknown_agent'],
  }),
} as const;
