/** Fits a linear model to samples: stochastic gradient descent with a step of its own for each weight, the same on every machine. */
import type { Features, FittedWeights } from '@tutti/engine';

export interface Sample {
  readonly features: Features;
  /** The share of each label, by its place. */
  readonly target: ReadonlyMap<number, number>;
  /** How much it counts. */
  readonly weight: number;
}

export interface FitOptions {
  readonly labels: readonly string[];
  /** `one`: the labels exclude each other. `any`: each is right or wrong by itself. */
  readonly choose: 'one' | 'any';
  readonly epochs: number;
  readonly step: number;
  /** How strongly weights are drawn to nothing. */
  readonly shrink: number;
  /** The share of features that is left out at random, so that no single word decides. */
  readonly drop: number;
  readonly seed: number;
}

interface Row {
  readonly places: readonly number[];
  readonly values: readonly number[];
  readonly sample: Sample;
}

export function fitLinear(samples: readonly Sample[], options: FitOptions): FittedWeights {
  const names = new Map<string, number>();
  const rows = samples.map((sample): Row => toRow(sample, names));
  const fit = new Fit(names.size, options);
  const order = rows.map((_, index) => index);
  for (let epoch = 0; epoch < options.epochs; epoch++) {
    shuffle(order, fit.random);
    for (const index of order) {
      const row = rows[index];
      if (row) fit.learn(row);
    }
  }
  const width = options.labels.length;
  return {
    labels: options.labels,
    bias: options.labels.map(() => 0),
    weights: new Map([...names].map(([name, at]) => [name, fit.weights.slice(at * width, (at + 1) * width)])),
  };
}

function toRow(sample: Sample, names: Map<string, number>): Row {
  const places = [...sample.features.keys()].map((name) => {
    const place = names.get(name) ?? names.size;
    names.set(name, place);
    return place;
  });
  return { places, values: [...sample.features.values()], sample };
}

class Fit {
  readonly weights: Float64Array;
  readonly random: () => number;
  readonly #squares: Float64Array;
  readonly #sums: Float64Array;
  readonly #options: FitOptions;

  constructor(features: number, options: FitOptions) {
    const width = options.labels.length;
    this.weights = new Float64Array(features * width);
    this.#squares = new Float64Array(features * width).fill(1e-8);
    this.#sums = new Float64Array(width);
    this.#options = options;
    this.random = createRandom(options.seed);
  }

  learn(row: Row): void {
    const { drop, choose } = this.#options;
    const kept = [...row.places.keys()].filter(() => this.random() >= drop);
    const grown = 1 / (1 - drop);
    const sums = this.#sums.fill(0);
    const width = sums.length;
    for (const index of kept) {
      const [base, value] = [(row.places[index] ?? 0) * width, (row.values[index] ?? 0) * grown];
      for (let label = 0; label < width; label++)
        sums[label] = at(sums, label) + at(this.weights, base + label) * value;
    }
    if (choose === 'one') toShares(sums);
    else for (let label = 0; label < width; label++) sums[label] = 1 / (1 + Math.exp(-at(sums, label)));
    for (const [label, share] of row.sample.target) sums[label] = at(sums, label) - share;
    for (const index of kept) this.#step(row.places[index] ?? 0, (row.values[index] ?? 0) * grown * row.sample.weight);
  }

  /** `#sums` holds by how much each label is wrong. */
  #step(place: number, value: number): void {
    const { step, shrink } = this.#options;
    const width = this.#sums.length;
    for (let label = 0, index = place * width; label < width; label++, index++) {
      const slope = at(this.#sums, label) * value + shrink * at(this.weights, index);
      const square = at(this.#squares, index) + slope * slope;
      this.#squares[index] = square;
      this.weights[index] = at(this.weights, index) - (step * slope) / Math.sqrt(square);
    }
  }
}

function at(values: Float64Array, index: number): number {
  return values[index] ?? 0;
}

function toShares(sums: Float64Array): void {
  let [top, whole] = [-Infinity, 0];
  for (const sum of sums) top = Math.max(top, sum);
  for (const [index, sum] of sums.entries()) whole += sums[index] = Math.exp(sum - top);
  for (const [index, sum] of sums.entries()) sums[index] = sum / whole;
}

const MULTIPLIER = 1_103_515_245;
const INCREMENT = 12_345;
const MASK = 0x7fff_ffff;

/** Every machine draws the same numbers. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, MULTIPLIER) + INCREMENT) & MASK;
    return state / (MASK + 1);
  };
}

function shuffle(order: number[], random: () => number): void {
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other] ?? 0, order[last] ?? 0];
  }
}
