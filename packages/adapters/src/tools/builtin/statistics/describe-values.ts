import { studentQuantile } from './distributions.ts';
import { sum, toMoments, toQuantile, toSorted } from './moments.ts';

export function describeValues(values: readonly number[]) {
  const sorted = toSorted(values);
  const { n, mean, variance } = toMoments(values);
  const deviation = Math.sqrt(variance);
  const at = (share: number) => toQuantile(sorted, share);
  const shape = n > 3 && deviation > 0 ? toShape(values, mean) : {};
  const spread = n > 1 ? { variance, standardDeviation: deviation, ...toMeanError(n, mean, deviation) } : {};
  return {
    n,
    sum: sum(values),
    mean,
    ...spread,
    min: at(0),
    firstQuartile: at(0.25),
    median: at(0.5),
    thirdQuartile: at(0.75),
    max: at(1),
    ...shape,
  };
}

function toMeanError(n: number, mean: number, deviation: number) {
  const standardError = deviation / Math.sqrt(n);
  const half = studentQuantile(0.05, n - 1) * standardError;
  return { standardError, meanInterval95: [mean - half, mean + half] };
}

/** Of a sample, corrected for its size, as spreadsheets and statistics programs give them; 0 for a normal distribution. */
function toShape(values: readonly number[], mean: number) {
  const n = values.length;
  const power = (exponent: number) => sum(values.map((value) => (value - mean) ** exponent)) / n;
  const second = power(2);
  const skew = power(3) / second ** 1.5;
  const excess = power(4) / second ** 2 - 3;
  return {
    skewness: (skew * Math.sqrt(n * (n - 1))) / (n - 2),
    excessKurtosis: ((n - 1) / ((n - 2) * (n - 3))) * ((n + 1) * excess + 6),
  };
}
