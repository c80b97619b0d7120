/** Everything that the selector learns: from the agents' own texts, from requests written for it, and from the labelled ones it may see. */
import {
  createLexicon,
  type Features,
  type FittedWeights,
  type Lexicon,
  packWeights,
  readText,
  type SelectionKnowledge,
  toFeatures,
  toShape,
} from '@tutti/engine';
import { type Agent, Complexity, SuggestedPattern, TaskType } from '@tutti/protocol';
import { type FitOptions, fitLinear, type Sample } from './fit-linear.ts';
import type { Labelled } from './labelled.ts';
import { weighCounts } from './weigh-counts.ts';
import type { OwnRequest } from './own-requests.ts';

export interface Lessons {
  readonly agents: readonly Agent[];
  readonly lexicon: SelectionKnowledge['lexicon'];
  readonly own: readonly OwnRequest[];
  readonly labelled: readonly Labelled[];
}

const PHRASE = 0.6;
const INSTRUCTION = 0.15;
const SHORTEST_SENTENCE = 3;
/** How much counts say beside what was fitted. */
const COUNTED = 0.8;
const CAPABILITY = 0.3;
/** A label of others counts more than one's own. */
const LABELLED = 1.5;
/** Most own requests are of medium complexity; these make up for it. */
const RARITY: Readonly<Record<Complexity, number>> = { low: 2, medium: 1, high: 2.5 };
/** What is left of it, as cross-validation inside the training half shows. */
const LEAN: Readonly<Record<Complexity, number>> = { low: 1.4, medium: 0, high: 1.2 };
/** Of an answer that names several, the share of the best. */
const BEST_SHARE = 0.6;
/** Own requests take the type that is usual for their agent; that is a guess. */
const GUESSED = 0.2;
const LEAST = 0.1;
const LEAST_OF_CLASS = 0.1;
const SEED = 7;

const AGENTS: Omit<FitOptions, 'labels'> = {
  choose: 'one',
  epochs: 40,
  step: 0.5,
  shrink: 0.001,
  drop: 0.45,
  seed: SEED,
};
const CLASSES: Omit<FitOptions, 'labels'> = {
  choose: 'one',
  epochs: 40,
  step: 0.2,
  shrink: 0.001,
  drop: 0.6,
  seed: SEED,
};

export function fitKnowledge({ agents, lexicon, own, labelled }: Lessons): SelectionKnowledge {
  const open = createLexicon(lexicon);
  const teach = { own, labelled, lexicon: open };
  return {
    lexicon,
    agents: fitAgents(agents, teach),
    type: fitTypes(teach),
    complexity: fitComplexity(teach),
    pattern: fitPatterns(teach),
  };
}

interface Teaching extends Pick<Lessons, 'own' | 'labelled'> {
  readonly lexicon: Lexicon;
}

function fitAgents(agents: readonly Agent[], { own, labelled, lexicon }: Teaching) {
  const labels = agents.map(({ id }) => String(id)).toSorted();
  const sample = (text: string, agent: string, weight: number): Sample => ({
    features: toFeatures(readText(text, lexicon), lexicon),
    target: new Map([[labels.indexOf(agent), 1]]),
    weight,
  });
  const texts = agents.flatMap(({ id, purpose, examples, capabilities }) => [
    ...[purpose, ...examples].map((text) => sample(text, id, 1)),
    ...capabilities.map((text) => sample(text.replaceAll('-', ' '), id, CAPABILITY)),
  ]);
  const requests = own.map(({ text, agent, classes }) => sample(text, agent, classes ? 1 : PHRASE));
  const seen = labelled.map(
    ({ request, agents: right }): Sample => ({
      features: toFeatures(readText(request, lexicon), lexicon),
      target: toShares(right, labels),
      weight: 1,
    }),
  );
  const instructions = agents.flatMap(({ id, instructions: text }) =>
    toSentences(text).map((sentence) => sample(sentence, id, INSTRUCTION)),
  );
  const lessons = [...texts, ...requests, ...seen];
  const fitted = fitLinear(lessons, { ...AGENTS, labels });
  const counted = weighCounts([...lessons, ...instructions], labels.length);
  return packWeights({ ...fitted, weights: add(fitted.weights, counted) }, LEAST);
}

function toSentences(text: string): string[] {
  return text.split(/(?<=[.;:!?])\s+|\n+/u).filter((sentence) => sentence.split(' ').length > SHORTEST_SENTENCE);
}

