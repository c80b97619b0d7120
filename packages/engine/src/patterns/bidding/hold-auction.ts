/** Sealed bids on the parts of some work: what each is worth, who gets which, and the price that the winner had to beat. */
import type { AgentId } from '@tutti/protocol';
import type { AgentRecord } from '../../ports/agent-records.ts';
import { assign, type Worth } from './assign.ts';
import { type Belief, calibrate } from './calibrate.ts';

export interface Bid {
  readonly by: AgentId;
  readonly part: number;
  readonly confidence: number;
  /** How much work it would be, in minutes, as the bidder sees it. */
  readonly effort: number;
  readonly plan: string;
}

export interface Weighed extends Bid {
  readonly belief: Belief;
  /** What is believed of it less what its effort costs. */
  readonly worth: number;
}

export interface Award {
  readonly part: number;
  readonly bid: Weighed;
  /** Second price: what the others could have had if this bidder had stayed away. A true bid never pays more than it is worth. */
  readonly price: number;
}

/** The slowest bid loses so much of its worth against one that takes no time. */
const EFFORT_SHARE = 0.2;

export function weigh(bids: readonly Bid[], records: ReadonlyMap<AgentId, AgentRecord>): Weighed[] {
  const longest = new Map<number, number>();
  for (const { part, effort } of bids) longest.set(part, Math.max(longest.get(part) ?? 0, effort));
  return bids.map((bid) => {
    const { bids: earlier = [], finished = 0, good = 0 } = records.get(bid.by) ?? {};
    const belief = calibrate(bid.confidence, { bids: earlier, finished, good });
    const slow = bid.effort / Math.max(1, longest.get(bid.part) ?? 1);
    return { ...bid, belief, worth: Math.max(0, belief.likely - EFFORT_SHARE * slow * belief.likely) };
  });
}

/** `parts` are the ones that are given away now. */
export function award(bids: readonly Weighed[], parts: readonly number[]): Award[] {
  const bidders = [...new Set(bids.map(({ by }) => by))];
  const table = toTable(bids, parts, bidders);
  const { bidders: chosen, worth } = assign(table);
  return chosen.flatMap((place, row) => {
    const [by, part] = [bidders[place ?? -1], parts[row]];
    const bid = bids.find((each) => each.by === by && each.part === part);
    if (!bid || part === undefined) return [];
    const without = assign(
      toTable(
        bids,
        parts,
        bidders.filter((each) => each !== by),
      ),
    );
    const own = chosen.reduce<number>(
      (sum, other, at) => sum + (other === place ? (table[at]?.[other ?? -1] ?? 0) : 0),
      0,
    );
    const taken = chosen.filter((other) => other === place).length;
    return [{ part, bid, price: Math.max(0, without.worth - (worth - own)) / taken }];
  });
}

function toTable(bids: readonly Weighed[], parts: readonly number[], bidders: readonly AgentId[]): Worth {
  const worth = new Map(bids.map((bid) => [`${bid.by}/${bid.part}`, bid.worth]));
  return parts.map((part) => bidders.map((by) => worth.get(`${by}/${part}`) ?? 0));
}
