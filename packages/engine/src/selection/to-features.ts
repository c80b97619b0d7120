import type { ReadText } from './read-text.ts';

/** What a linear model weighs: names of what occurs in a text, each with how much it counts. */
export type Features = ReadonlyMap<string, number>;

const GRAM_LENGTH = 3;
const RUN_LENGTH = 5;

/**
 * A text seen in several ways, each by its letter: its words (`w`) and stems (`u`), also those that only bind, since "put it back" and
 * "who may" tell what is wanted; concepts (`c`); stems that stand side by side (`b`) or with one between (`k`); how it begins (`o`);
 * pieces of words (`g`) and runs of letters across them (`x`), which also recognise a slip or a form that nobody has seen.
 */
export function toFeatures({ words, stems, concepts }: ReadText): Features {
  const line = words.join(' ');
  return new Map([
    ...toView('w', words),
    ...toView('u', stems),
    ...toView('c', concepts),
    ...toView('b', toPairs(stems, 1)),
    ...toView('k', toPairs(stems, 2)),
    ...toView('o', words.length === 0 ? [] : [words.slice(0, 1).join(), words.slice(0, 2).join('_')]),
    ...toView(
      'g',
      words.flatMap((word) => toRuns(`<${word}>`, GRAM_LENGTH)),
    ),
    ...toView('x', toRuns(line, RUN_LENGTH)),
  ]);
}

/** However much a view shows, it counts about as much as another. */
export function toView(view: string, names: Iterable<string>): [name: string, value: number][] {
  const once = new Set(names);
  const value = 1 / Math.sqrt(once.size + 1);
  return [...once].map((name) => [`${view}:${name}`, value]);
}

function toPairs(stems: readonly string[], apart: number): string[] {
  return stems.slice(apart).map((stem, index) => `${stems[index]}_${stem}`);
}

function toRuns(text: string, length: number): string[] {
  return Array.from({ length: Math.max(0, text.length - length + 1) }, (_, at) => text.slice(at, at + length));
}
