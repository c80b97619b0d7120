/** What has been said by now, as words and as pairs of neighbours, and what of a text is new beside it. */
import { hasDigit, toSum } from './read-text.ts';

/** A text once read. */
export class Reading {
  readonly words: readonly string[];
  #set: ReadonlySet<string> | undefined;
  #pairs: ReadonlySet<number> | undefined;

  constructor(words: readonly string[]) {
    this.words = words;
  }

  get set(): ReadonlySet<string> {
    this.#set ??= new Set(this.words);
    return this.#set;
  }

  get pairs(): ReadonlySet<number> {
    this.#pairs ??= toPairs(this.words);
    return this.#pairs;
  }
}

export interface Novelty {
  /** Different words that were never met before. */
  readonly words: number;
  /** Of those, numbers and names with numbers. */
  readonly figures: number;
  /** Different pairs of neighbours that were never met before. */
  readonly pairs: number;
  /** Of different pairs, in all. */
  readonly of: number;
}

/** Past it nothing more is remembered: then more seems new than is, and nobody is stopped for it. */
const MOST_KEPT = 100_000;

export class WordMemory {
  readonly #words = new Set<string>();
  readonly #pairs = new Set<number>();

  get isEmpty(): boolean {
    return this.#words.size === 0;
  }

  has(word: string): boolean {
    return this.#words.has(word);
  }

  measure(reading: Reading): Novelty {
    let [words, figures, pairs] = [0, 0, 0];
    for (const word of reading.set) {
      if (this.#words.has(word)) continue;
      words++;
      if (hasDigit(word)) figures++;
    }
    for (const pair of reading.pairs) if (!this.#pairs.has(pair)) pairs++;
    return { words, figures, pairs, of: reading.pairs.size };
  }

  add(reading: Reading): void {
    if (this.#pairs.size > MOST_KEPT || this.#words.size > MOST_KEPT) return;
    for (const word of reading.set) this.#words.add(word);
    for (const pair of reading.pairs) this.#pairs.add(pair);
  }
}

/** The share of a text that stands in one of the others; of nothing, none. */
export function shareWithin(text: Reading, others: readonly Reading[]): number {
  if (text.words.length === 0) return 0;
  if (text.pairs.size === 0) return Number(text.words.every((word) => others.some(({ set }) => set.has(word))));
  if (others.length === 0) return 0;
  let count = 0;
  for (const pair of text.pairs) if (others.some(({ pairs }) => pairs.has(pair))) count++;
  return count / text.pairs.size;
}

/** From 0 to 1; two texts that say nothing are alike. */
export function toLikeness({ set: one }: Reading, { set: other }: Reading): number {
  let both = 0;
  for (const word of one) if (other.has(word)) both++;
  const all = one.size + other.size - both;
  return all === 0 ? 1 : both / all;
}

function toPairs(words: readonly string[]): Set<number> {
  const pairs = new Set<number>();
  let last = 0;
  for (let at = 0; at < words.length; at++) {
    const sum = toSum(words[at] ?? '');
    // Small integers, which sets hold without a box.
    if (at > 0) pairs.add((Math.imul(last, 31) ^ sum) >>> 2);
    last = sum;
  }
  return pairs;
}
