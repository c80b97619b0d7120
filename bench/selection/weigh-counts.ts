/**
 * Naive Bayes: how much more often a feature occurs for a label than elsewhere. Beside models that were fitted to the samples it
 * did better on writers that it had not seen: it is misled less by a word that occurred once.
 */
export interface Counts {
  /** How often the feature occurred for each label. */
  readonly feature: Float64Array;
  /** How often any feature of its view did. */
  readonly view: Float64Array;
  /** How many samples there were. */
  readonly samples: Float64Array;
}

/** One weight for each label. */
export type Weigh = (counts: Counts) => Float64Array;

/** What is added to each count: a share of how common the feature is, and a little. */
const SMOOTH = 0.1;
const LEAST = 0.02;
const START = 5;

/** For many labels, of which a feature knows few: its most usual weight is brought to nothing. */
export function weighAmongMany({ feature, view }: Counts): Float64Array {
  const [common, labels] = [sum(feature), feature.length];
  const usual = (common + LEAST * labels) / (sum(view) + START * labels);
  const weights = feature.map((count, label) =>
    Math.log((count + (SMOOTH * common) / labels + LEAST) / ((view[label] ?? 0) + START) / usual),
  );
  const median = weights.toSorted()[labels >> 1] ?? 0;
  return weights.map((weight) => weight - median);
}

/** For few labels: each feature counts as if it had also occurred once as the labels usually do. */
export function weighAmongFew({ feature, samples }: Counts): Float64Array {
  const [common, whole] = [sum(feature), sum(samples)];
  return feature.map((count, label) => {
    const usual = ((samples[label] ?? 0) + LEAST) / (whole + LEAST * samples.length);
    return Math.log((count + usual) / (common + 1) / usual);
  });
}

export function sum(values: Float64Array): number {
  return values.reduce((whole, value) => whole + value, 0);
}
