/**
 * Each member has one vote a round: its first choice. What else it could accept is counted beside it and decides nothing,
 * because two proposals could both be acceptable to a quorum, and the vote of a faulty member would then choose between them.
 */
import type { AgentId } from '@tutti/protocol';

export interface Ballot {
  readonly by: AgentId;
  /** The name of a proposal. */
  readonly choice: string;
  readonly acceptable: readonly string[];
  readonly reason: string;
}

export interface Abstention {
  readonly by: AgentId;
  /** `none`: it chose nothing; `invalid`: what it chose does not stand to vote; `contradictory`: it chose several. */
  readonly why: 'failed' | 'silent' | 'none' | 'invalid' | 'contradictory';
}

export interface Votes {
  /** In the order of the members. */
  readonly votes: readonly Ballot[];
  readonly abstentions: readonly Abstention[];
}

export const NO_CHOICE = 'none';

export interface Election {
  readonly members: readonly AgentId[];
  /** The names of all that stand to vote. */
  readonly proposals: readonly string[];
  readonly ballots: readonly Ballot[];
  /** Members that gave no ballot, where more is known of it. */
  readonly absent: readonly Abstention[];
}

/** Ballots of whoever is no member count for nothing. */
export function countVotes({ members, proposals, ballots, absent }: Election): Votes {
  const votes: Ballot[] = [];
  const abstentions: Abstention[] = [];
  for (const by of members) {
    const own = ballots.filter((ballot) => ballot.by === by);
    const [vote] = own;
    const known = absent.find((abstention) => abstention.by === by);
    if (!vote) abstentions.push(known ?? { by, why: 'failed' });
    else if (own.some(({ choice }) => choice !== vote.choice)) abstentions.push({ by, why: 'contradictory' });
    else if (vote.choice === NO_CHOICE) abstentions.push({ by, why: 'none' });
    else if (!proposals.includes(vote.choice)) abstentions.push({ by, why: 'invalid' });
    else votes.push({ ...vote, acceptable: toAcceptable(vote, proposals) });
  }
  return { votes, abstentions };
}

function toAcceptable({ choice, acceptable }: Ballot, proposals: readonly string[]): readonly string[] {
  return proposals.filter((name) => name !== choice && acceptable.includes(name));
}
