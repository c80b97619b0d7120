/** Whether groups differ: the usual tests, with the probability of a difference at least so large where there is none. */
import { InvalidInputError } from '@tutti/engine';
import { chiSquareUpper, fisherUpper, normalTwoSided, studentQuantile, studentTwoSided } from './distributions.ts';
import { sum, toMedian, toMoments, toRanks } from './moments.ts';

type Values = readonly number[];

/** Without the assumption that both spread alike. */
export function welch(a: Values, b: Values) {
  const [one, other] = [toMoments(a), toMoments(b)];
  const [errorA, errorB] = [one.variance / one.n, other.variance / other.n];
  // By shares: the squares of the errors themselves may be too small to be told from nothing.
  const share = errorA / (errorA + errorB);
  const freedom = 1 / (share ** 2 / (one.n - 1) + (1 - share) ** 2 / (other.n - 1));
  return toStudent(one.mean - other.mean, Math.sqrt(errorA + errorB), freedom);
}

export function student(a: Values, b: Values) {
  const [one, other] = [toMoments(a), toMoments(b)];
  const freedom = one.n + other.n - 2;
  const pooled = ((one.n - 1) * one.variance + (other.n - 1) * other.variance) / freedom;
  return toStudent(one.mean - other.mean, Math.sqrt(pooled * (1 / one.n + 1 / other.n)), freedom);
}

export function paired(a: Values, b: Values) {
  if (a.length !== b.length) throw new InvalidInputError('pairs need as many values on both sides', 'groups');
  const { n, mean, variance } = toMoments(a.map((value, index) => value - (b[index] ?? 0)));
  return toStudent(mean, Math.sqrt(variance / n), n - 1);
}

function toStudent(difference: number, standardError: number, degreesOfFreedom: number) {
  if (!(standardError > 0)) throw new InvalidInputError('the values do not vary, so nothing can be tested', 'groups');
  const t = difference / standardError;
  const half = studentQuantile(0.05, degreesOfFreedom) * standardError;
  return {
    t,
    degreesOfFreedom,
    pValue: studentTwoSided(t, degreesOfFreedom),
    meanDifference: difference,
    interval95: [difference - half, difference + half],
  };
}

/** So many on each side are counted out exactly where no two values are equal, as other programs do. */
const MOST_EXACT = 50;

export function mannWhitney(a: Values, b: Values) {
  const { ranks, ties } = toRanks([...a, ...b]);
  const [m, n] = [a.length, b.length];
  const u = sum(ranks.slice(0, m)) - (m * (m + 1)) / 2;
  const medians = { medianOfFirst: toMedian(a), medianOfSecond: toMedian(b) };
  if (ties === 0 && m < MOST_EXACT && n < MOST_EXACT)
    return { u, pValue: toExactP(u, m, n), method: 'exact', ...medians };
  const all = m + n;
  const variance = ((m * n) / 12) * (all + 1 - ties / (all * (all - 1)));
  if (!(variance > 0)) throw new InvalidInputError('all values are equal, so nothing can be tested', 'groups');
  const distance = u - (m * n) / 2;
  // A step of a count is a half on each side of the curve that stands for it.
  const z = (distance - Math.sign(distance) * 0.5) / Math.sqrt(variance);
  return { u, z, pValue: Math.min(1, normalTwoSided(z)), method: 'normal approximation', ...medians };
}

function toExactP(u: number, m: number, n: number): number {
  const shares = toShares(m, n);
  const least = Math.min(u, m * n - u);
  return Math.min(1, 2 * sum(shares.slice(0, least + 1)));
}

/** How large a share of all orders of m and n values has each value of U. The last value of an order is of the one kind or of the other. */
function toShares(m: number, n: number): number[] {
  let before: number[][] = Array.from({ length: n + 1 }, () => [1]);
  for (let first = 1; first <= m; first++) {
    const rows: number[][] = [[1]];
    for (let second = 1; second <= n; second++) {
      const ofFirst = before[second] ?? [];
      const ofSecond = rows[second - 1] ?? [];
      const all = first + second;
      rows.push(
        Array.from(
          { length: first * second + 1 },
          (_none, u) => (first * (ofFirst[u - second] ?? 0) + second * (ofSecond[u] ?? 0)) / all,
        ),
      );
    }
    before = rows;
  }
  return before[n] ?? [];
}

export function anova(groups: readonly Values[]) {
  const all = groups.flat();
  const { mean } = toMoments(all);
  const between = sum(groups.map((group) => group.length * (toMoments(group).mean - mean) ** 2));
  const within = sum(
    groups.flatMap((group) => {
      const own = toMoments(group).mean;
      return group.map((value) => (value - own) ** 2);
    }),
  );
  const above = groups.length - 1;
  const below = all.length - groups.length;
  if (!(within > 0))
    throw new InvalidInputError('the values do not vary within the groups, so nothing can be tested', 'groups');
  const f = between / above / (within / below);
  return {
    f,
    degreesOfFreedom: [above, below],
    pValue: fisherUpper(f, above, below),
    etaSquared: between / (between + within),
    groups: groups.map((group) => {
      const { n, mean: own, variance } = toMoments(group);
      return { n, mean: own, standardDeviation: Math.sqrt(variance) };
    }),
  };
}

/** Whether rows and columns of a table of counts have to do with each other. */
export function chiSquareOfTable(table: readonly Values[]) {
  const width = table[0]?.length ?? 0;
  if (table.some((row) => row.length !== width)) throw new InvalidInputError('all rows need the same length', 'counts');
  const rows = table.map(sum);
  const columns = Array.from({ length: width }, (_none, at) => sum(table.map((row) => row[at] ?? 0)));
  const total = sum(rows);
  if ([...rows, ...columns].some((count) => count <= 0))
    throw new InvalidInputError('a row or column holds nothing', 'counts');
  const expected = table.map((_row, row) => columns.map((column) => ((rows[row] ?? 0) * column) / total));
  const freedom = (table.length - 1) * (width - 1);
  const chiSquare = toChiSquare(table.flat(), expected.flat());
  const association = Math.sqrt(chiSquare / (total * Math.min(table.length - 1, width - 1)));
  return { ...toChiResult(chiSquare, freedom, expected.flat()), cramersV: association, expected };
}

/** Whether counts fit what was expected; all alike where nothing was. */
export function chiSquareOfCounts(counts: Values, shares: Values | undefined) {
  const total = sum(counts);
  const weights = shares ?? counts.map(() => 1);
  const whole = sum(weights);
  if (weights.length !== counts.length)
    throw new InvalidInputError('there must be one expected share for each count', 'expected');
  if (weights.some((weight) => !(weight > 0)) || !(total > 0))
    throw new InvalidInputError('each expected share, and the sum of the counts, must be above 0', 'expected');
  const expected = weights.map((weight) => (weight / whole) * total);
  return { ...toChiResult(toChiSquare(counts, expected), counts.length - 1, expected), expected };
}

function toChiSquare(counts: Values, expected: Values): number {
  return sum(counts.map((count, at) => (count - (expected[at] ?? 1)) ** 2 / (expected[at] ?? 1)));
}

function toChiResult(chiSquare: number, degreesOfFreedom: number, expected: Values) {
  const isRough = expected.some((count) => count < 5);
  return {
    chiSquare,
    degreesOfFreedom,
    pValue: chiSquareUpper(chiSquare, degreesOfFreedom),
    ...(isRough && { note: 'some expected counts are below 5, so the probability is only rough' }),
  };
}
