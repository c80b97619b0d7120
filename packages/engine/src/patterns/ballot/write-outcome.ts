/** What a vote without a decision leaves, honestly: how far it came, and what was strongest. */
import { quote } from '../quoting/quote.ts';
import type { Proposal } from './proposals.ts';
import type { Quorum, Tally, TallyLine } from './tally.ts';

export interface Standoff {
  readonly rounds: number;
  readonly quorum: Quorum;
  readonly members: number;
  readonly isWeighted: boolean;
  readonly proposals: readonly Proposal[];
  /** Of the last round with anything to vote on. */
  readonly tally: Tally;
}

const QUORUM_WORDS: Readonly<Record<Quorum, string>> = {
  majority: 'a majority',
  two_thirds: 'two thirds',
  all: 'all',
};

export function writeStandoff(standoff: Standoff): string {
  const { rounds, quorum, members, proposals, tally } = standoff;
  const strongest = tally.strongest.flatMap((name) => proposals.find((proposal) => proposal.name === name) ?? []);
  const parts = [
    `**No consensus.** After ${rounds} ${rounds === 1 ? 'round' : 'rounds'} no proposal was the first choice of ${QUORUM_WORDS[quorum]} of the ${members} members, so nothing is decided.`,
    ...(strongest.length === 0 ? ['Nobody has voted for anything.'] : []),
    ...(strongest.length > 1 ? ['Several proposals are equally strong, and none of them is preferred here:'] : []),
    ...(strongest.length === 1 && tally.isTied
      ? ['Several proposals were the first choice of as many; the one below is acceptable to more.']
      : []),
    ...strongest.map((proposal) => {
      const heading = strongest.length > 1 ? proposal.name : `The strongest proposal: ${proposal.name}`;
      return `## ${heading}\n\n${quote(proposal.summary)}\n\n${proposal.answer}`;
    }),
    '## Tally',
    tally.lines.map((line) => writeLine(line, standoff)).join('\n'),
  ];
  return parts.join('\n\n');
}

function writeLine(
  { proposal, voters, first, acceptable }: TallyLine,
  { proposals, tally, isWeighted }: Standoff,
): string {
  const { summary = '' } = proposals.find(({ name }) => name === proposal) ?? {};
  const share = (weight: number) => (isWeighted ? `${((100 * weight) / tally.total).toFixed(1)} %` : `${weight}`);
  const names = voters.length === 0 ? '' : ` (${voters.join(', ')})`;
  return `- ${proposal}: first choice of ${share(first)}${names}, acceptable to ${share(acceptable)}; needed ${share(tally.needed)}. ${summary}`;
}
