import type { Lexicon } from './lexicon.ts';
import { STOP_WORDS } from './text/stop-words.ts';
import { toStem } from './text/to-stem.ts';
import { toWords } from './text/to-words.ts';

/** What a text is compared by. */
export interface ReadText {
  readonly words: readonly string[];
  /** Of the words, one for one. */
  readonly stems: readonly string[];
  /** Those stems that say what is asked for, each once. */
  readonly content: ReadonlySet<string>;
  readonly concepts: ReadonlySet<string>;
}

export function readText(text: string, lexicon: Lexicon): ReadText {
  const words = toWords(text);
  const stems = words.map(toStem);
  const content = new Set<string>();
  for (const [index, stem] of stems.entries()) {
    const word = words[index] ?? '';
    if (stem.length > 1 && !STOP_WORDS.has(word) && !lexicon.isScenery(stem) && !/^\d+$/u.test(stem)) content.add(stem);
  }
  return { words, stems, content, concepts: lexicon.findConcepts(stems) };
}
