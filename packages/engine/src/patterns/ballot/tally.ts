/**
 * What the votes amount to. A quorum is one of all members, so that absence never makes one, and always more than half of
 * their weight, so that no two proposals have one. Of f members that do as they like, with less than a third of the weight,
 * no two different outcomes of `two_thirds` can come: both would need the first choice of the same honest member.
 */
import type { AgentId } from '@tutti/protocol';
import * as z from 'zod';
import type { Ballot } from './count-votes.ts';

export const Quorum = z.enum(['majority', 'two_thirds', 'all']);
export type Quorum = z.infer<typeof Quorum>;

/** Whole numbers, so that sums are exact. */
export type Weights = ReadonlyMap<AgentId, number>;

export interface TallyLine {
  readonly proposal: string;
  /** Whose first choice it is. */
  readonly voters: readonly AgentId[];
  /** Their weight. */
  readonly first: number;
  /** The weight of all who choose or accept it. */
  readonly acceptable: number;
}

export interface Tally {
  /** The strongest first; equally strong ones as they stood to vote. */
  readonly lines: readonly TallyLine[];
  readonly total: number;
  readonly needed: number;
  /** Absent where no proposal has the quorum. */
  readonly decided: string | undefined;
  /** More than one where neither first choices nor acceptance tell them apart: then nothing does. Empty where nobody voted. */
  readonly strongest: readonly string[];
  /** Several had the most first choices, and what is acceptable to more counts as the strongest. */
  readonly isTied: boolean;
}

export interface Count {
  readonly proposals: readonly string[];
  readonly votes: readonly Ballot[];
  /** Of all members, whether they voted or not. */
  readonly weights: Weights;
  readonly quorum: Quorum;
}

export function tally({ proposals, votes, weights, quorum }: Count): Tally {
  const weigh = (ballots: readonly Ballot[]) => ballots.reduce((sum, { by }) => sum + (weights.get(by) ?? 0), 0);
  const lines = proposals
    .map((proposal): TallyLine => {
      const first = votes.filter(({ choice }) => choice === proposal);
      const others = votes.filter(({ acceptable }) => acceptable.includes(proposal));
      return {
        proposal,
        voters: first.map(({ by }) => by),
        first: weigh(first),
        acceptable: weigh(first) + weigh(others),
      };
    })
    .toSorted((one, other) => other.first - one.first || other.acceptable - one.acceptable);
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  const needed = findNeeded(quorum, total);
  const [top] = lines;
  const voted = lines.filter(({ first }) => first > 0);
  const most = voted.filter(({ first }) => first === top?.first);
  return {
    lines,
    total,
    needed,
    decided: top && top.first > 0 && top.first >= needed ? top.proposal : undefined,
    strongest: most.filter(({ acceptable }) => acceptable === top?.acceptable).map(({ proposal }) => proposal),
    isTied: most.length > 1,
  };
}

export function findNeeded(quorum: Quorum, total: number): number {
  switch (quorum) {
    case 'majority':
      return Math.floor(total / 2) + 1;
    case 'two_thirds':
      return Math.ceil((2 * total) / 3);
    case 'all':
      return total;
    default:
      return quorum satisfies never;
  }
}
