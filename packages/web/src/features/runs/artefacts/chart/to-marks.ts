/** Where everything of a chart lies in a frame of so many pixels. Nothing here is drawn. */
import type { Chart, ChartBox, ChartSeries } from '@tutti/protocol';
import { runText } from '../../../../strings/run.ts';
import {
  cutName,
  formatNumber,
  type Scale,
  toCategoryScale,
  toNumberScale,
  toScale,
  toValueScale,
} from './to-scale.ts';

export interface Frame {
  readonly width: number;
  readonly height: number;
}

export interface Mark {
  readonly x: number;
  readonly y: number;
  /** What it says, in words. */
  readonly text: string;
  readonly series: number;
  readonly isAnomaly: boolean;
}

export interface Bar {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly series: number;
}

export interface BoxMark {
  readonly x: number;
  readonly width: number;
  readonly low: number;
  readonly first: number;
  readonly median: number;
  readonly third: number;
  readonly high: number;
  readonly outliers: readonly number[];
}

export interface Marks {
  readonly x: Scale;
  readonly y: Scale;
  readonly marks: readonly Mark[];
  /** As SVG writes them, one for each series. */
  readonly lines: readonly string[];
  /** The ranges that were expected. */
  readonly band: string | undefined;
  readonly bars: readonly Bar[];
  readonly boxes: readonly BoxMark[];
}

/** So many pixels a tick takes, so that no words touch. */
const TICK_WIDTH = 90;
const TICK_HEIGHT = 40;
/** Of the room of one category. */
const BAR_SHARE = 0.8;
const WIDEST_BAR = 64;
const BOX_SHARE = 0.5;
const WIDEST_BOX = 60;
const NOTHING = { marks: [], lines: [], band: undefined, bars: [], boxes: [] };

export function toMarks(chart: Chart, frame: Frame): Marks {
  const y = toValueScale(chart, Math.max(2, Math.floor(frame.height / TICK_HEIGHT)));
  const most = Math.max(2, Math.floor(frame.width / TICK_WIDTH));
  if (chart.kind === 'histogram') return toHistogram(chart, { frame, y, most });
  if (chart.kind === 'box') return toBoxPlot(chart, { frame, y, most });
  if (chart.kind === 'bar') return toBars(chart, { frame, y, most });
  const x = toScale(chart.x, listPlaces(chart.series), most);
  const at = toPlacer({ x, y }, frame);
  const marks = chart.series.flatMap(({ name, points }, series) =>
    points.map(
      (point): Mark => ({
        ...at(point.x, point.y),
        series,
        text: toText(chart, { x, name, point }),
        isAnomaly: point.anomaly === true,
      }),
    ),
  );
  if (chart.kind === 'scatter') return { ...NOTHING, x, y, marks };
  const lines = chart.series.map(({ points }) => toPath(points.map((point) => at(point.x, point.y))));
  return { ...NOTHING, x, y, marks, lines, band: toBand(chart.series, at) };
}

interface Room {
  readonly frame: Frame;
  readonly y: Scale;
  readonly most: number;
}

function listPlaces(series: readonly ChartSeries[]): (string | number)[] {
  return series.flatMap(({ points }) => points.map(({ x }) => x));
}

type Placer = (x: string | number, y: number) => { x: number; y: number };

