/** How likely each agent is the right one, as far as the words of a request tell. */
import type { Agent } from '@tutti/protocol';
import type { Lexicon } from './lexicon.ts';
import type { LinearModel } from './linear/linear-model.ts';
import type { ReadText } from './read-text.ts';
import type { TextMatch } from './text-match.ts';
import type { Features } from './to-features.ts';

/** How much better an unknown agent must match by its text than the best known one to stand above it. */
const TEXT_STEP = 14;
const TEXT_SHARE = 1.5;

export interface Ranking {
  readonly agents: readonly Agent[];
  readonly lexicon: Lexicon;
  readonly learnt: LinearModel;
  readonly texts: TextMatch;
}

export interface Asked {
  readonly read: ReadText;
  readonly features: Features;
}

export interface Match {
  /** How likely it is the right one, as far as words tell; all together are 1. */
  readonly likely: number;
  readonly learnt: number;
  readonly text: number;
}

export function matchAgents({ agents, learnt, texts }: Ranking, { read, features }: Asked): Match[] {
  const sums = learnt.score(features);
  const places = new Map(learnt.labels.map((label, index) => [label, index]));
  const text = texts.score(read);
  const known = agents.map(({ id }) => sums[places.get(id) ?? -1]);
  const best = known.reduce<number>(
    (top, sum, index) => ((sum ?? -Infinity) > (known[top] ?? -Infinity) ? index : top),
    0,
  );
  const base = { sum: known[best] ?? 0, text: text[best] ?? 0 };
  const logits = agents.map((_, index) => {
    const said = text[index] ?? 0;
    const sum = known[index];
    // Without a lesson its text must say what the best known agent's text says, and more.
    return (sum ?? base.sum + TEXT_STEP * (said - base.text) - 1) + TEXT_SHARE * said;
  });
  const top = logits.reduce((most, one) => Math.max(most, one), -Infinity);
  const weights = logits.map((logit) => Math.exp(logit - top));
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  const spread = softmax(known.map((sum) => sum ?? -Infinity));
  return weights.map((weight, index) => ({
    likely: weight / whole,
    learnt: spread[index] ?? 0,
    text: text[index] ?? 0,
  }));
}

function softmax(sums: readonly number[]): number[] {
  const top = sums.reduce((most, one) => Math.max(most, one), -Infinity);
  const weights = sums.map((sum) => (sum === -Infinity ? 0 : Math.exp(sum - top)));
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => (whole === 0 ? 0 : weight / whole));
}
