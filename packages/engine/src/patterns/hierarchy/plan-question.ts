import { type AgentId, type Labelled, unionLabels } from '@tutti/protocol';
import type { Worker } from '../plan/make-plain-plan.ts';
import { MOST_DEPTH, MOST_TASKS, PlanAnswer } from '../plan/plan.ts';
import type { Question } from '../pattern.ts';
import { cutText } from '../quoting/cut-text.ts';

const GOAL_LIMIT = 20_000;
const PURPOSE_LIMIT = 300;
const MOST_FAULTS = 20;

export interface PlanWish {
  readonly goal: Labelled;
  readonly lead: AgentId;
  readonly workers: readonly (Worker & { readonly capabilities: readonly string[] })[];
  readonly parts: readonly string[];
}

export function toPlanQuestion({ goal, workers, parts }: PlanWish): Question<PlanAnswer> {
  const listed = parts.map((part, place) => `${place + 1}. ${cutText(part, PURPOSE_LIMIT * 2)}`).join('\n');
  const text = [
    'You lead a team. Plan how it reaches the goal. You do not do the work yourself: you hand it out, look at each piece, and put all together at the end.',
    `## The goal\n\n${cutText(goal.text, GOAL_LIMIT)}`,
    `## The workers\n\n${workers.map(toLine).join('\n')}`,
    ...(parts.length === 0 ? [] : [`## Parts that the goal was divided into; each belongs into the plan\n\n${listed}`]),
    [
      '## The plan',
      '',
      `- At most ${MOST_TASKS} sub-tasks, and as few as are useful; each goes to the worker who is best at it.`,
      '- A worker sees the goal, its own sub-task and the results of those that it comes after, and nothing else.',
      `- Only what really needs another result comes after it: everything else is done at the same time. No circles; at most ${MOST_DEPTH} one after another.`,
      '- The acceptance test is something that can be seen in the piece itself.',
    ].join('\n'),
  ].join('\n\n');
  return { prompt: { text, labels: goal.labels }, schema: PlanAnswer };
}

/** Goes on with the conversation in which the plan was made. */
export function toRepairQuestion(faults: readonly string[], labels: Labelled['labels']): Question<PlanAnswer> {
  const told = faults.slice(0, MOST_FAULTS).map((fault) => `- ${fault}`);
  const more = faults.length > MOST_FAULTS ? [`- and ${faults.length - MOST_FAULTS} more`] : [];
  const text = [
    'This plan cannot be carried out:',
    [...told, ...more].join('\n'),
    'Give the whole plan again without these faults.',
  ].join('\n\n');
  return { prompt: { text, labels: unionLabels(labels) }, schema: PlanAnswer };
}

function toLine({ id, purpose, capabilities }: PlanWish['workers'][number]): string {
  return `- ${id}: ${cutText(purpose, PURPOSE_LIMIT)} (${cutText(capabilities.join(', '), PURPOSE_LIMIT)})`;
}
