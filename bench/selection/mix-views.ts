/** How much each view of a text is worth: found by the steepest way down, the same on every machine. */

/** What each view says to each label of each row: rows after one another, one number for each label. */
export type Stream = Float32Array;

export interface Mix {
  readonly views: readonly number[];
  /** What each label weighs by itself; nothing where it was not asked for. */
  readonly labels: readonly number[];
}

export interface MixOptions {
  /** For each row the labels that are right. */
  readonly right: readonly (readonly number[])[];
  readonly labels: number;
  readonly withLabels: boolean;
}

const ROUNDS = 300;
const STEP = 0.05;
const SHRINK = 0.001;
const [SLOW, SLOWER, TINY] = [0.9, 0.999, 1e-8];

/** Makes the right labels together as likely as it can. */
export function mixViews(streams: readonly Stream[], options: MixOptions): Mix {
  const { labels, withLabels } = options;
  const scales = streams.map(spreadOf);
  const values = new Float64Array(streams.length + (withLabels ? labels : 0)).fill(0.3, 0, streams.length);
  const [mean, square] = [new Float64Array(values.length), new Float64Array(values.length)];
  for (let round = 1; round <= ROUNDS; round++) {
    const slopes = findSlopes({ streams, scales }, values, options);
    for (const [index, slope] of slopes.entries()) {
      mean[index] = SLOW * at(mean, index) + (1 - SLOW) * slope;
      square[index] = SLOWER * at(square, index) + (1 - SLOWER) * slope * slope;
      const [drift, size] = [at(mean, index) / (1 - SLOW ** round), at(square, index) / (1 - SLOWER ** round)];
      values[index] = at(values, index) - (STEP * drift) / (Math.sqrt(size) + TINY);
    }
  }
  return {
    views: streams.map((_, index) => at(values, index) / (scales[index] ?? 1)),
    labels: Array.from({ length: labels }, (_, label) => (withLabels ? at(values, streams.length + label) : 0)),
  };
}

interface Scaled {
  readonly streams: readonly Stream[];
  /** So that the views are comparable. */
  readonly scales: readonly number[];
}

function findSlopes(scaled: Scaled, values: Float64Array, { right, labels, withLabels }: MixOptions): Float64Array {
  const { streams, scales } = scaled;
  const slopes = values.map((value) => 2 * SHRINK * value);
  const sums = new Float64Array(labels);
  for (const [row, accepted] of right.entries()) {
    const start = row * labels;
    for (let label = 0; label < labels; label++) {
      let whole = withLabels ? at(values, streams.length + label) : 0;
      for (let view = 0; view < streams.length; view++)
        whole += (at(values, view) * (streams[view]?.[start + label] ?? 0)) / (scales[view] ?? 1);
      sums[label] = whole;
    }
    toErrors(sums, accepted);
    for (let view = 0; view < streams.length; view++) {
      let slope = 0;
      for (let label = 0; label < labels; label++) slope += at(sums, label) * (streams[view]?.[start + label] ?? 0);
      slopes[view] = at(slopes, view) + slope / (scales[view] ?? 1) / right.length;
    }
    for (let label = 0; withLabels && label < labels; label++) {
      const place = streams.length + label;
      slopes[place] = at(slopes, place) + at(sums, label) / right.length;
    }
  }
  return slopes;
}

/** How likely each label is less what it should be: the right ones share all, as they do now. */
function toErrors(sums: Float64Array, accepted: readonly number[]): void {
  toShares(sums);
  const found = accepted.reduce((whole, label) => whole + at(sums, label), 1e-9);
  for (const label of accepted) sums[label] = at(sums, label) * (1 - 1 / found);
}

export function toShares(sums: Float64Array): void {
  let [top, whole] = [-Infinity, 0];
  for (const sum of sums) top = Math.max(top, sum);
  for (const [index, sum] of sums.entries()) whole += sums[index] = Math.exp(sum - top);
  for (const [index, sum] of sums.entries()) sums[index] = sum / whole;
}

function spreadOf(stream: Stream): number {
  let [whole, squares] = [0, 0];
  for (const value of stream) {
    whole += value;
    squares += value * value;
  }
  const mean = whole / stream.length;
  return Math.sqrt(squares / stream.length - mean * mean) || 1;
}

function at(values: Float64Array, index: number): number {
  return values[index] ?? 0;
}
