/** The figures of a chart as a table, for those who do not see it and for those who go on computing. */
import type { Chart } from '@tutti/protocol';
import { runText } from '../../../../strings/run.ts';

export type ChartCell = string | number;

export interface ChartRows {
  readonly head: readonly string[];
  readonly rows: readonly { readonly cells: readonly ChartCell[]; readonly isMarked: boolean }[];
}

export function toRows(chart: Chart): ChartRows {
  const { chart: words } = runText;
  if (chart.kind === 'histogram')
    return {
      head: [words.from, words.to, words.count],
      rows: chart.bins.map(({ from, to, count }) => ({ cells: [from, to, count], isMarked: false })),
    };
  if (chart.kind === 'box')
    return {
      head: [
        chart.x.label || words.name,
        words.n,
        words.low,
        words.first,
        words.median,
        words.third,
        words.high,
        words.outliers,
      ],
      rows: chart.boxes.map(({ name, n, low, firstQuartile, median, thirdQuartile, high, outlierCount }) => ({
        cells: [name, n, low, firstQuartile, median, thirdQuartile, high, outlierCount],
        isMarked: outlierCount > 0,
      })),
    };
  return toPointRows(chart);
}

type PointChart = Extract<Chart, { series: unknown }>;

function toPointRows({ x, y, series }: PointChart): ChartRows {
  const { chart: words } = runText;
  const named = series.length > 1;
  const ranged = series.some(({ points }) => points.some(({ low }) => low !== undefined));
  return {
    head: [
      ...(named ? [words.series] : []),
      x.label,
      named ? y.label : (series[0]?.name ?? y.label),
      ...(ranged ? [words.expectedFrom, words.expectedTo, words.anomaly] : []),
    ],
    rows: series.flatMap(({ name, points }) =>
      points.map(({ x: place, y: value, low, high, anomaly }) => ({
        cells: [
          ...(named ? [name] : []),
          place,
          value,
          ...(ranged ? [low ?? '', high ?? '', anomaly ? words.yes : ''] : []),
        ],
        isMarked: anomaly === true,
      })),
    ),
  };
}

export function toCsv({ head, rows }: ChartRows): string {
  const lines = [head, ...rows.map(({ cells }) => cells)];
  return lines.map((cells) => `${cells.map(toField).join(',')}\r\n`).join('');
}

/** A text that begins like a formula would be computed by whoever opens the file; a number is one. */
function toField(cell: ChartCell): string {
  if (typeof cell === 'number') return String(cell);
  const plain = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
