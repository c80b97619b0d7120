/** How well a request matches what agents say of themselves: works for agents that nobody has seen before. */
import type { Agent } from '@tutti/protocol';
import type { Lexicon } from './lexicon.ts';
import { readText, type ReadText } from './read-text.ts';

export interface TextMatch {
  /** For each agent from 0 to 1, in their order. */
  score(request: ReadText): Float64Array;
  /** The words of the request that an agent uses too, the rarest first. */
  findShared(request: ReadText, agent: number): readonly string[];
}

/** How much each part of an agent's definition says about what it is for. */
const PARTS: readonly { readonly weight: number; readonly read: (agent: Agent) => string }[] = [
  { weight: 3, read: ({ id, product = '', aliases }) => [id, product, ...aliases].join(' ').replaceAll('-', ' ') },
  { weight: 3, read: ({ capabilities }) => capabilities.join(' ').replaceAll('-', ' ') },
  { weight: 3, read: ({ purpose }) => purpose },
  { weight: 2, read: ({ examples }) => examples.join(' ') },
  { weight: 0.5, read: ({ instructions }) => instructions },
];
/** Above this, saying a word more often adds little. */
const ENOUGH = 1.2;

export function createTextMatch(agents: readonly Agent[], lexicon: Lexicon): TextMatch {
  const profiles = agents.map((agent) => toProfile(agent, lexicon));
  const spread = new Map<string, number>();
  for (const profile of profiles) for (const term of profile.keys()) spread.set(term, (spread.get(term) ?? 0) + 1);
  const rarity = (term: string) => Math.log(1 + agents.length / ((spread.get(term) ?? 0) + 0.5));
  const postings = new Map<string, [agent: number, weight: number][]>();
  for (const [index, profile] of profiles.entries())
    for (const [term, weight] of profile) {
      const list = postings.get(term) ?? [];
      list.push([index, weight / (weight + ENOUGH)]);
      postings.set(term, list);
    }
  return {
    score(request) {
      const sums = new Float64Array(agents.length);
      let whole = 0;
      for (const term of toTerms(request)) {
        const weight = rarity(term);
        whole += weight;
        for (const [agent, saturated] of postings.get(term) ?? [])
          sums[agent] = (sums[agent] ?? 0) + weight * saturated;
      }
      return whole === 0 ? sums : sums.map((sum) => sum / whole);
    },
    findShared(request, agent) {
      const profile = profiles[agent];
      const shared = [...request.content].filter((stem) => (profile?.get(stem) ?? 0) >= 1);
      return shared.toSorted((one, other) => rarity(other) - rarity(one));
    },
  };
}

function toProfile(agent: Agent, lexicon: Lexicon): Map<string, number> {
  const profile = new Map<string, number>();
  for (const { weight, read } of PARTS)
    for (const term of toTerms(readText(read(agent), lexicon))) profile.set(term, (profile.get(term) ?? 0) + weight);
  return profile;
}

function toTerms({ content, concepts }: ReadText): string[] {
  return [...content, ...[...concepts].map((concept) => `c:${concept}`)];
}
