import { InvalidInputError } from '@tutti/engine';

export interface Moments {
  readonly n: number;
  readonly mean: number;
  /** Of a sample, divided by n - 1. */
  readonly variance: number;
}

/** Without what rounding loses when much is added up. */
export function sum(values: readonly number[]): number {
  let total = 0;
  let lost = 0;
  for (const value of values) {
    const next = total + value;
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
    total = next;
  }
  return total + lost;
}

export function toMoments(values: readonly number[]): Moments {
  const n = values.length;
  const mean = sum(values) / n;
  return { n, mean, variance: n < 2 ? Number.NaN : sum(values.map((value) => (value - mean) ** 2)) / (n - 1) };
}

export function toSorted(values: readonly number[]): number[] {
  return values.toSorted((one, other) => one - other);
}

/** Between the two nearest values by linear interpolation, as most programs do it (type 7). */
export function toQuantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? below;
  return below + (above - below) * (place - Math.floor(place));
}

export function toMedian(values: readonly number[]): number {
  return toQuantile(toSorted(values), 0.5);
}

/** From 1; those that are equal share the middle of their places. `ties` is the sum of t³ - t over groups of equal values. */
export function toRanks(values: readonly number[]): { ranks: number[]; ties: number } {
  const order = values.map((value, index) => ({ value, index })).toSorted((one, other) => one.value - other.value);
  const ranks = Array.from(values, () => 0);
  let ties = 0;
  for (let from = 0; from < order.length; ) {
    let until = from + 1;
    while (until < order.length && order[until]?.value === order[from]?.value) until++;
    for (const { index } of order.slice(from, until)) ranks[index] = (from + until + 1) / 2;
    const count = until - from;
    ties += count ** 3 - count;
    from = until;
  }
  return { ranks, ties };
}

export function assertCount(values: readonly unknown[], least: number, field: string): void {
  if (values.length < least)
    throw new InvalidInputError(`${field} has ${values.length} values that count; at least ${least} are needed`, field);
}
