/** Sequential: each agent in turn works on the goal and on what those before it have handed over. */
import { AgentId, Labelled, unionLabels } from '@tutti/protocol';
import * as z from 'zod';
import type { Contribution, Pattern } from './pattern.ts';

export const SequentialInput = z.object({ goal: Labelled, agents: z.array(AgentId).min(1) });
export type SequentialInput = z.infer<typeof SequentialInput>;

export const sequential: Pattern<SequentialInput> = async ({ goal, agents }, context) => {
  const contributions: Contribution[] = [];
  let result: Labelled = goal;
  for (const by of agents) {
    result = await context.say(by, toPrompt(goal, contributions, result));
    contributions.push({ by, text: result.text });
    await context.record({ type: 'sequential.handed_over', by, step: contributions.length, of: agents.length });
  }
  return { outcome: 'finished', result, contributions };
};

function toPrompt(goal: Labelled, contributions: readonly Contribution[], last: Labelled): Labelled {
  if (contributions.length === 0) return goal;
  const handed = contributions.map(({ by, text }) => `## Handed over by ${by}\n\n${text}`);
  const text = [`Goal: ${goal.text}`, ...handed].join('\n\n');
  return { text, labels: unionLabels(goal.labels, last.labels) };
}
