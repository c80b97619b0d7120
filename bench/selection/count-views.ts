/** How often each feature occurs for each label, and how often without the samples of some writers. */
import type { Features } from '@tutti/engine';
import { type Counts, sum, type Weigh } from './weigh-counts.ts';

export interface Sample {
  readonly features: Features;
  /** What it teaches, where that is not what it is judged by. */
  readonly taught?: Features;
  /** The share of each label, by its place; none says that all are as good. */
  readonly target: ReadonlyMap<number, number>;
  /** How much it counts. */
  readonly weight: number;
  /** Of which part it is: parts are left out by turns, to see what their writers' words would have said unseen. */
  readonly part?: number;
}

/** Of these there are so many that one that occurred once is left out. */
const MANY = new Set(['x', 'b', 'k']);

export class ViewCounts {
  readonly places = new Map<string, number>();
  readonly #labels: number;
  readonly #all: Part;
  readonly #parts: readonly Part[];

  constructor(samples: readonly Sample[], labels: number, parts: number) {
    this.#labels = labels;
    const often = new Map<string, number>();
    for (const { features, taught = features } of samples)
      for (const name of taught.keys()) often.set(name, (often.get(name) ?? 0) + 1);
    for (const [name, times] of often)
      if (times > 1 || !MANY.has(viewOf(name))) this.places.set(name, this.places.size);
    const create = (): Part => ({
      features: new Float32Array(this.places.size * labels),
      views: new Map(),
      samples: new Float64Array(labels),
    });
    this.#all = create();
    this.#parts = Array.from({ length: parts }, create);
    for (const sample of samples)
      for (const part of [this.#all, this.#parts[sample.part ?? -1]]) if (part) this.#count(sample, part);
  }

  /** Weights of features, made when first asked for; `without` a part, or of all. */
  open(weigh: Weigh, without?: number): (name: string) => Float64Array | undefined {
    const made = new Map<string, Float64Array | undefined>();
    const rest = this.#parts[without ?? -1];
    const samples = less(this.#all.samples, rest?.samples);
    const views = new Map([...this.#all.views].map(([view, row]) => [view, less(row, rest?.views.get(view))]));
    const create = (name: string) => {
      const place = this.places.get(name);
      const view = views.get(viewOf(name));
      if (place === undefined || !view) return undefined;
      const [start, end] = [place * this.#labels, (place + 1) * this.#labels];
      const whole = Float64Array.from(this.#all.features.subarray(start, end));
      const counts: Counts = { feature: less(whole, rest?.features.subarray(start, end)), view, samples };
      return sum(counts.feature) < NOTHING ? undefined : weigh(counts);
    };
    return (name) => {
      if (!made.has(name)) made.set(name, create(name));
      return made.get(name);
    };
  }

  #count({ features, taught = features, target, weight }: Sample, part: Part): void {
    for (const [label, share] of target) part.samples[label] = (part.samples[label] ?? 0) + share * weight;
    for (const name of taught.keys()) {
      const place = this.places.get(name);
      if (place === undefined) continue;
      const row = part.views.get(viewOf(name)) ?? new Float64Array(this.#labels);
      part.views.set(viewOf(name), row);
      for (const [label, share] of target) {
        const at = place * this.#labels + label;
        part.features[at] = (part.features[at] ?? 0) + share * weight;
        row[label] = (row[label] ?? 0) + share * weight;
      }
    }
  }
}

interface Part {
  readonly features: Float32Array;
  readonly views: Map<string, Float64Array>;
  readonly samples: Float64Array;
}

/** What is left of a count by rounding. */
const NOTHING = 1e-4;

export function viewOf(name: string): string {
  return name.slice(0, 1);
}

function less(whole: Float64Array, part: ArrayLike<number> | undefined): Float64Array {
  return part ? whole.map((count, index) => Math.max(0, count - (part[index] ?? 0))) : whole;
}
