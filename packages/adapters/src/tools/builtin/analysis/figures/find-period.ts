import { InvalidInputError } from '@tutti/engine';
import { toMedian } from '../../statistics/moments.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** After how many values of such a distance things usually repeat. */
const USUAL: readonly { readonly least: number; readonly most: number; readonly period: number }[] = [
  { least: 0.9 * HOUR_MS, most: 1.1 * HOUR_MS, period: 24 },
  { least: 0.9 * DAY_MS, most: 1.1 * DAY_MS, period: 7 },
  { least: 6.5 * DAY_MS, most: 7.5 * DAY_MS, period: 52 },
  { least: 27 * DAY_MS, most: 32 * DAY_MS, period: 12 },
  { least: 88 * DAY_MS, most: 93 * DAY_MS, period: 4 },
];
/** Of the usual distance, from where on something is missing in between. */
const GAP = 1.5;

/** What the distance of the times says about a season; they are in order. */
export function findPeriod(times: readonly number[]): { period: number | undefined; gaps: number } {
  const distances = times.slice(1).map((time, at) => time - (times[at] ?? 0));
  if (distances.some((distance) => distance <= 0))
    throw new InvalidInputError(
      'several rows have the same time: make one of them with a query, as by sum and GROUP BY',
      'time',
    );
  const usual = toMedian(distances);
  const period = USUAL.find(({ least, most }) => usual >= least && usual <= most)?.period;
  return { period, gaps: distances.filter((distance) => distance > GAP * usual).length };
}
