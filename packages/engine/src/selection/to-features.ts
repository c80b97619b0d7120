import type { Lexicon } from './lexicon.ts';
import type { ReadText } from './read-text.ts';

/** What a linear model weighs: names of what occurs in a text, each with how much it counts. */
export type Features = ReadonlyMap<string, number>;

/** How much a kind counts before the whole is brought to the length 1. */
const WORD = 1;
const CONCEPT = 1;
const PAIR = 0.6;
const GRAM = 0.35;
const GRAM_LENGTH = 4;

/** Words, pairs of neighbours, concepts, and pieces of words, which also recognise a slip or a form that nobody has seen. */
export function toFeatures({ stems, content, concepts }: ReadText, lexicon: Lexicon): Features {
  const found = new Map<string, number>();
  for (const stem of content) found.set(`u:${stem}`, WORD);
  const told = stems.filter((stem) => !lexicon.isScenery(stem));
  for (const [index, stem] of told.entries()) {
    const next = told[index + 1];
    if (next !== undefined) found.set(`b:${stem}_${next}`, PAIR);
  }
  for (const concept of concepts) found.set(`c:${concept}`, CONCEPT);
  for (const stem of content) for (const gram of toGrams(stem)) found.set(`g:${gram}`, GRAM);
  return toLengthOne(found);
}

function* toGrams(stem: string): Generator<string> {
  const framed = `<${stem}>`;
  for (let start = 0; start + GRAM_LENGTH <= framed.length; start++) yield framed.slice(start, start + GRAM_LENGTH);
}

export function toLengthOne(features: Features): Map<string, number> {
  const length = Math.hypot(...features.values());
  return new Map([...features].map(([name, value]) => [name, value / (length || 1)]));
}
