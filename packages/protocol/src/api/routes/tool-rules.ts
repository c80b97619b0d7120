import * as z from 'zod';
import { EffectClass } from '../../effect.ts';
import { AgentId } from '../../ids.ts';
import { Json } from '../../json.ts';
import { ToolRules, ToolVerdict } from '../../tool-rules.ts';
import { defineRoute } from '../route.ts';

const PATH = '/api/v1/tool-rules';
const Rules = ToolRules.meta({ id: 'ToolRules' });
const shown = { 200: { description: 'As they are now.', schema: Rules } };

/** What would be decided about a call, and why. */
export const ToolDecisionView = z
  .object({
    verdict: ToolVerdict,
    because: z.string(),
    /** The rule that decided, counted from 1; absent: the agent's own definition. */
    rule: z.int().positive().optional(),
    waitMs: z.number().positive().optional(),
  })
  .meta({ id: 'ToolDecision' });
export type ToolDecisionView = z.infer<typeof ToolDecisionView>;

export const toolRuleRoutes = {
  getToolRules: defineRoute({
    method: 'GET',
    path: PATH,
    tag: 'tools',
    summary: 'The rules by which calls of tools are allowed, asked about or denied',
    access: 'view',
    answers: shown,
  }),
  putToolRules: defineRoute({
    method: 'PUT',
    path: PATH,
    tag: 'tools',
    summary: 'Put other rules in the place of all that there are: they count from the next call on',
    access: 'manage',
    body: Rules,
    answers: shown,
  }),
  checkToolCall: defineRoute({
    method: 'POST',
    path: `${PATH}/check`,
    tag: 'tools',
    summary: 'What would be decided about a call of a tool; nothing is called',
    access: 'use',
    body: z
      .strictObject({
        agent: AgentId,
        tool: z.string().min(1).max(200),
        effect: EffectClass.default('irreversible'),
        input: Json.default({}),
      })
      .meta({ id: 'ToolCallCheck' }),
    answers: { 200: { description: 'The decision.', schema: ToolDecisionView } },
    problems: ['unknown_agent'],
  }),
} as const;
