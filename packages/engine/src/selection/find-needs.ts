import type { Agent } from '@tutti/protocol';
import type { Match } from './match-agents.ts';
import type { ReadText } from './read-text.ts';
import { toStem } from './text/to-stem.ts';

const MOST_NEEDS = 5;
const MOST_ASKED = 8;
/** A capability that the request names counts as much as a very likely agent that has it. */
const NAMED = 0.5;

/** The capabilities that a request needs: those of the agents that it most likely means, and those that it names. */
export function findNeeds(
  agents: readonly Agent[],
  { content }: ReadText,
  matches: readonly Match[],
): ReadonlySet<string> {
  const likely = [...agents.entries()]
    .map(([index, agent]) => ({ agent, likely: matches[index]?.likely ?? 0 }))
    .toSorted((one, other) => other.likely - one.likely)
    .slice(0, MOST_ASKED);
  const weights = new Map<string, number>();
  for (const { agent, likely: weight } of likely)
    for (const [place, capability] of agent.capabilities.entries()) {
      const named = capability.split('-').filter((word) => content.has(toStem(word))).length;
      const worth = weight / (1 + place / 8) + (named * NAMED * weight) / capability.split('-').length;
      weights.set(capability, (weights.get(capability) ?? 0) + worth);
    }
  const best = [...weights].toSorted(([one, left], [other, right]) => right - left || (one < other ? -1 : 1));
  return new Set(best.slice(0, MOST_NEEDS).map(([capability]) => capability));
}
