import * as z from 'zod';
import { EffectClass } from '../../effect.ts';
import { AgentId } from '../../ids.ts';
import { Json } from '../../json.ts';
import { ToolEgress, ToolRules, ToolVerdict } from '../../tool-rules.ts';
import { defineRoute } from '../route.ts';
import { ConfigProblem } from '../tool-set-views.ts';

const PATH = '/api/v1/tool-rules';
const Rules = ToolRules.extend({
  /** Absent: as it is, so that whoever knows of rules alone opens no way out; null: none. */
  egress: ToolEgress.nullable().exactOptional(),
}).meta({ id: 'ToolRules' });

export const ToolRulesView = ToolRules.extend({
  /** The file that they come from. */
  problem: ConfigProblem.optional(),
}).meta({ id: 'ToolRulesNow' });
export type ToolRulesView = z.infer<typeof ToolRulesView>;
const shown = {
  200: {
    description: 'As they count now, and the mistake in their file that keeps newer ones from it.',
    schema: ToolRulesView,
  },
};

/** What would be decided about a call, and why. */
export const ToolDecisionView = z
  .object({
    verdict: ToolVerdict,
    because: z.string(),
    /** The rule that decided, counted from 1; absent: the agent's own definition. */
    rule: z.int().positive().optional(),
    waitMs: z.number().positive().optional(),
    /** What the call would cause. */
    effect: EffectClass,
    /** Where that comes from: it was asked for, the tool says so, or nobody knows the tool, so that the worst counts. */
    effectFrom: z.enum(['asked', 'tool', 'unknown']),
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
    summary:
      'Put other rules in the place of all that there are: they count from the next call on; `egress` stays where it is left out',
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
        /** Absent: what the tool of this name causes. */
        effect: EffectClass.optional(),
        input: Json.default({}),
      })
      .meta({ id: 'ToolCallCheck' }),
    answers: { 200: { description: 'The decision.', schema: ToolDecisionView } },
    problems: ['unknown_agent'],
  }),
} as const;
