import { Complexity, SuggestedPattern, TaskType } from '@tutti/protocol';
import type { LinearModel } from './linear/linear-model.ts';
import type { ReadText } from './read-text.ts';
import type { Features } from './to-features.ts';

export interface Classifiers {
  readonly type: LinearModel;
  readonly complexity: LinearModel;
  readonly pattern: LinearModel;
}

export interface Classification {
  readonly type: TaskType;
  readonly complexity: Complexity;
  readonly pattern: SuggestedPattern;
  readonly reasons: readonly string[];
}

const MOST_WORDS = 3;

/** `features` are those of the text, of its form, and of the agents that would do it (`a:`). */
export function classifyRequest(models: Classifiers, features: Features, read: ReadText): Classification {
  const type = TaskType.parse(findBest(models.type, features));
  const complexity = Complexity.parse(findBest(models.complexity, features));
  const pattern = SuggestedPattern.parse(findBest(models.pattern, features));
  const reasons = [
    toReason(`type ${type}`, findWords(models.type.explain(features, type), read)),
    toReason(`complexity ${complexity}`, findSigns(models.complexity.explain(features, complexity), read)),
    toReason(`pattern ${pattern}`, findSigns(models.pattern.explain(features, pattern), read)),
  ];
  return { type, complexity, pattern, reasons };
}

function findBest(model: LinearModel, features: Features): string | undefined {
  const sums = model.score(features);
  let best = 0;
  for (const [label, sum] of sums.entries()) if (sum > (sums[best] ?? 0)) best = label;
  return model.labels[best];
}

type Explained = ReturnType<LinearModel['explain']>;

function toReason(what: string, signs: readonly string[]): string {
  return signs.length === 0 ? `${what}: nothing speaks for another` : `${what}: ${signs.join(', ')}`;
}

/** The words of the request behind the weightiest features. */
export function findWords(explained: Explained, { words, stems, content }: ReadText): string[] {
  const found = new Set<string>();
  for (const { feature } of explained) {
    if (found.size === MOST_WORDS) break;
    const [kind, name] = [feature.slice(0, 1), feature.slice(2)];
    // A word that only binds weighs too, but would explain nothing.
    if (kind === 'u' && content.has(name)) found.add(`"${words[stems.indexOf(name)] ?? name}"`);
    if (kind === 'b' && name.split('_').every((stem) => content.has(stem)))
      found.add(`"${toPair(name, words, stems)}"`);
    if (kind === 'a') found.add(`it is work for ${name}`);
    if (kind === 'c') found.add(`the theme ${name.replaceAll('-', ' ')}`);
  }
  return [...found];
}

function toPair(name: string, words: readonly string[], stems: readonly string[]): string {
  const [first = '', second = ''] = name.split('_');
  const at = stems.findIndex((stem, index) => stem === first && stems.indexOf(second, index) > index);
  return at === -1 ? `${first} ${second}` : `${words[at]} ${words[stems.indexOf(second, at)]}`;
}

const FORMS: Readonly<Record<string, string>> = {
  asks: 'it is a question',
  question: 'it begins as a question',
  'short-question': 'it is a short question',
  number: 'it names a number',
  many: 'it names many of something',
  capital: 'it begins like a sentence',
};

function findSigns(explained: Explained, read: ReadText): string[] {
  const forms = new Set<string>();
  for (const { feature } of explained.slice(0, 2 * MOST_WORDS)) {
    if (!feature.startsWith('f:')) continue;
    forms.add(FORMS[feature.slice(2)] ?? toForm(feature.slice(2), read.words.length));
  }
  return [...forms, ...findWords(explained, read)].slice(0, MOST_WORDS);
}

function toForm(form: string, words: number): string {
  if (/^(?:long|very-long|over|content|themes)-/u.test(form)) return `it has ${words} words`;
  if (form.startsWith('and')) return 'it joins several asks';
  return form.startsWith('commas') ? 'the way it lists things' : 'how many sentences it has';
}
