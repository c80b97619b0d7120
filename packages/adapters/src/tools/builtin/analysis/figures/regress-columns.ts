/** A line through several predictors, and what the values that it leaves over say about whether it fits. */
import { InvalidInputError } from '@tutti/engine';
import { chiSquareUpper } from '../../statistics/distributions.ts';
import { sum, toMoments, toSorted, toQuantile } from '../../statistics/moments.ts';
import { regress } from '../../statistics/regress.ts';
import type { RegressTask } from '../order.ts';
import type { Column } from '../tables/read-rows.ts';
import { findColumn, takeTogether } from './data.ts';

const MOST_TOLD = 10;
/** Of standard errors, from where on a row is told. */
const FAR = 3;
/** Below it a note is made. */
const SUSPICIOUS = 0.05;

export function regressColumns(held: readonly Column[], { y, predictors }: RegressTask) {
  if (predictors.includes(y)) throw new InvalidInputError(`${y} cannot explain itself`, 'predictors');
  const { columns, rows, missing } = takeTogether([y, ...predictors].map((name) => findColumn(held, name)));
  const [explained = [], ...rest] = columns;
  const { terms, ...fit } = regress(explained, rest);
  const coefficients = terms.map(({ coefficient }) => coefficient);
  const residuals = explained.map(
    (value, row) =>
      value - sum(coefficients.map((coefficient, at) => coefficient * (at === 0 ? 1 : (rest[at - 1]?.[row] ?? 0)))),
  );
  const names = ['(constant)', ...predictors];
  return {
    y,
    missing,
    ...fit,
    terms: terms.map((term, at) => ({ name: names[at] ?? '', ...term })),
    residuals: judge(residuals, { rest, rows, scale: fit.residualStandardError }),
  };
}

interface Around {
  readonly rest: readonly (readonly number[])[];
  readonly rows: readonly number[];
  readonly scale: number;
}

function judge(residuals: readonly number[], { rest, rows, scale }: Around) {
  const sorted = toSorted(residuals);
  const normality = toNormality(residuals);
  const evenness = toEvenness(residuals, rest);
  const durbinWatson = toDurbinWatson(residuals);
  const far = residuals.flatMap((residual, at) => {
    const score = scale > 0 ? residual / scale : 0;
    return Math.abs(score) > FAR ? [{ row: rows[at] ?? 0, residual, score }] : [];
  });
  return {
    min: sorted[0] ?? 0,
    median: toQuantile(sorted, 0.5),
    max: sorted.at(-1) ?? 0,
    durbinWatson,
    ...(normality !== undefined && { jarqueBeraP: normality }),
    ...(evenness !== undefined && { breuschPaganP: evenness }),
    far: far.length,
    farthest: far.toSorted((one, other) => Math.abs(other.score) - Math.abs(one.score)).slice(0, MOST_TOLD),
    notes: [
      ...(normality !== undefined && normality < SUSPICIOUS
        ? ['The residuals are not normally distributed (Jarque-Bera); the probabilities are rough in small samples.']
        : []),
      ...(evenness !== undefined && evenness < SUSPICIOUS
        ? ['The residuals spread unevenly (Breusch-Pagan); the standard errors may be wrong.']
        : []),
      ...(durbinWatson < 1 || durbinWatson > 3
        ? ['Neighbouring residuals depend on each other (Durbin-Watson); the standard errors may be wrong.']
        : []),
    ],
  };
}

/** Near 2 where neighbours have nothing to do with each other. */
function toDurbinWatson(residuals: readonly number[]): number {
  const steps = residuals.slice(1).map((value, at) => (value - (residuals[at] ?? 0)) ** 2);
  const all = sum(residuals.map((value) => value ** 2));
  return all > 0 ? sum(steps) / all : 2;
}

/** Jarque-Bera: the probability of such skewness and tails if the residuals were normal. */
function toNormality(residuals: readonly number[]): number | undefined {
  const { n, mean } = toMoments(residuals);
  const power = (exponent: number) => sum(residuals.map((value) => (value - mean) ** exponent)) / n;
  const second = power(2);
  if (!(second > 0)) return undefined;
  const skew = power(3) / second ** 1.5;
  const excess = power(4) / second ** 2 - 3;
  return chiSquareUpper((n / 6) * (skew ** 2 + excess ** 2 / 4), 2);
}

/** Breusch-Pagan, as Koenker has it: whether the predictors explain the squares. */
function toEvenness(residuals: readonly number[], predictors: readonly (readonly number[])[]): number | undefined {
  try {
    const { n, rSquared } = regress(
      residuals.map((value) => value ** 2),
      predictors,
    );
    return chiSquareUpper(n * rSquared, predictors.length);
  } catch {
    return undefined; // Where nothing is left over there is nothing to be explained.
  }
}
