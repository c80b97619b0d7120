/** Least squares by Householder reflections, which lose far fewer digits than the normal equations. */
import { InvalidInputError } from '@tutti/engine';
import { fisherUpper, studentQuantile, studentTwoSided } from './distributions.ts';
import { sum, toMoments } from './moments.ts';

export interface Term {
  readonly coefficient: number;
  readonly standardError: number;
  readonly t: number;
  readonly pValue: number;
  readonly interval95: readonly number[];
}

export interface Regression {
  readonly n: number;
  /** The first is that of the constant. */
  readonly terms: readonly Term[];
  readonly rSquared: number;
  readonly adjustedRSquared: number;
  readonly residualStandardError: number;
  readonly f: number;
  readonly pValue: number;
}

/** Above it everybody else would be held up for too long. */
const MOST_WORK = 40_000_000;
/** Below this share of its length a column is taken for a sum of others. */
const RANK_LIMIT = 1e-11;

export function regress(y: readonly number[], predictors: readonly (readonly number[])[]): Regression {
  const n = y.length;
  const count = predictors.length + 1;
  if (n * count ** 2 > MOST_WORK)
    throw new InvalidInputError(`${n} rows with ${predictors.length} predictors are too many at once`, 'predictors');
  if (n <= count)
    throw new InvalidInputError(`${n} rows are too few for ${predictors.length} predictors`, 'predictors');
  const columns = [y.map(() => 1), ...predictors.map((column) => [...column])];
  const { upper, turned } = triangulate(columns, [...y]);
  const coefficients = solve(upper, turned.slice(0, count));
  const residual = sum(turned.slice(count).map((value) => value ** 2));
  const freedom = n - count;
  const inverse = invert(upper);
  const scale = residual / freedom;
  const terms = coefficients.map((coefficient, index): Term => {
    const standardError = Math.sqrt(scale * sum((inverse[index] ?? []).map((value) => value ** 2)));
    const t = coefficient / standardError;
    const half = studentQuantile(0.05, freedom) * standardError;
    const interval95 = [coefficient - half, coefficient + half];
    return { coefficient, standardError, t, pValue: studentTwoSided(t, freedom), interval95 };
  });
  return { n, terms, ...toFit(y, { residual, freedom, predictors: predictors.length }) };
}

function toFit(
  y: readonly number[],
  { residual, freedom, predictors }: { residual: number; freedom: number; predictors: number },
): Omit<Regression, 'n' | 'terms'> {
  const { n, variance } = toMoments(y);
  const total = variance * (n - 1);
  if (!(total > 0)) throw new InvalidInputError('all values of y are the same', 'y');
  const f = (total - residual) / predictors / (residual / freedom);
  return {
    rSquared: 1 - residual / total,
    adjustedRSquared: 1 - residual / freedom / variance,
    residualStandardError: Math.sqrt(residual / freedom),
    f,
    pValue: fisherUpper(f, predictors, freedom),
  };
}

/** Turns columns and y together until what is left of the columns is a triangle. */
function triangulate(columns: number[][], turned: number[]): { upper: number[][]; turned: number[] } {
  const lengths = columns.map(norm);
  for (const [step, column] of columns.entries()) {
    const mirror = column.map((value, row) => (row < step ? 0 : value));
    const length = norm(mirror);
    if (length <= RANK_LIMIT * (lengths[step] ?? 1))
      throw new InvalidInputError('a predictor is constant, or a sum of multiples of the others', 'predictors');
    mirror[step] = (mirror[step] ?? 0) + ((column[step] ?? 0) >= 0 ? length : -length);
    const square = norm(mirror) ** 2;
    for (const other of [...columns.slice(step), turned]) reflect(other, mirror, { from: step, square });
  }
  return { upper: columns.map((_column, row) => columns.map((column) => column[row] ?? 0)), turned };
}

/** Scaled by the largest, so that nothing overflows. */
function norm(values: readonly number[]): number {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return largest === 0 ? 0 : largest * Math.sqrt(sum(values.map((value) => (value / largest) ** 2)));
}

function reflect(
  column: number[],
  mirror: readonly number[],
  { from, square }: { from: number; square: number },
): void {
  let product = 0;
  for (let row = from; row < column.length; row++) product += (column[row] ?? 0) * (mirror[row] ?? 0);
  const factor = (2 * product) / square;
  for (let row = from; row < column.length; row++) column[row] = (column[row] ?? 0) - factor * (mirror[row] ?? 0);
}

function solve(upper: readonly (readonly number[])[], right: readonly number[]): number[] {
  const solution = [...right];
  for (let row = solution.length - 1; row >= 0; row--) {
    const known = (upper[row] ?? []).slice(row + 1).map((value, index) => value * (solution[row + 1 + index] ?? 0));
    solution[row] = ((right[row] ?? 0) - sum(known)) / (upper[row]?.[row] ?? 1);
  }
  return solution;
}

function invert(upper: readonly (readonly number[])[]): number[][] {
  const columns = upper.map((_row, at) =>
    solve(
      upper,
      upper.map((_other, row) => (row === at ? 1 : 0)),
    ),
  );
  return upper.map((_row, at) => columns.map((column) => column[at] ?? 0));
}
