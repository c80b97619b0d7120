/** k-means with k-means++ beginnings. The same seed gives the same clusters. */
import { setImmediate } from 'node:timers/promises';
import { sum, toMoments } from './moments.ts';

export type Point = readonly number[];

export interface Clustering {
  readonly centers: readonly Point[];
  readonly assignment: readonly number[];
  /** The sum of squared distances to the centres. */
  readonly inertia: number;
}

const BEGINNINGS = 5;
const MOST_ROUNDS = 100;

/** Others get their turn between two rounds. */
export async function cluster(
  points: readonly Point[],
  { k, seed, signal }: { k: number; seed: number; signal: AbortSignal },
): Promise<Clustering> {
  const random = createRandom(seed);
  let best: Clustering | undefined;
  for (let beginning = 0; beginning < BEGINNINGS; beginning++) {
    const found = await improve(points, choose(points, k, random), signal);
    if (!best || found.inertia < best.inertia) best = found;
  }
  return best ? inOrder(best) : { centers: [], assignment: [], inertia: 0 };
}

/** Each column with mean 0 and standard deviation 1, so that none counts more for its unit. */
export function standardize(columns: readonly (readonly number[])[]): number[][] {
  return columns.map((column) => {
    const { mean, variance } = toMoments(column);
    const scale = variance > 0 ? Math.sqrt(variance) : 1;
    return column.map((value) => (value - mean) / scale);
  });
}

function choose(points: readonly Point[], k: number, random: () => number): Point[] {
  const centers: Point[] = [];
  let next = points[Math.floor(random() * points.length)] ?? [];
  let distances = points.map(() => Infinity);
  for (;;) {
    centers.push(next);
    if (centers.length >= k) return centers;
    const center = next;
    distances = distances.map((least, at) => Math.min(least, toDistance(points[at] ?? [], center)));
    let left = random() * sum(distances);
    const at = distances.findIndex((distance) => (left -= distance) <= 0);
    next = points[at] ?? points.at(-1) ?? [];
  }
}

async function improve(
  points: readonly Point[],
  beginning: readonly Point[],
  signal: AbortSignal,
): Promise<Clustering> {
  let centers = beginning;
  let assignment = assign(points, centers);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    await setImmediate(undefined, { signal });
    centers = centers.map((center, at) =>
      toCenter(
        points.filter((_point, index) => assignment[index] === at),
        center,
      ),
    );
    const next = assign(points, centers);
    if (next.every((own, index) => own === assignment[index])) break;
    assignment = next;
  }
  const inertia = sum(points.map((point, index) => toDistance(point, centers[assignment[index] ?? 0] ?? [])));
  return { centers, assignment, inertia };
}

function assign(points: readonly Point[], centers: readonly Point[]): number[] {
  return points.map((point) => {
    const distances = centers.map((center) => toDistance(point, center));
    return distances.indexOf(Math.min(...distances));
  });
}

/** One that nobody belongs to stays where it is. */
function toCenter(points: readonly Point[], before: Point): Point {
  if (points.length === 0) return before;
  return before.map((_value, at) => sum(points.map((point) => point[at] ?? 0)) / points.length);
}

function toDistance(one: Point, other: Point): number {
  let total = 0;
  for (let at = 0; at < one.length; at++) total += ((one[at] ?? 0) - (other[at] ?? 0)) ** 2;
  return total;
}

/** The largest first, so that numbers do not depend on the order of the beginnings. */
function inOrder({ centers, assignment, inertia }: Clustering): Clustering {
  const sizes = centers.map((_center, at) => assignment.filter((own) => own === at).length);
  const order = centers.map((_center, at) => at).toSorted((one, other) => (sizes[other] ?? 0) - (sizes[one] ?? 0));
  return {
    centers: order.map((at) => centers[at] ?? []),
    assignment: assignment.map((own) => order.indexOf(own)),
    inertia,
  };
}

/** Mulberry32: small, and good enough to choose beginnings. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
