/** What stands to vote. Proposals are known by a word that tells nothing of who made them, the same in all rounds. */
import type { AgentId } from '@tutti/protocol';
import { toClaimKey } from '../positions/claim.ts';

export interface Proposal {
  /** One of a few neutral words. */
  readonly name: string;
  /** Who made it first. */
  readonly by: AgentId;
  readonly round: number;
  readonly summary: string;
  readonly answer: string;
}

export type NewProposal = Omit<Proposal, 'name'>;

const WORDS = [
  'amber aspen basil birch briar cedar cliff cloud clover coral dune elder ember fern',
  'fjord flint grove hazel heath indigo ivory larch linen maple marsh meadow mica moss',
  'ochre olive pearl plum quartz reed river sage slate thyme tulip umber willow wren',
].flatMap((line) => line.split(' '));

/** The one that says the same, if there is one. */
export function findSame(
  proposals: readonly Proposal[],
  made: Pick<Proposal, 'summary' | 'answer'>,
): Proposal | undefined {
  const key = toKey(made);
  return proposals.find((proposal) => toKey(proposal) === key);
}

export function addProposal(proposals: readonly Proposal[], made: NewProposal): Proposal {
  const taken = new Set(proposals.map(({ name }) => name));
  return { ...made, name: findName(toKey(made), taken) };
}

/** Every sign of the answer counts, because it may be code. */
function toKey({ summary, answer }: Pick<Proposal, 'summary' | 'answer'>): string {
  return `${toClaimKey(summary)}\n${answer.replace(/\s+/gu, ' ').trim()}`;
}

/** Follows from what is said and from nothing else. */
function findName(key: string, taken: ReadonlySet<string>): string {
  const start = toHash(key);
  for (let turn = 0; ; turn++) {
    const word = WORDS[(start + turn) % WORDS.length] ?? 'word';
    const lap = Math.floor(turn / WORDS.length);
    const name = lap === 0 ? word : `${word}-${lap + 1}`;
    if (!taken.has(name)) return name;
  }
}

function toHash(text: string): number {
  let hash = 7;
  for (const character of text) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 2_147_483_647;
  return hash;
}

/** Each order as likely as any other. */
export function shuffle<Item>(items: readonly Item[], random: () => number): readonly Item[] {
  const left = [...items];
  return items.flatMap(() => left.splice(Math.floor(random() * left.length), 1));
}
