/** Values that lie where none is expected, each with the range that it should lie in. */
import { InvalidInputError } from '@tutti/engine';
import { findSeasonalAnomalies } from '../../statistics/find-seasonal-anomalies.ts';
import { toRobustScale } from '../../statistics/find-outliers.ts';
import { assertCount, toMedian, toQuantile, toSorted } from '../../statistics/moments.ts';
import type { AnomalyRule, AnomalyTask } from '../order.ts';
import type { Column } from '../tables/read-rows.ts';
import { toInstant } from '../tables/to-cell.ts';
import { findColumn, toSeries } from './data.ts';
import { findPeriod } from './find-period.ts';

const MOST_TOLD = 200;
const MOST_IN_WINDOWS = 4_000_000;
/** Iglewicz and Hoaglin: how many robust standard deviations are too many. */
const USUAL_DEVIATIONS = 3.5;
/** Tukey: how many times the distance of the quartiles beyond them is too far. */
const USUAL_FENCE = 1.5;

export interface Judged {
  /** From 1, in the order of the data. */
  readonly row: number;
  readonly time?: string;
  readonly value: number;
  readonly expected: number;
  readonly low: number;
  readonly high: number;
  /** How far away, in the unit of the threshold. */
  readonly score: number;
  readonly isAnomaly: boolean;
}

export interface Judgement {
  /** In the order of time, where there is one. */
  readonly points: readonly Judged[];
  readonly missing: number;
  readonly facts: {
    readonly method: AnomalyRule['method'];
    readonly threshold: number;
    readonly period?: number;
    readonly scale?: number;
    readonly gaps?: number;
  };
}

export function findAnomalies(held: readonly Column[], task: AnomalyTask) {
  const { points, missing, facts } = judge(held, task);
  const found = points.filter(({ isAnomaly }) => isAnomaly);
  return {
    ...facts,
    n: points.length,
    missing,
    found: found.length,
    anomalies: found.slice(0, MOST_TOLD).map(({ isAnomaly: _always, ...one }) => one),
  };
}

export function judge(held: readonly Column[], task: AnomalyTask): Judgement {
  const { points, missing } = takePoints(held, task);
  assertCount(points, 3, task.value);
  const values = points.map(({ value }) => value);
  if (task.method === 'seasonal') return { ...judgeSeason(points, { task, missing }), missing };
  const range = task.method === 'mad' ? toMedianRange(values, task.threshold) : toFence(values, task.threshold);
  const { expected, low, high, unit, threshold } = range;
  return {
    missing,
    facts: { method: task.method, threshold, scale: unit },
    points: points.map((point) => {
      const isAnomaly = point.value < low || point.value > high;
      return { ...point, expected, low, high, score: toScore(point.value, range), isAnomaly };
    }),
  };
}

interface Point {
  readonly row: number;
  readonly time?: string;
  readonly value: number;
}

function takePoints(held: readonly Column[], { value, time, method }: AnomalyTask) {
  const series = toSeries(findColumn(held, value));
  const times = time === undefined ? undefined : toTimes(findColumn(held, time));
  const points = series.flatMap((one, at): Point[] => {
    const when = times?.[at];
    if (one === undefined || (times && when === undefined)) return [];
    return [{ row: at + 1, ...(when !== undefined && { time: when }), value: one }];
  });
  const missing = series.length - points.length;
  if (method === 'seasonal' && missing > 0)
    throw new InvalidInputError(
      `${missing} rows have no value or no time, and a season needs all of them: fill or leave them out with a query`,
      'value',
    );
  if (!times) return { points, missing };
  const ordered = points.toSorted((one, other) => toInstant(one.time ?? '') - toInstant(other.time ?? ''));
  return { points: ordered, missing };
}

function toTimes({ name, kind, cells }: Column): (string | undefined)[] {
  if (kind !== 'time')
    throw new InvalidInputError(`the column ${JSON.stringify(name)} holds ${kind}, no dates or times`, 'time');
  return cells.map((cell) => (cell === null ? undefined : String(cell)));
}

interface Range {
  readonly expected: number;
  readonly low: number;
  readonly high: number;
  readonly unit: number;
  readonly threshold: number;
  /** From where the distance counts. */
  readonly from: readonly [number, number];
}

function toMedianRange(values: readonly number[], threshold = USUAL_DEVIATIONS): Range {
  const expected = toMedian(values);
  const unit = toRobustScale(values, expected);
  const half = threshold * unit;
  return { expected, low: expected - half, high: expected + half, unit, threshold, from: [expected, expected] };
}

function toFence(values: readonly number[], threshold = USUAL_FENCE): Range {
  const sorted = toSorted(values);
  const [first, third] = [toQuantile(sorted, 0.25), toQuantile(sorted, 0.75)];
  const unit = third - first;
  const from = [first, third] as const;
  return {
    expected: toQuantile(sorted, 0.5),
    low: first - threshold * unit,
    high: third + threshold * unit,
    unit,
    threshold,
    from,
  };
}

function toScore(value: number, { unit, from: [below, above] }: Range): number {
  if (!(unit > 0)) return 0;
  if (value < below) return (value - below) / unit;
  return value > above ? (value - above) / unit : 0;
}

function judgeSeason(
  points: readonly Point[],
  { task, missing: _none }: { task: AnomalyTask; missing: number },
): Omit<Judgement, 'missing'> {
  const times = task.time === undefined ? undefined : points.map(({ time }) => toInstant(time ?? ''));
  const found = times && findPeriod(times);
  const period = task.period ?? found?.period;
  if (period === undefined)
    throw new InvalidInputError('say after how many values the season repeats, as period', 'period');
  assertCount(points, 3 * period, task.value);
  if (points.length * period > MOST_IN_WINDOWS)
    throw new InvalidInputError(`${points.length} values of a period of ${period} are too many at once`, 'period');
  const threshold = task.threshold ?? USUAL_DEVIATIONS;
  const values = points.map(({ value }) => value);
  const { trend, season, scale } = findSeasonalAnomalies(values, period, threshold);
  const judged = points.map((point, at): Judged => {
    const expected = (trend[at] ?? 0) + (season[at % period] ?? 0);
    const score = scale > 0 ? (point.value - expected) / scale : 0;
    const half = threshold * scale;
    const isAnomaly = Math.abs(score) > threshold;
    return { ...point, expected, low: expected - half, high: expected + half, score, isAnomaly };
  });
  const gaps = found && found.gaps > 0 ? { gaps: found.gaps } : {};
  return { points: judged, facts: { method: 'seasonal', threshold, period, scale, ...gaps } };
}
