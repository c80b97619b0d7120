/** Parallel: all agents work on the goal at once. A member that fails is left out, and the result says so. */
import { AgentId, Labelled, unionLabels } from '@tutti/protocol';
import * as z from 'zod';
import type { Contribution, Outcome, Pattern, PatternContext } from './pattern.ts';

export const ParallelInput = z.object({
  goal: Labelled,
  agents: z.array(AgentId).min(1),
  /** How many work at the same time. */
  atOnce: z.int().positive().default(8),
});
export type ParallelInput = z.infer<typeof ParallelInput>;

export const parallel: Pattern<ParallelInput> = async ({ goal, agents, atOnce }, context) => {
  const branches = Object.fromEntries(agents.map((by) => [by, (own: PatternContext) => own.say(by, goal)]));
  const outcomes = await context.all(branches, { atOnce });
  const answers = agents.flatMap((by) => toAnswer(by, outcomes[by]));
  const missing = agents.filter((by) => !answers.some((answer) => answer.by === by));
  await context.record({ type: 'parallel.gathered', answered: answers.map(({ by }) => by), missing });
  const sections = answers.map(({ by, text }) => `## ${by}\n\n${text}`);
  const notes = missing.map((by) => `## ${by}\n\n(no answer: ${toReason(outcomes[by])})`);
  return {
    outcome: answers.length === 0 ? 'no_answer' : missing.length > 0 ? 'partial' : 'finished',
    result: { text: [...sections, ...notes].join('\n\n'), labels: unionLabels(...answers.map(({ labels }) => labels)) },
    contributions: answers.map(({ by, text }): Contribution => ({ by, text })),
  };
};

function toAnswer(by: AgentId, outcome: Outcome<Labelled> | undefined): (Labelled & { by: AgentId })[] {
  return outcome?.status === 'done' ? [{ ...outcome.value, by }] : [];
}

function toReason(outcome: Outcome<Labelled> | undefined): string {
  return outcome?.status === 'failed' ? outcome.error.message : 'stopped';
}
