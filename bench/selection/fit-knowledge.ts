/** Everything that the selector learns: from the agents' own texts, from requests written for it, and from the labelled ones it may see. */
import {
  createLexicon,
  type Features,
  type Lexicon,
  packWeights,
  readText,
  type SelectionKnowledge,
  toFeatures,
  toShape,
} from '@tutti/engine';
import { type Agent, Complexity, SuggestedPattern, TaskType } from '@tutti/protocol';
import type { Sample } from './count-views.ts';
import { fitViews } from './fit-views.ts';
import { type Labelled, writerOf } from './labelled.ts';
import { toShares } from './mix-views.ts';
import type { OwnRequest } from './own-requests.ts';
import { weighAmongFew, weighAmongMany } from './weigh-counts.ts';

export interface Lessons {
  readonly agents: readonly Agent[];
  readonly lexicon: SelectionKnowledge['lexicon'];
  readonly own: readonly OwnRequest[];
  readonly labelled: readonly Labelled[];
}

const PHRASE = 0.6;
const INSTRUCTION = 0.15;
const SHORTEST_SENTENCE = 3;
const CAPABILITY = 0.3;
/** What an own request counts for classes, beside a label of others. */
const OWN_CLASS = 0.5;
/** Of an answer that names several, the share of the best. */
const BEST_SHARE = 0.6;
/** The writers are dealt out to so many parts. */
const PARTS = 5;
const LEAST = 0.05;
const LEAST_OF_CLASS = 0.04;
/** Writers differ in how often they call a task easy; this stands between those who seldom do and those who do for every fourth. */
const LEAN: Readonly<Record<Complexity, number>> = { low: 0.4, medium: 0, high: 0.1 };

export function fitKnowledge({ agents, lexicon, own, labelled }: Lessons): SelectionKnowledge {
  const open = createLexicon(lexicon);
  const teach: Teaching = { own, labelled, lexicon: open, parts: toParts(labelled) };
  const { model, likely } = fitAgents(agents, teach);
  const whole = labelled.map((one): Row => {
    const read = readText(one.request, open);
    const text: Features = new Map([...toFeatures(read), ...toShape(one.request, read)]);
    return { one, text, likely: likely.get(one) ?? new Map(), part: teach.parts.get(one) ?? 0 };
  });
  return { lexicon, agents: model, ...fitClasses({ ...teach, rows: whole }) };
}

interface Teaching extends Pick<Lessons, 'own' | 'labelled'> {
  readonly lexicon: Lexicon;
  readonly parts: ReadonlyMap<Labelled, number>;
}

/** Requests of one writer stay together: another's words are what has to be understood. */
function toParts(labelled: readonly Labelled[]): Map<Labelled, number> {
  const writers = [...new Set(labelled.map(writerOf))].toSorted();
  return new Map(labelled.map((one) => [one, writers.indexOf(writerOf(one)) % PARTS]));
}

function fitAgents(agents: readonly Agent[], { own, labelled, lexicon, parts }: Teaching) {
  const labels = agents.map(({ id }) => String(id)).toSorted();
  const sample = (text: string, agent: string, weight: number): Sample => ({
    features: toFeatures(readText(text, lexicon)),
    target: new Map([[labels.indexOf(agent), 1]]),
    weight,
  });
  const texts = agents.flatMap(({ id, purpose, examples, capabilities, instructions }) => [
    ...[purpose, ...examples].map((text) => sample(text, id, 1)),
    ...capabilities.map((text) => sample(text.replaceAll('-', ' '), id, CAPABILITY)),
    ...toSentences(instructions).map((sentence) => sample(sentence, id, INSTRUCTION)),
  ]);
  const requests = own.map(({ text, agent, classes }) => sample(text, agent, classes ? 1 : PHRASE));
  const seen = new Map(
    labelled.map((one): [Labelled, Sample] => {
      const features = toFeatures(readText(one.request, lexicon));
      return [one, { features, target: toTarget(one.agents, labels), weight: 1, part: parts.get(one) ?? 0 }];
    }),
  );
  const fitted = fitViews([...texts, ...requests, ...seen.values()], {
    labels,
    weigh: weighAmongMany,
    withLabels: false,
    parts: PARTS,
  });
  const likely = new Map(
    [...seen].map(([one, of]) => {
      const shares = Float64Array.from(fitted.foreseen.get(of) ?? []);
      toShares(shares);
      return [one, new Map(labels.map((label, index) => [`a:${label}`, shares[index] ?? 0]))];
    }),
  );
  return { model: packWeights(fitted, LEAST), likely };
}

function toSentences(text: string): string[] {
  return text.split(/(?<=[.;:!?])\s+|\n+/u).filter((sentence) => sentence.split(' ').length > SHORTEST_SENTENCE);
}

function toTarget(right: readonly string[], labels: readonly string[]): Map<number, number> {
  const rest = right.length - 1;
  return new Map(
    right.map((label, index) => [
      labels.indexOf(label),
      rest === 0 ? 1 : index === 0 ? BEST_SHARE : (1 - BEST_SHARE) / rest,
    ]),
  );
}

interface Row {
  readonly one: Labelled;
  readonly text: Features;
  /** How likely each agent would have seemed. */
  readonly likely: Features;
  readonly part: number;
}

interface Classes extends Teaching {
  readonly rows: readonly Row[];
}

function fitClasses(classes: Classes): Pick<SelectionKnowledge, 'type' | 'complexity' | 'pattern'> {
  const complexity = fitClass(classes, Complexity.options, {
    ofRow: (one) => [one.complexity],
    ofOwn: (own) => own && [own.complexity],
  });
  const types = fitClass(classes, TaskType.options, { ofRow: (one) => [one.type], ofOwn: () => undefined });
  const patterns = fitClass(classes, SuggestedPattern.options, {
    ofRow: (one) => one.pattern,
    ofOwn: (own) => own?.patterns,
  });
  const bias = complexity.bias.map((one, label) => one + (LEAN[Complexity.options[label] ?? 'medium'] ?? 0));
  return {
    type: packWeights(types, LEAST_OF_CLASS),
    complexity: packWeights({ ...complexity, bias }, LEAST_OF_CLASS),
    pattern: packWeights(patterns, LEAST_OF_CLASS),
  };
}

interface Answers {
  readonly ofRow: (one: Labelled) => readonly string[];
  /** None where it says nothing. */
  readonly ofOwn: (classes: OwnRequest['classes']) => readonly string[] | undefined;
}

/** What kind of work it is shows in its words, in its form, and in who would do it. */
function fitClass({ own, rows, lexicon }: Classes, labels: readonly string[], { ofRow, ofOwn }: Answers) {
  const target = (right: readonly string[]) =>
    new Map(right.map((label) => [labels.indexOf(label), 1 / right.length] as const));
  const seen = rows.map(
    ({ one, text, likely, part }): Sample => ({
      features: new Map([...text, ...likely]),
      taught: new Map([...text, [`a:${one.agents[0]}`, 1]]),
      target: target(ofRow(one)),
      weight: 1,
      part,
    }),
  );
  const requests = own.flatMap(({ text, classes }): Sample[] => {
    const right = ofOwn(classes);
    const read = readText(text, lexicon);
    const features = new Map([...toFeatures(read), ...toShape(text, read)]);
    return right ? [{ features, target: target(right), weight: OWN_CLASS }] : [];
  });
  return fitViews([...requests, ...seen], { labels, weigh: weighAmongFew, withLabels: true, parts: PARTS });
}
