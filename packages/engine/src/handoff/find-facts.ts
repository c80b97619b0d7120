/** What in a text looks like a fact: statements with numbers, dates, ids, addresses or quoted names, and what must or must not be. */
import { readPassages } from './read-passages.ts';

/** Each as it stands in the text. */
export interface FoundFacts {
  readonly facts: readonly string[];
  readonly constraints: readonly string[];
  /** Addresses and names of files. */
  readonly artefacts: readonly string[];
}

const MOST = 40;
const LONGEST = 300;
const RULE =
  /\b(?:must|never|shall|may not|do not|don't|at most|at least|no more than|no less than|only if|without exception)\b/iu;
const FILE =
  /(?<![\p{L}\p{N}/.])(?:[\p{L}\p{N}_-]{1,60}\/){0,12}[\p{L}\p{N}_-]{1,60}\.(?:md|txt|csv|json|ya?ml|html?|pdf|png|jpe?g|svg|tsx?|jsx?|py|go|rs|java|sql|sh|docx?|xlsx?)\b/gu;
const ADDRESS = /https?:\/\/[^\s<>()"'`]+[^\s<>()"'`.,;:!?]/gu;

export function findFacts(text: string): FoundFacts {
  const sentences = readPassages(text).passages.filter((passage) => passage.text.length <= LONGEST);
  const facts = sentences.filter(({ values, words }) => words.size > 0 && values.length > 0);
  const constraints = sentences.filter((passage) => RULE.test(passage.text));
  const artefacts = [...text.matchAll(ADDRESS), ...text.matchAll(FILE)].map(([found]) => found);
  return { facts: toTexts(facts), constraints: toTexts(constraints), artefacts: toUnique(artefacts) };
}

function toTexts(passages: readonly { readonly text: string }[]): string[] {
  return toUnique(passages.map(({ text }) => text.replace(/\s+/gu, ' ')));
}

function toUnique(texts: readonly string[]): string[] {
  return [...new Set(texts)].slice(0, MOST);
}
