/** What a bidder is told and asked. */
import { type AgentId, type Labelled } from '@tutti/protocol';
import * as z from 'zod';
import { cutText } from '../quoting/cut-text.ts';
import { quote } from '../quoting/quote.ts';
import type { Bid } from './hold-auction.ts';

const MOST_PLAN = 1_000;
const MOST_MINUTES = 100_000;

/** For so many parts. */
export function createBidSheet(parts: number) {
  const bid = z.object({
    part: z.int().min(1).max(parts).describe('The number of the part, from 1.'),
    confidence: z
      .number()
      .min(0)
      .max(1)
      .describe('How likely your work on it is to be good: 0.7 is seven times in ten, 0 is no bid.'),
    effort: z.number().min(0).max(MOST_MINUTES).describe('Minutes that you would need.'),
    plan: z.string().max(MOST_PLAN).describe('How you would do it, in a few sentences.'),
  });
  return z.object({ bids: z.array(bid).max(100).describe('One bid for each part that you could do.') });
}
export type BidSheet = z.infer<ReturnType<typeof createBidSheet>>;

const GOAL_ROOM = 12_000;

export function toBidPrompt(goal: Labelled, parts: readonly string[]): Labelled {
  const lots = parts.length === 0 ? ['the goal as a whole'] : parts;
  const text = [
    'Work is given away by auction. Bid for what you can do well; nobody sees the bids of others.',
    `The goal:\n${quote(cutText(goal.text, GOAL_ROOM))}`,
    `Its parts:\n${lots.map((what, place) => `${place + 1}. ${what}`).join('\n')}`,
    'Say honestly how likely your work is to be good. Every bid is held against what became of it: who promises more than it holds is believed less the next time, and who promises less loses work that it could do.',
  ].join('\n\n');
  return { text, labels: goal.labels };
}

/** The first bid for each part counts, and a confidence of 0 is none. */
export function toBids(by: AgentId, { bids }: BidSheet): Bid[] {
  const first = new Map<number, Bid>();
  for (const { part, confidence, effort, plan } of bids)
    if (confidence > 0 && !first.has(part - 1)) first.set(part - 1, { by, part: part - 1, confidence, effort, plan });
  return [...first.values()];
}
