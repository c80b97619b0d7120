/** A chart as data. Its bins, boxes and expected ranges are computed here, so that whoever draws it only draws. */
import { InvalidInputError } from '@tutti/engine';
import {
  type Chart,
  type ChartAxis,
  type ChartPoint,
  type ChartSeries,
  MOST_POINTS,
  MOST_SERIES,
} from '@tutti/protocol';
import type { AnomalyRule, ChartTask } from '../order.ts';
import type { Column } from '../tables/read-rows.ts';
import { toInstant } from '../tables/to-cell.ts';
import { toBins, toBoxes } from './bins-and-boxes.ts';
import { findColumn, toSeries } from './data.ts';
import { judge } from './find-anomalies.ts';

/** All but what the server knows of the files. */
export type DrawnChart = Chart extends infer Kind ? (Kind extends Chart ? Omit<Kind, 'source'> : never) : never;

export interface Drawn {
  readonly chart: DrawnChart;
  readonly computation: string;
  /** What a model should know of it without seeing the points. */
  readonly facts: { readonly points: number; readonly missing: number; readonly anomalies?: number };
}

const MOST_BARS = 200;

export function drawChart(held: readonly Column[], task: ChartTask): Drawn {
  if (task.chart === 'histogram') return drawHistogram(held, task);
  if (task.chart === 'box') return drawBoxes(held, task);
  const place = findColumn(held, toX(task));
  const axis = { label: task.xLabel ?? place.name, kind: toAxisKind(place) } as const;
  const { series, missing, words, anomalies } = task.anomalies
    ? toJudgedSeries(held, task, task.anomalies)
    : { ...toPlainSeries(held, place, task), words: '' };
  const points = series.reduce((all, one) => all + one.points.length, 0);
  assertDrawable(task, series, points);
  const shown = axis.kind === 'category' ? series : series.map((one) => inOrder(one, axis));
  const y = { label: task.yLabel ?? task.y.join(', '), kind: 'number' } as const;
  return {
    chart: { version: 1, kind: task.chart, title: task.title, x: axis, y, series: shown },
    computation: `${task.y.join(', ')} by ${place.name}${task.group === undefined ? '' : `, one series for each ${task.group}`}${words}`,
    facts: { points, missing, ...(anomalies !== undefined && { anomalies }) },
  };
}

function toX({ x, chart }: ChartTask): string {
  if (x === undefined) throw new InvalidInputError(`a ${chart} chart needs a column for x`, 'x');
  return x;
}

function assertDrawable({ chart }: ChartTask, series: readonly ChartSeries[], points: number): void {
  if (points === 0) throw new InvalidInputError('no row has both a place and a value', 'y');
  const most = chart === 'bar' ? MOST_BARS : MOST_POINTS;
  if (points > most)
    throw new InvalidInputError(
      `${points} points are too many to be seen; sum them up with a query to ${most}`,
      'query',
    );
  if (series.length > MOST_SERIES)
    throw new InvalidInputError(
      `${series.length} series are too many to be told apart; choose ${MOST_SERIES}`,
      'group',
    );
}

function toAxisKind({ kind }: Column): ChartAxis['kind'] {
  if (kind === 'number') return 'number';
  return kind === 'time' ? 'time' : 'category';
}

function toPlainSeries(held: readonly Column[], place: Column, { y, group }: ChartTask) {
  const [first = ''] = y;
  if (group !== undefined && y.length > 1)
    throw new InvalidInputError('one column of values can be split into groups, not several', 'group');
  const groups = group === undefined ? undefined : findColumn(held, group);
  const byName = new Map<string, ChartPoint[]>();
  let missing = 0;
  for (const name of y) {
    const values = toSeries(findColumn(held, name));
    for (const [row, value] of values.entries()) {
      const x = toPlace(place, row);
      const own = groups ? groups.cells[row] : name;
      if (value === undefined || x === undefined || own === null || own === undefined) {
        missing++;
        continue;
      }
      const points = byName.get(String(own)) ?? [];
      points.push({ x, y: value });
      byName.set(String(own), points);
    }
  }
  const series = [...byName].map(([name, points]): ChartSeries => ({ name: (name || first).slice(0, 200), points }));
  return { series, missing, anomalies: undefined };
}

function toJudgedSeries(held: readonly Column[], task: ChartTask, rule: AnomalyRule) {
  const [value = ''] = task.y;
  if (task.y.length > 1 || task.group !== undefined)
    throw new InvalidInputError('anomalies are marked in one series at a time', 'anomalies');
  const place = findColumn(held, toX(task));
  const time = place.kind === 'time' ? { time: place.name } : {};
  const { points, missing, facts } = judge(held, { ...rule, value, ...time });
  const marked = points.flatMap(({ row, value: y, low, high, isAnomaly }): ChartPoint[] => {
    const x = toPlace(place, row - 1);
    return x === undefined ? [] : [{ x, y, low, high, ...(isAnomaly && { anomaly: true as const }) }];
  });
  const period = facts.period === undefined ? '' : `, period ${facts.period}`;
  return {
    series: [{ name: value, points: marked }],
    missing,
    anomalies: points.filter(({ isAnomaly }) => isAnomaly).length,
    words: `; anomalies by ${facts.method}, threshold ${facts.threshold}${period}`,
  };
}

function toPlace(place: Column, row: number): string | number | undefined {
  const cell = place.cells[row] ?? null;
  if (cell === null) return undefined;
  if (place.kind === 'number') return Number(cell);
  return place.kind === 'time' ? new Date(toInstant(String(cell))).toISOString() : String(cell).slice(0, 200);
}

function inOrder({ name, points }: ChartSeries, { kind }: Pick<ChartAxis, 'kind'>): ChartSeries {
  const at = ({ x }: ChartPoint) => (kind === 'time' ? Date.parse(String(x)) : Number(x));
  return { name, points: points.toSorted((one, other) => at(one) - at(other)) };
}

function drawHistogram(held: readonly Column[], { title, y, bins: wanted, xLabel, yLabel }: ChartTask): Drawn {
  const [name = ''] = y;
  const series = toSeries(findColumn(held, name));
  const values = series.filter((value) => value !== undefined);
  const bins = toBins(values, wanted);
  return {
    chart: {
      version: 1,
      kind: 'histogram',
      title,
      x: { label: xLabel ?? name, kind: 'number' },
      y: { label: yLabel ?? 'count', kind: 'number' },
      bins,
    },
    computation: `how many values of ${name} lie in each of ${bins.length} ranges of one width`,
    facts: { points: values.length, missing: series.length - values.length },
  };
}

function drawBoxes(held: readonly Column[], task: ChartTask): Drawn {
  const { boxes, n, missing } = toBoxes(held, task);
  const of = task.y.join(', ');
  return {
    chart: {
      version: 1,
      kind: 'box',
      title: task.title,
      x: { label: task.xLabel ?? task.group ?? '', kind: 'category' },
      y: { label: task.yLabel ?? of, kind: 'number' },
      boxes,
    },
    computation: `quartiles of ${of}${task.group === undefined ? '' : ` for each ${task.group}`}; whiskers to the furthest value within 1.5 times their distance`,
    facts: { points: n, missing },
  };
}
