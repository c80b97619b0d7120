/** The turns that one agent has taken: whether it was asked for something else, and has said something else, than before. */
import { toSum } from './read-text.ts';
import { type Verdict, WEIGHTS } from './stall.ts';
import { type Novelty, Reading, shareWithin, toLikeness, WordMemory } from './word-memory.ts';

/** How a question differs from those before: it is another one, more was told, or nothing that counts. */
export type Difference = 'new' | 'more' | 'same';

/** Answers that are compared with the next one. */
const COMPARED = 6;
const ALIKE = 0.8;
/** Of a question that others' answers were put into, so much is theirs. */
const MOSTLY = 0.5;

export class TurnMemory {
  #asked: Reading | undefined;
  readonly #questions = new Set<number>();
  readonly #heard = new WordMemory();
  #answers: readonly Reading[] = [];

  /** `since`: what agents have said since this one was asked before, its own answer too. */
  compare(question: Reading, since: readonly Reading[]): Difference {
    const before = this.#asked;
    this.#asked = question;
    const key = toSum(question.words.join(' '));
    const wasAsked = this.#questions.has(key);
    this.#questions.add(key);
    if (!before) return 'new';
    const differs = new Reading(toDifference(before.words, question.words));
    if (wasAsked || differs.words.length === 0) return 'same';
    // Nobody has just said it, so it comes from whoever gives out the work: another piece of it.
    if (shareWithin(differs, since) < MOSTLY) return 'new';
    const isMore = isFresh(this.#heard.measure(differs));
    this.#heard.add(differs);
    return isMore ? 'more' : 'same';
  }

  /** `met`: everything that was said and asked in the run before. */
  judge(said: Reading, difference: Difference, met: WordMemory): Verdict {
    const isFirst = this.#answers.length === 0;
    const before = this.#answers.slice(-COMPARED);
    this.#answers = [...before, said];
    if (isFirst || difference === 'new' || isFresh(met.measure(said))) return 'new';
    if (difference === 'more') return 'neutral';
    const isAlike = before.some((answer) => toLikeness(answer, said) >= ALIKE);
    if (isAlike) return { weight: WEIGHTS.repeat, kind: 'repeated_answer' };
    return { weight: WEIGHTS.reworded, kind: 'nothing_new' };
  }
}

/** A figure that nobody has named is a fact; a single new word may be chance, and so may some words in another order. */
const FRESH = { words: 2, figures: 1, pairs: 12, share: 0.4 };

function isFresh({ words, figures, pairs, of }: Novelty): boolean {
  return words >= FRESH.words || figures >= FRESH.figures || (pairs >= FRESH.pairs && pairs >= FRESH.share * of);
}

function toDifference(before: readonly string[], now: readonly string[]): readonly string[] {
  const most = Math.min(before.length, now.length);
  let start = 0;
  while (start < most && before[start] === now[start]) start++;
  let end = 0;
  while (end < most - start && before[before.length - 1 - end] === now[now.length - 1 - end]) end++;
  return now.slice(start, now.length - end);
}
