/**
 * Auction: the work is announced, every member bids under seal, and what a bid is worth is weighed by what became of that
 * member's earlier bids. Several parts are given away at once, so that the whole is worth the most; where a winner fails, its
 * part is put up again among the others.
 */
import { AgentId, Labelled, unionLabels } from '@tutti/protocol';
import * as z from 'zod';
import { checkAnswer } from '../quality/check-answer.ts';
import { type Award, award, type Bid, type Weighed, weigh } from './bidding/hold-auction.ts';
import { createBidSheet, toBidPrompt, toBids } from './bidding/bid-sheet.ts';
import { toWorkPrompt } from './bidding/work-prompt.ts';
import { askEach } from './members/ask-each.ts';
import { toAbsence } from './members/to-absence.ts';
import { tryTurn } from './members/try-turn.ts';
import type { AgentRecord, Contribution, Pattern, PatternContext, PatternResult } from './pattern.ts';
import { cutText } from './quoting/cut-text.ts';

export const AuctionInput = z.object({
  goal: Labelled,
  agents: z.array(AgentId).min(2),
  /** Absent: the goal is one part. */
  parts: z.array(z.string()).default([]),
});
export type AuctionInput = z.infer<typeof AuctionInput>;

/** What an event shows of a text. */
const SHORT = 500;
/** Work that is not above this, as far as it can be checked without a model, counts as failed. */
const GOOD_ENOUGH = 0.5;

interface Lot {
  readonly part: number;
  readonly what: string;
}

/** What became of one part. */
interface Delivery {
  readonly part: number;
  readonly by: AgentId;
  readonly answer: Labelled;
}

interface Hall {
  readonly input: AuctionInput;
  readonly lots: readonly Lot[];
  readonly bids: readonly Weighed[];
}

export const auction: Pattern<AuctionInput> = async (input, context) => {
  const { goal, agents, parts } = input;
  const lots = parts.length === 0 ? [{ part: 0, what: goal.text }] : parts.map((what, part) => ({ part, what }));
  await context.record({
    type: 'auction.announced',
    parts: lots.map(({ what }) => cutText(what, SHORT)),
    bidders: [...agents],
  });
  const bids = await collectBids(input, lots, context);
  return deliver({ input, lots, bids }, context);
};

/** Nobody sees the bids of the others. */
async function collectBids({ goal, agents, parts }: AuctionInput, lots: readonly Lot[], context: PatternContext) {
  const prompt = toBidPrompt(goal, parts);
  const schema = createBidSheet(lots.length);
  const { answered, absent } = await askEach(context, agents, () => ({ prompt, schema }));
  for (const { by, why, reason } of absent) await context.record({ type: 'auction.missed', by, why, reason });
  const bids = answered.flatMap(({ by, answer }): Bid[] => toBids(by, answer));
  const records = await context.findRecords(agents);
  const weighed = weigh(bids, new Map(records.map((record): [AgentId, AgentRecord] => [record.agent, record])));
  for (const { by, part, confidence, effort, plan, belief, worth } of weighed)
    await context.record({
      type: 'auction.bid',
      by,
      part,
      confidence,
      effort,
      plan: cutText(plan, SHORT),
      ...belief,
      worth,
    });
  return weighed;
}

async function deliver({ input, lots, bids }: Hall, context: PatternContext): Promise<PatternResult> {
  const done: Delivery[] = [];
  const history: Award[] = [];
  let [open, standing, round] = [lots, bids, 0];
  while (open.length > 0 && standing.some(({ part }) => open.some((lot) => lot.part === part))) {
    round++;
    const awards = award(
      standing,
      open.map(({ part }) => part),
    );
    if (awards.length === 0) break;
    history.push(...awards);
    const delivered = await context.within('round', (own) => work({ input, lots }, { awards, round }, own));
    done.push(...delivered);
    const failed = awards.filter(({ part }) => !delivered.some((each) => each.part === part));
    // Whoever has failed at a part may not bid for that one again; its other bids stand.
    standing = standing.filter((bid) => !failed.some((each) => each.bid.by === bid.by && each.part === bid.part));
    open = open.filter(({ part }) => !done.some((each) => each.part === part));
  }
  return conclude({ input, lots, bids }, { done, history, rounds: round }, context);
}

interface Session {
  readonly awards: readonly Award[];
  readonly round: number;
}

/** The winners work at the same time. */
async function work(
  { input, lots }: Omit<Hall, 'bids'>,
  { awards, round }: Session,
  context: PatternContext,
): Promise<Delivery[]> {
  for (const { part, bid, price } of awards)
    await context.record({ type: 'auction.awarded', part, by: bid.by, worth: bid.worth, price, round });
  const branches = awards.map(({ part, bid }) => {
    const prompt = toWorkPrompt(input.goal, { what: lots[part]?.what ?? '', plan: bid.plan, alone: lots.length === 1 });
    return [`part-${part + 1}`, (own: PatternContext) => tryTurn(bid.by, own.say(bid.by, prompt))] as const;
  });
  const outcomes = await context.all(Object.fromEntries(branches));
  const delivered: Delivery[] = [];
  for (const { part, bid } of awards) {
    const outcome = outcomes[`part-${part + 1}`];
    const tried = outcome?.status === 'done' ? outcome.value : { absence: toAbsence(bid.by, outcome) };
    const answer = 'value' in tried ? tried.value : undefined;
    const report = answer && checkAnswer(lots[part]?.what ?? '', answer.text);
    const good = report !== undefined && report.score > GOOD_ENOUGH;
    const why = 'absence' in tried ? tried.absence.reason : (report?.parts.map((check) => check.why).join('; ') ?? '');
    await context.record({
      type: 'auction.settled',
      part,
      by: bid.by,
      confidence: bid.confidence,
      good,
      why: cutText(why, SHORT),
      round,
    });
    if (answer && good) delivered.push({ part, by: bid.by, answer });
  }
  return delivered;
}

interface End {
  readonly done: readonly Delivery[];
  readonly history: readonly Award[];
  readonly rounds: number;
}

async function conclude(
  { input, lots, bids }: Hall,
  { done, history, rounds }: End,
  context: PatternContext,
): Promise<PatternResult> {
  const byPart = done.toSorted((one, other) => one.part - other.part);
  const missing = lots.filter(({ part }) => !done.some((each) => each.part === part));
  const outcome =
    done.length === 0 ? (bids.length === 0 ? 'no_bid' : 'no_answer') : missing.length > 0 ? 'partial' : 'finished';
  const facts = { outcome, rounds, missing: missing.map(({ part }) => part) };
  await context.record({ type: 'auction.ended', ...facts });
  return {
    outcome,
    result: {
      text: toText(lots, byPart),
      labels: unionLabels(input.goal.labels, ...byPart.map(({ answer }) => answer.labels)),
    },
    contributions: byPart.map(({ by, answer }): Contribution => ({ by, text: answer.text })),
    details: {
      ...facts,
      bids: bids.map(({ by, part, confidence, effort, belief, worth }) => ({
        by,
        part,
        confidence,
        effort,
        ...belief,
        worth,
      })),
      awards: history.map(({ part, bid, price }) => ({ part, by: bid.by, worth: bid.worth, price })),
    },
  };
}

function toText(lots: readonly Lot[], done: readonly Delivery[]): string {
  if (lots.length === 1) return done[0]?.answer.text ?? '';
  return lots
    .map(({ part, what }) => {
      const delivery = done.find((each) => each.part === part);
      return `## ${what}\n\n${delivery ? delivery.answer.text : '(nobody delivered this part)'}`;
    })
    .join('\n\n');
}
