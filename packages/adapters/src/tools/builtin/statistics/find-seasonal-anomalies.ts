/**
 * A series as trend, season and rest, by medians throughout, so that the very values that are looked for do not bend it.
 * The slope is taken over whole periods, in which the season cancels out.
 */
import { findByMedian, type Outlier } from './find-outliers.ts';
import { sum, toMedian } from './moments.ts';

interface Decomposition {
  /** By the place in the period. */
  readonly season: readonly number[];
  readonly trend: readonly number[];
  readonly rest: readonly number[];
}

const ROUNDS = 3;

function decomposeSeason(values: readonly number[], period: number): Decomposition {
  const slope = toMedian(values.slice(period).map((value, at) => (value - (values[at] ?? 0)) / period));
  const level = values.map((value, at) => value - slope * at);
  let season = Array.from({ length: period }, () => 0);
  let local = level;
  for (let round = 0; round < ROUNDS; round++) {
    local = smooth(
      level.map((value, at) => value - (season[at % period] ?? 0)),
      period,
    );
    season = toSeason(
      level.map((value, at) => value - (local[at] ?? 0)),
      period,
    );
  }
  const trend = local.map((value, at) => value + slope * at);
  const rest = values.map((value, at) => value - (trend[at] ?? 0) - (season[at % period] ?? 0));
  return { season, trend, rest };
}

export function findSeasonalAnomalies(
  values: readonly number[],
  period: number,
  threshold: number,
): Decomposition & { anomalies: (Outlier & { expected: number })[]; scale: number } {
  const parts = decomposeSeason(values, period);
  const { outliers, scale } = findByMedian(parts.rest, threshold);
  const anomalies = outliers.map(({ index, score }) => {
    const expected = (parts.trend[index] ?? 0) + (parts.season[index % period] ?? 0);
    return { index, value: values[index] ?? 0, score, expected };
  });
  return { ...parts, anomalies, scale };
}

/** Medians of two periods around each value, so that single values do not count, then means of one, so that it goes through none of them. */
function smooth(values: readonly number[], period: number): number[] {
  const medians = slide(values, 2 * period + 1, toMedian);
  return slide(medians, period % 2 === 0 ? period + 1 : period, (part) => sum(part) / part.length);
}

/** Near the ends, of the first or last values. */
function slide(values: readonly number[], most: number, of: (part: readonly number[]) => number): number[] {
  const width = Math.min(values.length, most);
  return values.map((_value, at) => {
    const from = Math.max(0, Math.min(values.length - width, at - Math.floor(width / 2)));
    return of(values.slice(from, from + width));
  });
}

/** Its middle is 0: what is left over belongs to the trend. */
function toSeason(values: readonly number[], period: number): number[] {
  const season = Array.from({ length: period }, (_none, phase) =>
    toMedian(values.filter((_value, at) => at % period === phase)),
  );
  const middle = sum(season) / period;
  return season.map((value) => value - middle);
}
