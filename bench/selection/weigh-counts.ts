/**
 * Naive Bayes: how much more often a feature occurs for a label than elsewhere. It learns less from a sample than a fitted
 * model does, and is misled less by a word that occurred once.
 */
import type { Sample } from './fit-linear.ts';

/** What is added to each count: a share of how common the feature is, and a little. */
const SMOOTH = 0.1;
const LEAST = 0.02;
const START = 5;

/** For each feature one weight for each label; the most usual weight of a feature is brought to nothing. */
export function weighCounts(samples: readonly Sample[], labels: number): Map<string, Float64Array> {
  const counts = new Map<string, Float64Array>();
  const totals = new Float64Array(labels);
  for (const { features, target, weight } of samples)
    for (const name of features.keys()) {
      const row = counts.get(name) ?? new Float64Array(labels);
      counts.set(name, row);
      for (const [label, share] of target) {
        row[label] = (row[label] ?? 0) + share * weight;
        totals[label] = (totals[label] ?? 0) + share * weight;
      }
    }
  const whole = sum(totals);
  return new Map(
    [...counts].map(([name, row]) => {
      const common = sum(row);
      const usual = (common + LEAST * labels) / (whole + START * labels);
      const weights = row.map((count, label) =>
        Math.log((count + (SMOOTH * common) / labels + LEAST) / ((totals[label] ?? 0) + START) / usual),
      );
      return [name, toRest(weights)];
    }),
  );
}

function toRest(weights: Float64Array): Float64Array {
  const median = weights.toSorted()[weights.length >> 1] ?? 0;
  return weights.map((weight) => weight - median);
}

function sum(values: Float64Array): number {
  return values.reduce((whole, value) => whole + value, 0);
}
