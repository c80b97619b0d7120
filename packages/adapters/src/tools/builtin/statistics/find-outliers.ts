import { sum, toMedian, toMoments } from './moments.ts';

/** A median distance times this is a standard deviation where the values are normal. */
const TO_DEVIATION = 1.482_602_218_505_602;
const ROUNDING = 1e-6;
const MEAN_TO_DEVIATION = 1.253_314_137_315_500_3;

export interface Outlier {
  readonly index: number;
  readonly value: number;
  /** How many standard deviations away. */
  readonly score: number;
}

export function findByDeviation(
  values: readonly number[],
  threshold: number,
): { center: number; scale: number; outliers: Outlier[] } {
  const { mean, variance } = toMoments(values);
  return toOutliers(values, { center: mean, scale: Math.sqrt(variance) }, threshold);
}

/** By the median, which outliers themselves hardly move. */
export function findByMedian(
  values: readonly number[],
  threshold: number,
): { center: number; scale: number; outliers: Outlier[] } {
  const center = toMedian(values);
  return toOutliers(values, { center, scale: toRobustScale(values, center) }, threshold);
}

export function toRobustScale(values: readonly number[], center: number): number {
  const distances = values.map((value) => Math.abs(value - center));
  const byMedian = toMedian(distances) * TO_DEVIATION;
  const byMean = (sum(distances) / distances.length) * MEAN_TO_DEVIATION;
  // Where more than half are the same but for rounding, the median distance says nothing.
  return byMedian > ROUNDING * byMean ? byMedian : byMean;
}

function toOutliers(
  values: readonly number[],
  { center, scale }: { center: number; scale: number },
  threshold: number,
) {
  const outliers = values.flatMap((value, index): Outlier[] => {
    const score = scale > 0 ? (value - center) / scale : 0;
    return Math.abs(score) > threshold ? [{ index, value, score }] : [];
  });
  return { center, scale, outliers };
}