function add(fitted: FittedWeights['weights'], counted: FittedWeights['weights']): FittedWeights['weights'] {
  return new Map(
    [...counted].map(([name, row]) => {
      const learnt = fitted.get(name);
      return [name, row.map((weight, label) => COUNTED * weight + (learnt?.[label] ?? 0))];
    }),
  );
}

function toShares(right: readonly string[], labels: readonly string[]): Map<number, number> {
  const rest = right.length - 1;
  return new Map(
    right.map((label, index) => [
      labels.indexOf(label),
      rest === 0 ? 1 : index === 0 ? BEST_SHARE : (1 - BEST_SHARE) / rest,
    ]),
  );
}

/** Its words and its form; pieces of words say nothing about how much work it is. */
function toWhole(text: string, lexicon: Lexicon): Features {
  const read = readText(text, lexicon);
  const words = [...toFeatures(read, lexicon)].filter(([name]) => !name.startsWith('g:'));
  return new Map([...words, ...toShape(text, read.words)]);
}

/** Own requests are shorter than those of others: only their words teach, not their length. */
function toWordsOnly(text: string, lexicon: Lexicon): Features {
  return new Map([...toWhole(text, lexicon)].filter(([name]) => !name.startsWith('f:') || name.startsWith('f:w-')));
}

function fitTypes({ own, labelled, lexicon }: Teaching) {
  const labels = TaskType.options;
  const usual = findUsualTypes(labelled);
  const guessed = own.flatMap(({ text, agent }): Sample[] => {
    const shares = usual.get(agent);
    return shares ? [{ features: toThemes(text, lexicon, [agent]), target: shares, weight: GUESSED }] : [];
  });
  const seen = labelled.map(
    ({ request, type, agents }): Sample => ({
      features: toThemes(request, lexicon, agents),
      target: new Map([[labels.indexOf(type), 1]]),
      weight: 1,
    }),
  );
  return packWeights(fitLinear([...guessed, ...seen], { ...CLASSES, labels, drop: 0.2 }), LEAST_OF_CLASS);
}

/** What kind of work it is shows in its themes, in how it begins, and in who would do it. */
function toThemes(text: string, lexicon: Lexicon, agents: readonly string[]): Features {
  const themes = [...toWordsOnly(text, lexicon)].filter(([name]) => /^[cf]:/u.test(name));
  const shares = toShares(agents, agents);
  return new Map([...themes, ...agents.map((agent, index) => [`a:${agent}`, shares.get(index) ?? 0] as const)]);
}

function findUsualTypes(labelled: readonly Labelled[]): Map<string, Map<number, number>> {
  const groups = Map.groupBy(labelled, ({ agents: [first] }) => String(first));
  return new Map(
    [...groups].map(([agent, group]) => {
      const shares = new Map<number, number>();
      for (const { type } of group) {
        const label = TaskType.options.indexOf(type);
        shares.set(label, (shares.get(label) ?? 0) + 1 / group.length);
      }
      return [agent, shares];
    }),
  );
}

function fitComplexity({ own, labelled, lexicon }: Teaching) {
  const labels = Complexity.options;
  const sample = (features: Features, complexity: Complexity, weight: number): Sample => ({
    features,
    target: new Map([[labels.indexOf(complexity), 1]]),
    weight,
  });
  const samples = [
    ...own.flatMap(({ text, classes }) =>
      classes ? [sample(toWordsOnly(text, lexicon), classes.complexity, RARITY[classes.complexity])] : [],
    ),
    ...labelled.map(({ request, complexity }) => sample(toWhole(request, lexicon), complexity, LABELLED)),
  ];
  const fitted = fitLinear(samples, { ...CLASSES, labels });
  return packWeights({ ...fitted, bias: labels.map((label) => LEAN[label]) }, LEAST_OF_CLASS);
}

function fitPatterns({ own, labelled, lexicon }: Teaching) {
  const labels = SuggestedPattern.options;
  const sample = (features: Features, patterns: readonly SuggestedPattern[], weight: number): Sample => ({
    features,
    target: new Map(patterns.map((pattern) => [labels.indexOf(pattern), 1])),
    weight,
  });
  const samples = [
    ...own.flatMap(({ text, classes }) => (classes ? [sample(toWordsOnly(text, lexicon), classes.patterns, 1)] : [])),
    ...labelled.map(({ request, pattern }) => sample(toWhole(request, lexicon), pattern, LABELLED)),
  ];
  const fitted = fitLinear(samples, { ...CLASSES, labels, choose: 'any' });
  return packWeights(fitted, LEAST_OF_CLASS);
}
