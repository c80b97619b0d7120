/** From what an auction has recorded to its parts: who bid what, who won, and what became of it. */
import * as z from 'zod';
import { Absence } from './absence.ts';
import { findFact, listFacts, type Recorded } from './recorded.ts';

const Announced = z.object({ parts: z.array(z.string()), bidders: z.array(z.string()) });
const Bid = z.object({
  by: z.string(),
  part: z.number(),
  confidence: z.number(),
  effort: z.number(),
  plan: z.string(),
  likely: z.number(),
  boast: z.number(),
  bids: z.number(),
  worth: z.number(),
});
const Awarded = z.object({
  part: z.number(),
  by: z.string(),
  worth: z.number(),
  price: z.number(),
  round: z.number(),
});
const Settled = z.object({ part: z.number(), by: z.string(), good: z.boolean(), why: z.string(), round: z.number() });
const Ended = z.object({ outcome: z.string(), rounds: z.number(), missing: z.array(z.number()) });

export type AuctionBid = z.infer<typeof Bid>;
export type AuctionAward = z.infer<typeof Awarded> & { readonly settled: z.infer<typeof Settled> | undefined };

export interface Lot {
  readonly part: number;
  readonly what: string;
  /** What is worth the most first. */
  readonly bids: readonly AuctionBid[];
  /** More than one where whoever won it has failed. */
  readonly awards: readonly AuctionAward[];
}

export function readAuction(recorded: readonly Recorded[]) {
  const announced = findFact(recorded, 'auction.announced', Announced);
  const bids = listFacts(recorded, 'auction.bid', Bid);
  const awards = listFacts(recorded, 'auction.awarded', Awarded);
  const settled = listFacts(recorded, 'auction.settled', Settled);
  const lots = (announced?.parts ?? []).map(
    (what, part): Lot => ({
      part,
      what,
      bids: bids.filter((bid) => bid.part === part).toSorted((one, other) => other.worth - one.worth),
      awards: awards
        .filter((award) => award.part === part)
        .map((award) => ({
          ...award,
          settled: settled.find((each) => each.part === part && each.by === award.by && each.round === award.round),
        })),
    }),
  );
  return {
    lots,
    bidders: announced?.bidders ?? [],
    ended: findFact(recorded, 'auction.ended', Ended),
    absent: listFacts(recorded, 'auction.missed', Absence),
  };
}
