import { InvalidInputError } from '@tutti/engine';
import { studentTwoSided } from './distributions.ts';
import { sum, toMoments, toRanks } from './moments.ts';

export interface Correlation {
  readonly coefficient: number;
  readonly pValue: number;
  readonly n: number;
}

export function pearson(x: readonly number[], y: readonly number[]): Correlation {
  const [ofX, ofY] = [toMoments(x), toMoments(y)];
  if (!(ofX.variance > 0) || !(ofY.variance > 0))
    throw new InvalidInputError('values that are all the same correlate with nothing', 'values');
  const products = x.map((value, index) => (value - ofX.mean) * ((y[index] ?? 0) - ofY.mean));
  const raw = sum(products) / (x.length - 1) / Math.sqrt(ofX.variance * ofY.variance);
  const coefficient = Math.max(-1, Math.min(1, raw));
  const freedom = x.length - 2;
  const t = coefficient * Math.sqrt(freedom / Math.max(1 - coefficient ** 2, Number.MIN_VALUE));
  return { coefficient, pValue: studentTwoSided(t, freedom), n: x.length };
}

/** Of the ranks; its probability is that of Student's t, which is close from about ten values on. */
export function spearman(x: readonly number[], y: readonly number[]): Correlation {
  return pearson(toRanks(x).ranks, toRanks(y).ranks);
}
