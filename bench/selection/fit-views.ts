/** Fits a linear model: for each view of a text by counts, and how much each view is worth by what it says of writers it has not seen. */
import type { Features, FittedWeights } from '@tutti/engine';
import { type Sample, ViewCounts, viewOf } from './count-views.ts';
import { mixViews, type Stream } from './mix-views.ts';
import type { Weigh } from './weigh-counts.ts';

export interface FitOptions {
  readonly labels: readonly string[];
  readonly weigh: Weigh;
  /** Whether a label can be likelier than others before a word is read. */
  readonly withLabels: boolean;
  readonly parts: number;
}

export interface Fitted extends FittedWeights {
  /** For each sample that has a part, what would have been said of it without that part. */
  readonly foreseen: ReadonlyMap<Sample, Float64Array>;
}

export function fitViews(samples: readonly Sample[], { labels, weigh, withLabels, parts }: FitOptions): Fitted {
  const counts = new ViewCounts(samples, labels.length, parts);
  const views = [...new Set([...counts.places.keys()].map(viewOf))];
  const rows = samples.filter(({ part }) => part !== undefined);
  const streams = views.map((): Stream => new Float32Array(rows.length * labels.length));
  for (let part = 0; part < parts; part++) {
    const weights = counts.open(weigh, part);
    for (const [row, { features, part: own }] of rows.entries())
      if (own === part) read(features, weights, { views, streams, start: row * labels.length });
  }
  const right = rows.map(({ target }) => [...target.keys()]);
  const mix = mixViews(streams, { right, labels: labels.length, withLabels });
  const worth = new Map(views.map((view, index) => [view, mix.views[index] ?? 0]));
  const all = counts.open(weigh);
  return {
    labels,
    bias: mix.labels,
    weights: new Map(
      [...counts.places.keys()].map((name) => {
        const share = worth.get(viewOf(name)) ?? 0;
        return [name, all(name)?.map((weight) => share * weight) ?? []];
      }),
    ),
    foreseen: new Map(
      rows.map((sample, row) => {
        const sums = Float64Array.from(mix.labels);
        for (const [view, stream] of streams.entries())
          for (let label = 0; label < sums.length; label++)
            sums[label] = (sums[label] ?? 0) + (mix.views[view] ?? 0) * (stream[row * sums.length + label] ?? 0);
        return [sample, sums];
      }),
    ),
  };
}

interface Place {
  readonly views: readonly string[];
  readonly streams: readonly Stream[];
  readonly start: number;
}

function read(
  features: Features,
  weights: (name: string) => Float64Array | undefined,
  { views, streams, start }: Place,
): void {
  for (const [name, value] of features) {
    const row = weights(name);
    const stream = streams[views.indexOf(viewOf(name))];
    if (!row || !stream) continue;
    for (const [label, weight] of row.entries()) stream[start + label] = (stream[start + label] ?? 0) + value * weight;
  }
}
