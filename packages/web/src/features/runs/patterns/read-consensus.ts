/** From what a team that seeks consensus has recorded to its rounds, with who voted for what. */
import * as z from 'zod';
import { Absence } from './absence.ts';
import { findFact, listFacts, type Recorded } from './recorded.ts';

const Weighed = z.object({ quorum: z.string(), weights: z.record(z.string(), z.number()), by: z.string() });
const Proposed = z.object({ by: z.string(), proposal: z.string(), summary: z.string(), round: z.number() });
const Voted = z.object({
  by: z.string(),
  round: z.number(),
  choice: z.string(),
  acceptable: z.array(z.string()),
  reason: z.string(),
});
const Abstained = z.object({ by: z.string(), round: z.number(), why: z.string() });
const Tallied = z.object({
  round: z.number(),
  lines: z.array(
    z.object({ proposal: z.string(), voters: z.array(z.string()), first: z.number(), acceptable: z.number() }),
  ),
  total: z.number(),
  needed: z.number(),
  decided: z.string().nullable(),
  strongest: z.array(z.string()),
  tied: z.boolean(),
});
const Decided = z.object({ proposal: z.string(), by: z.string(), summary: z.string(), round: z.number() });
const Ended = z.object({ outcome: z.string(), rounds: z.number(), strongest: z.array(z.string()), tied: z.boolean() });

export interface Proposal {
  readonly name: string;
  readonly summary: string;
  /** Who made it, then who stood behind it. */
  readonly backers: readonly string[];
}

export interface ConsensusRound {
  readonly round: number;
  readonly votes: readonly z.infer<typeof Voted>[];
  readonly abstentions: readonly z.infer<typeof Abstained>[];
  /** Absent while it is being voted. */
  readonly tally: z.infer<typeof Tallied> | undefined;
}

/** What proposes nothing is named so. */
const NONE = 'none';

export function readConsensus(recorded: readonly Recorded[]) {
  const weighed = findFact(recorded, 'consensus.weighed', Weighed);
  const proposed = listFacts(recorded, 'consensus.proposed', Proposed);
  const votes = listFacts(recorded, 'consensus.voted', Voted);
  const abstained = listFacts(recorded, 'consensus.abstained', Abstained);
  const tallies = listFacts(recorded, 'consensus.tallied', Tallied);
  const numbers = new Set([...proposed, ...votes, ...abstained].map(({ round }) => round));
  const rounds = [...numbers].toSorted((one, other) => one - other);
  return {
    quorum: weighed?.quorum,
    isWeighted: weighed?.by === 'record',
    members: listMembers(weighed?.weights ?? {}, [...votes, ...abstained]),
    weights: Object.entries(weighed?.weights ?? {}).map(([by, weight]) => ({ by, weight })),
    proposals: listProposals(proposed),
    rounds: rounds.map(
      (round): ConsensusRound => ({
        round,
        votes: votes.filter((vote) => vote.round === round),
        abstentions: abstained.filter((each) => each.round === round),
        tally: tallies.find((tally) => tally.round === round),
      }),
    ),
    decided: findFact(recorded, 'consensus.decided', Decided),
    ended: findFact(recorded, 'consensus.ended', Ended),
    absent: listFacts(recorded, 'consensus.missed', Absence),
  };
}

/** In the order of the team; in older runs in that of their votes. */
function listMembers(weights: Readonly<Record<string, number>>, said: readonly { readonly by: string }[]) {
  return [...new Set([...Object.keys(weights), ...said.map(({ by }) => by)])];
}

function listProposals(proposed: readonly z.infer<typeof Proposed>[]): Proposal[] {
  const found = new Map<string, Proposal>();
  for (const { by, proposal, summary } of proposed) {
    if (proposal === NONE) continue;
    const before = found.get(proposal) ?? { name: proposal, summary, backers: [] };
    found.set(proposal, { ...before, backers: [...new Set([...before.backers, by])] });
  }
  return [...found.values()];
}