function toPlacer({ x, y }: { x: Scale; y: Scale }, { width, height }: Frame): Placer {
  return (place, value) => ({ x: round(x.toShare(place) * width), y: round((1 - y.toShare(value)) * height) });
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function toText(
  chart: Chart,
  { x, name, point }: { x: Scale; name: string; point: ChartSeries['points'][number] },
): string {
  const { chart: words } = runText;
  const value = `${x.toText(point.x)}: ${formatNumber(point.y)}`;
  const own = 'series' in chart && chart.series.length > 1 ? `${name}, ${value}` : value;
  if (point.low === undefined || point.high === undefined) return own;
  const range = words.expected(formatNumber(point.low), formatNumber(point.high));
  return point.anomaly ? `${words.anomaly}. ${own}, ${range}` : `${own}, ${range}`;
}

function toPath(places: readonly { x: number; y: number }[]): string {
  return places.map(({ x, y }, at) => `${at === 0 ? 'M' : 'L'}${x} ${y}`).join('');
}

function toBand(series: readonly ChartSeries[], at: Placer): string | undefined {
  const points = series[0]?.points.filter(({ low, high }) => low !== undefined && high !== undefined) ?? [];
  if (series.length !== 1 || points.length < 2) return undefined;
  const above = points.map(({ x, high = 0 }) => at(x, high));
  const below = points.toReversed().map(({ x, low = 0 }) => at(x, low));
  return `${toPath([...above, ...below])}Z`;
}

function toBars(chart: Extract<Chart, { kind: 'bar' }>, { frame, y, most }: Room): Marks {
  const x = toCategoryScale(listPlaces(chart.series).map(String), most);
  const words = chart.x.kind === 'category' ? x : toScale(chart.x, listPlaces(chart.series), most);
  const room = Math.min(WIDEST_BAR * chart.series.length, (frame.width / x.names.length) * BAR_SHARE);
  const width = room / chart.series.length;
  const at = toPlacer({ x, y }, frame);
  const ground = at(x.names[0] ?? '', 0).y;
  const told = chart.series.flatMap(({ name, points }, series) =>
    points.map((point) => {
      const place = at(point.x, point.y);
      const left = round(place.x - room / 2 + series * width);
      const bar = {
        x: left,
        y: Math.min(place.y, ground),
        width: round(Math.max(1, width - 1)),
        height: Math.abs(place.y - ground),
        series,
      };
      const text = toText(chart, { x: words, name, point });
      const mark = { x: left + width / 2, y: place.y, series, text, isAnomaly: point.anomaly === true };
      return { bar, mark };
    }),
  );
  // Places of times and numbers are told as such, wherever their bars stand.
  const ticks = x.ticks.map(({ at: share }) => {
    const name = x.names[Math.min(x.names.length - 1, Math.floor(share * x.names.length))] ?? '';
    return { at: share, text: chart.x.kind === 'category' ? cutName(name) : words.toText(name) };
  });
  return { ...NOTHING, x: { ...x, ticks }, y, bars: told.map(({ bar }) => bar), marks: told.map(({ mark }) => mark) };
}

function toHistogram(chart: Extract<Chart, { kind: 'histogram' }>, { frame, y, most }: Room): Marks {
  const edges = chart.bins.flatMap(({ from, to }) => [from, to]);
  const x = toNumberScale(edges, { most, withZero: false });
  const at = toPlacer({ x, y }, frame);
  const told = chart.bins.map(({ from, to, count }) => {
    const [left, right] = [at(from, count), at(to, count)];
    const width = Math.max(2, round(right.x - left.x - 1));
    const bar = { x: left.x, y: left.y, width, height: round(frame.height - left.y), series: 0 };
    const text = runText.chart.bin(formatNumber(from), formatNumber(to), count);
    return { bar, mark: { x: left.x + width / 2, y: left.y, series: 0, text, isAnomaly: false } };
  });
  return { ...NOTHING, x, y, bars: told.map(({ bar }) => bar), marks: told.map(({ mark }) => mark) };
}

function toBoxPlot(chart: Extract<Chart, { kind: 'box' }>, { frame, y, most }: Room): Marks {
  const x = toCategoryScale(
    chart.boxes.map(({ name }) => name),
    most,
  );
  const width = Math.min(WIDEST_BOX, (frame.width / x.names.length) * BOX_SHARE);
  const at = toPlacer({ x, y }, frame);
  const high = (value: number) => at(x.names[0] ?? '', value).y;
  const boxes = chart.boxes.map(
    (box): BoxMark => ({
      x: at(box.name, box.median).x,
      width,
      low: high(box.low),
      first: high(box.firstQuartile),
      median: high(box.median),
      third: high(box.thirdQuartile),
      high: high(box.high),
      outliers: box.outliers.map(high),
    }),
  );
  const marks = chart.boxes.map((box) => ({
    ...at(box.name, box.median),
    series: 0,
    text: toBoxText(box),
    isAnomaly: false,
  }));
  return { ...NOTHING, x, y, boxes, marks };
}

function toBoxText({ name, n, median, firstQuartile, thirdQuartile, outlierCount }: ChartBox): string {
  const quartiles = `${formatNumber(firstQuartile)}–${formatNumber(thirdQuartile)}`;
  return runText.chart.box({ name, n, median: formatNumber(median), quartiles, outliers: outlierCount });
}

/** The one that lies nearest to where somebody points, across first: few point exactly. */
export function findNearest(marks: readonly Mark[], x: number, y: number): Mark | undefined {
  let best: Mark | undefined;
  let least = Infinity;
  for (const mark of marks) {
    const distance = (mark.x - x) ** 2 + ((mark.y - y) / 3) ** 2;
    if (distance < least) [best, least] = [mark, distance];
  }
  return best;
}
