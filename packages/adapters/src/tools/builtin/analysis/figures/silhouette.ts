import type { Point } from '../../statistics/cluster.ts';

/** Of more rows a part that is spread evenly over them is looked at: all of them would be looked at with all others. */
const MOST_ROWS = 2_000;

/** How much nearer rows are to their own cluster than to the next one: from -1 to 1, on the average of all rows. */
export function toSilhouette(points: readonly Point[], assignment: readonly number[]): number {
  const step = Math.max(1, points.length / MOST_ROWS);
  const count = Math.floor(points.length / step);
  const places = Array.from({ length: count }, (_none, at) => Math.floor(at * step));
  const k = assignment.reduce((most, own) => Math.max(most, own), 0) + 1;
  let total = 0;
  for (const at of places) total += toWidth(at, { points, assignment, places, k });
  return total / places.length;
}

interface Among {
  readonly points: readonly Point[];
  readonly assignment: readonly number[];
  readonly places: readonly number[];
  readonly k: number;
}

/** One that is alone in its cluster has none. */
function toWidth(at: number, { points, assignment, places, k }: Among): number {
  const totals = Array.from({ length: k }, () => 0);
  const counts = Array.from({ length: k }, () => 0);
  for (const other of places) {
    if (other === at) continue;
    const own = assignment[other] ?? 0;
    totals[own] = (totals[own] ?? 0) + toDistance(points[at] ?? [], points[other] ?? []);
    counts[own] = (counts[own] ?? 0) + 1;
  }
  const own = assignment[at] ?? 0;
  if ((counts[own] ?? 0) === 0) return 0;
  const means = totals.map((sum, one) => ((counts[one] ?? 0) > 0 ? sum / (counts[one] ?? 1) : Infinity));
  const inside = means[own] ?? 0;
  const outside = Math.min(...means.filter((_mean, one) => one !== own));
  const largest = Math.max(inside, outside);
  return Number.isFinite(outside) && largest > 0 ? (outside - inside) / largest : 0;
}

function toDistance(one: Point, other: Point): number {
  let total = 0;
  for (let at = 0; at < one.length; at++) total += ((one[at] ?? 0) - (other[at] ?? 0)) ** 2;
  return Math.sqrt(total);
}
