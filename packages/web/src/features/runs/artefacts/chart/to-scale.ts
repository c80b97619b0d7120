/** From values to places: straight lines, round ticks, and words for both. */
import type { Chart, ChartAxis } from '@tutti/protocol';

export interface Tick {
  readonly at: number;
  readonly text: string;
}

export interface Scale {
  /** From 0 to 1. */
  toShare(value: string | number): number;
  readonly ticks: readonly Tick[];
  /** How a value of this axis is told. */
  toText(value: string | number): string;
}

const DAY_MS = 86_400_000;
const YEAR_MS = 365.25 * DAY_MS;
const MILLION = 1e6;
/** Beyond this a category is cut where it stands at the axis. */
const LONGEST = 14;

export function toNumberScale(
  values: readonly number[],
  { most, withZero }: { most: number; withZero: boolean },
): Scale {
  const all = withZero ? [...values, 0] : values;
  const [least, largest] = [all.reduce((a, b) => Math.min(a, b)), all.reduce((a, b) => Math.max(a, b))];
  const step = toStep((largest - least || Math.abs(largest) || 1) / most);
  const from = Math.floor(least / step) * step;
  const until = Math.max(Math.ceil(largest / step) * step, from + step);
  const count = Math.round((until - from) / step);
  const toShare = (value: string | number) => (Number(value) - from) / (until - from);
  const ticks = Array.from({ length: count + 1 }, (_none, at) => from + at * step).map((value) => ({
    at: toShare(value),
    text: toShortNumber(value, step),
  }));
  return { toShare, ticks, toText: (value) => formatNumber(Number(value)) };
}

/** 1, 2 or 5 of some power of ten. */
function toStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return power * ([1, 2, 5].find((times) => times * power >= least) ?? 10);
}

function toShortNumber(value: number, step: number): string {
  if (Math.abs(value) >= MILLION) return value.toLocaleString('en', { notation: 'compact', maximumFractionDigits: 2 });
  const digits = Math.min(12, Math.max(0, -Math.floor(Math.log10(step))));
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** To seven digits; every digit stands in the file that can be downloaded. */
export function formatNumber(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: 7 });
}

export function toTimeScale(values: readonly string[], most: number): Scale {
  const times = values.map((value) => Date.parse(value));
  const from = times.reduce((a, b) => Math.min(a, b));
  const until = times.reduce((a, b) => Math.max(a, b));
  const range = until - from || DAY_MS;
  const toShare = (value: string | number) => (until === from ? 0.5 : (Date.parse(String(value)) - from) / range);
  const ticks = until === from ? [{ at: 0.5, text: toTimeText(from, range) }] : toTimeTicks(from, range, most);
  return { toShare, ticks, toText: (value) => toWholeTime(Date.parse(String(value))) };
}

/** Each stands where what it says begins. */
function toTimeTicks(from: number, range: number, most: number): Tick[] {
  const places = new Map<string, number>();
  for (let at = 0; at < most; at++) {
    const text = toTimeText(from + (range * at) / (most - 1), range);
    const time = Math.max(from, toBeginning(text, from));
    if (!places.has(text)) places.set(text, (time - from) / range);
  }
  return [...places].map(([text, at]) => ({ text, at }));
}

const LONG_MS = 2 * DAY_MS;

function toTimeText(time: number, range: number): string {
  const iso = new Date(time).toISOString();
  if (range > 3 * YEAR_MS) return iso.slice(0, 4);
  if (range > YEAR_MS) return iso.slice(0, 7);
  return range > LONG_MS ? iso.slice(0, 10) : `${iso.slice(5, 10)} ${iso.slice(11, 16)}`;
}

function toBeginning(text: string, from: number): number {
  const isShort = text.includes(':');
  return Date.parse(isShort ? `${new Date(from).getUTCFullYear()}-${text.replace(' ', 'T')}Z` : text);
}

function toWholeTime(time: number): string {
  const iso = new Date(time).toISOString();
  return iso.endsWith('T00:00:00.000Z') ? iso.slice(0, 10) : iso.slice(0, 19).replace('T', ' ');
}

/** A digit of the smallest type is about so wide. */
export const DIGIT_WIDTH = 6.6;
const BETWEEN = 8;

/** Words at the ends do not hang out of the picture. */
export function toAnchor(at: number): 'start' | 'middle' | 'end' {
  if (at < 0.05) return 'start';
  return at > 0.95 ? 'end' : 'middle';
}

/** Without those whose words would lie over the ones before. */
export function thinOut(ticks: readonly Tick[], width: number): Tick[] {
  let taken = -Infinity;
  return ticks.filter(({ at, text }) => {
    const room = text.length * DIGIT_WIDTH;
    const left = at * width - { start: 0, middle: room / 2, end: room }[toAnchor(at)];
    if (left < taken + BETWEEN) return false;
    taken = left + room;
    return true;
  });
}

/** Each in the middle of its own part of the axis. */
export function toCategoryScale(
  values: readonly string[],
  most: number,
): Scale & { readonly names: readonly string[] } {
  const names = [...new Set(values)];
  const places = new Map(names.map((name, at) => [name, (at + 0.5) / names.length]));
  const every = Math.ceil(names.length / most);
  const ticks = names.flatMap((name, at) =>
    at % every === Math.floor((every - 1) / 2) ? [{ at: places.get(name) ?? 0, text: cutName(name) }] : [],
  );
  return { names, toShare: (value) => places.get(String(value)) ?? 0, ticks, toText: String };
}

export function cutName(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

export function toScale(axis: ChartAxis, values: readonly (string | number)[], most: number): Scale {
  switch (axis.kind) {
    case 'number':
      return toNumberScale(values.map(Number), { most, withZero: false });
    case 'time':
      return toTimeScale(values.map(String), most);
    case 'category':
      return toCategoryScale(values.map(String), most);
  }
}

/** Bars always begin at zero, or their lengths would lie. */
export function toValueScale(chart: Chart, most: number): Scale {
  const withZero = chart.kind === 'bar' || chart.kind === 'histogram';
  return toNumberScale(listValues(chart), { most, withZero });
}

function listValues(chart: Chart): readonly number[] {
  if (chart.kind === 'histogram') return chart.bins.map(({ count }) => count);
  if (chart.kind === 'box') return chart.boxes.flatMap(({ low, high, outliers }) => [low, high, ...outliers]);
  return chart.series.flatMap(({ points }) => points.flatMap(({ y, low = y, high = y }) => [y, low, high]));
}
