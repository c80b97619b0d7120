/**
 * Parallel: all agents work at once, each alone, on the goal or on one part of it. A member that fails is left out, and the
 * result says so. Their answers are put one under another, or one of the agents makes one answer of them.
 */
import { AgentId, Labelled } from '@tutti/protocol';
import * as z from 'zod';
import { toMessage } from '../errors.ts';
import { isBudgetEnd } from './members/is-budget-end.ts';
import { toAbsence } from './members/to-absence.ts';
import { type Answer, describeMembers, type Missing, synthesise, toSections } from './parallel/put-together.ts';
import { type Job, toJobs } from './parallel/to-jobs.ts';
import type { Contribution, Outcome, Pattern, PatternContext } from './pattern.ts';
import { cutText } from './quoting/cut-text.ts';

export const ParallelInput = z.object({
  goal: Labelled,
  agents: z.array(AgentId).min(1),
  /** How many work at the same time. */
  atOnce: z.int().positive().default(8),
  /** So many answers are enough, and whoever is still at work then is stopped; absent: everybody is waited for. */
  enough: z.int().positive().exactOptional(),
  parts: z.array(z.string().min(1)).min(1).exactOptional(),
  /** Absent: `synthesis` where somebody was named for it, else `sections`. */
  merge: z.enum(['sections', 'synthesis']).exactOptional(),
  /** Who makes one answer of all and gives none of its own; absent: the first agent, which gives one like the others. */
  lead: AgentId.exactOptional(),
});
export type ParallelInput = z.infer<typeof ParallelInput>;

const REASON_LIMIT = 500;

export const parallel: Pattern<ParallelInput> = async (input, context) => {
  const { goal, agents, atOnce, enough, parts, lead } = input;
  const { merge = lead === undefined ? 'sections' : 'synthesis' } = input;
  const synthesiser = merge === 'synthesis' ? (lead ?? agents[0]) : undefined;
  const others = agents.filter((agent) => agent !== lead);
  const jobs = toJobs(goal, synthesiser === undefined || others.length === 0 ? agents : others, parts);

  const branches = jobs.map((job) => [job.branch, (own: PatternContext) => doJob(own, job)] as const);
  const policy = { atOnce, ...(enough !== undefined && { enough }) };
  const outcomes = await context.all(Object.fromEntries(branches), policy);
  const answers = jobs.flatMap((job) => toAnswer(outcomes[job.branch]));
  const missing = jobs.flatMap((job) => toMissing(job, outcomes[job.branch]));
  await context.record({
    type: 'parallel.gathered',
    answered: answers.map(({ by }) => by),
    missing: missing.map(({ by }) => by),
    // Older runs, which knew neither, have no more in their journals than that.
    ...(enough !== undefined && { enough, stopped: missing.flatMap(({ by, stopped }) => (stopped ? [by] : [])) }),
    ...(parts && { parts: parts.length, missingParts: missing.flatMap(({ part }) => part ?? []) }),
  });

  const gathered = { goal, answers, missing };
  const merged = synthesiser === undefined ? toSections(gathered) : await synthesise(context, synthesiser, gathered);
  const isEnough = missing.length === 0 || (enough !== undefined && answers.length >= enough);
  const isWhole = isEnough && (synthesiser === undefined || merged.how !== 'sections');
  const { how, reason, result } = merged;
  return {
    outcome: answers.length === 0 ? 'no_answer' : isWhole ? 'finished' : 'partial',
    result,
    contributions: answers.map(({ by, text }): Contribution => ({ by, text })),
    details: { members: describeMembers(gathered), merged: { how, ...(reason !== undefined && { reason }) } },
  };
};

/** A part has its place in the whole, so when its agent fails another one has a try. */
async function doJob(own: PatternContext, { by, instead, prompt, part }: Job): Promise<Answer> {
  const place = part === undefined ? {} : { part };
  try {
    return { ...(await own.say(by, prompt)), by, ...place };
  } catch (error) {
    if (instead === undefined || isBudgetEnd(error)) throw error;
    const reason = cutText(toMessage(error), REASON_LIMIT);
    await own.record({ type: 'parallel.reassigned', ...place, from: by, to: instead, reason });
    return { ...(await own.say(instead, prompt)), by: instead, ...place };
  }
}

function toAnswer(outcome: Outcome<Answer> | undefined): readonly Answer[] {
  return outcome?.status === 'done' ? [outcome.value] : [];
}

function toMissing({ by, part }: Job, outcome: Outcome<Answer> | undefined): readonly Missing[] {
  if (outcome?.status === 'done') return [];
  const place = part === undefined ? {} : { part };
  return [{ ...toAbsence(by, outcome), ...place, stopped: outcome?.status !== 'failed' }];
}
