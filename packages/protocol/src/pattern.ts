/** How a team works on a task, and what may be said about how it should. */
import * as z from 'zod';
import { AgentId } from './ids.ts';

export const PatternName = z.enum([
  'sequential',
  'parallel',
  'pipeline',
  'hierarchical',
  'collaborative',
  'competitive',
  'consensus',
  'auction',
  'swarm',
]);
export type PatternName = z.infer<typeof PatternName>;

const SHORT_TEXT = z.string().trim().min(1).max(2_000);

/** Each pattern knows some of them and refuses the others; what is left out is up to the pattern. */
export const PatternOptions = z.strictObject({
  /** How many work at the same time. */
  atOnce: z.int().min(1).max(100).exactOptional(),
  /** How often the team goes round before it must come to an end. */
  rounds: z.int().min(1).max(20).exactOptional(),
  /** Whoever has not answered by then is left out. */
  silentAfterMs: z.int().min(1).max(86_400_000).exactOptional(),
  /** So many answers are enough: the others are stopped. */
  enough: z.int().min(1).max(100).exactOptional(),
  /** `sections`: the answers one under another; `synthesis`: one of the agents makes one answer of them. */
  merge: z.enum(['sections', 'synthesis']).exactOptional(),
  /** Who plans, moderates or puts together; absent: the first of the agents. */
  lead: AgentId.exactOptional(),
  /** Who judges and does not take part. */
  judges: z.array(AgentId).min(1).max(9).exactOptional(),
  /** Parts of the work, each for one agent. */
  parts: z.array(SHORT_TEXT).min(1).max(100).exactOptional(),
  /** What goes through the stages, one after another. */
  items: z.array(z.string().trim().min(1).max(20_000)).min(1).max(1_000).exactOptional(),
  /** How many items may wait before a stage. */
  buffer: z.int().min(1).max(1_000).exactOptional(),
  /** `kept`: items come out as they went in; `free`: as each is done. */
  order: z.enum(['kept', 'free']).exactOptional(),
  /** How many must agree. */
  quorum: z.enum(['majority', 'two_thirds', 'all']).exactOptional(),
  /** `record`: the vote of whoever has done well so far weighs more. */
  weights: z.enum(['equal', 'record']).exactOptional(),
  /** What is sought has a number, and this one is better; absent: findings are weighed by what others say of them. */
  objective: z.enum(['highest', 'lowest']).exactOptional(),
  /** What must still stand in the result, word for word or number for number. */
  facts: z.array(SHORT_TEXT).min(1).max(200).exactOptional(),
});
export type PatternOptions = z.infer<typeof PatternOptions>;

export interface PatternFacts {
  /** What it does, in a sentence. */
  readonly sentence: string;
  readonly options: readonly (keyof PatternOptions)[];
  /** So many agents at least, whoever leads or judges not counted twice. */
  readonly least: number;
}

export const PATTERNS: Readonly<Record<PatternName, PatternFacts>> = {
  sequential: {
    sentence:
      'One after another: each one is handed what those before have made, with every fact that must not be lost.',
    options: ['facts', 'silentAfterMs'],
    least: 1,
  },
  parallel: {
    sentence: 'All at once, each one alone with the goal or a part of it; their answers are put together at the end.',
    options: ['atOnce', 'enough', 'merge', 'lead', 'parts', 'silentAfterMs'],
    least: 1,
  },
  pipeline: {
    sentence: 'Many items go through the agents as stages, which work on different items at the same time.',
    options: ['items', 'buffer', 'order', 'atOnce', 'silentAfterMs'],
    least: 1,
  },
  hierarchical: {
    sentence: 'A lead plans and hands out the work, accepts it or gives it back with reasons, and puts it together.',
    options: ['lead', 'rounds', 'atOnce', 'parts', 'silentAfterMs'],
    least: 2,
  },
  collaborative: {
    sentence: 'Rounds in which each sees what the others think and says what it thinks now, until they agree.',
    options: ['rounds', 'lead', 'silentAfterMs'],
    least: 2,
  },
  competitive: {
    sentence: 'Each makes a whole answer alone; judges who do not know whose it is choose the best one.',
    options: ['judges', 'atOnce', 'silentAfterMs'],
    least: 2,
  },
  consensus: {
    sentence: 'Proposals and votes, until enough of the agents agree, or it is clear that they do not.',
    options: ['rounds', 'quorum', 'weights', 'silentAfterMs'],
    least: 2,
  },
  auction: {
    sentence:
      'Each says how sure it is and what it would need; the best bid gets the work, weighed by how true earlier bids were.',
    options: ['parts', 'silentAfterMs'],
    least: 2,
  },
  swarm: {
    sentence: 'All search from one board of leads and findings, and crowd around what works until nothing gets better.',
    options: ['rounds', 'atOnce', 'objective', 'silentAfterMs'],
    least: 2,
  },
};

/** What somebody may ask for: one of them, or that it is chosen for the task. */
export const PatternWish = z.enum([...PatternName.options, 'auto']);
export type PatternWish = z.infer<typeof PatternWish>;
