import { InvalidInputError } from '@tutti/engine';
import { type ChartBin, type ChartBox, MOST_BINS, MOST_BOXES } from '@tutti/protocol';
import { assertCount, toQuantile, toSorted } from '../../statistics/moments.ts';
import type { ChartTask } from '../order.ts';
import type { Column } from '../tables/read-rows.ts';
import { findColumn, toGroups, toSeries } from './data.ts';

const FENCE = 1.5;
const MOST_OUTLIERS = 200;
const FEWEST_BINS = 5;
const USUAL_BINS = 60;

/** As wide as Freedman and Diaconis have them, where nobody says how many. The last range holds its upper end. */
export function toBins(values: readonly number[], wanted: number | undefined): ChartBin[] {
  assertCount(values, 1, 'y');
  const sorted = toSorted(values);
  const [least, most] = [sorted[0] ?? 0, sorted.at(-1) ?? 0];
  if (least === most) return [{ from: least, to: most, count: sorted.length }];
  const count = wanted ?? toBinCount(sorted, most - least);
  const width = (most - least) / count;
  const counts = Array.from({ length: count }, () => 0);
  for (const value of sorted) {
    const at = Math.min(count - 1, Math.floor((value - least) / width));
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return counts.map((held, at) => ({
    from: least + at * width,
    to: at === count - 1 ? most : least + (at + 1) * width,
    count: held,
  }));
}

function toBinCount(sorted: readonly number[], range: number): number {
  const width = (2 * (toQuantile(sorted, 0.75) - toQuantile(sorted, 0.25))) / Math.cbrt(sorted.length);
  const count = width > 0 ? Math.ceil(range / width) : FEWEST_BINS;
  return Math.min(USUAL_BINS, MOST_BINS, Math.max(FEWEST_BINS, count));
}

export function toBoxes(
  held: readonly Column[],
  { y, group }: Pick<ChartTask, 'y' | 'group'>,
): { boxes: ChartBox[]; n: number; missing: number } {
  const groups = toValues(held, { y, group });
  if (groups.length > MOST_BOXES)
    throw new InvalidInputError(`${groups.length} boxes are too many; choose ${MOST_BOXES}`, 'group');
  const rows = (held[0]?.cells.length ?? 0) * y.length;
  const n = groups.reduce((all, { values }) => all + values.length, 0);
  assertCount(groups, 1, 'y');
  return { boxes: groups.map(({ name, values }) => toBox(name, values)), n, missing: rows - n };
}

function toValues(held: readonly Column[], { y, group }: Pick<ChartTask, 'y' | 'group'>) {
  if (group === undefined)
    return y
      .map((name) => ({ name, values: toSeries(findColumn(held, name)).filter((value) => value !== undefined) }))
      .filter(({ values }) => values.length > 0);
  if (y.length > 1) throw new InvalidInputError('one column can be split into groups, not several', 'group');
  const groups = toGroups(findColumn(held, y[0] ?? ''), findColumn(held, group));
  return [...groups].map(([name, values]) => ({ name: name.slice(0, 200), values }));
}

function toBox(name: string, values: readonly number[]): ChartBox {
  const sorted = toSorted(values);
  const at = (share: number) => toQuantile(sorted, share);
  const [first, third] = [at(0.25), at(0.75)];
  const reach = FENCE * (third - first);
  const inside = sorted.filter((value) => value >= first - reach && value <= third + reach);
  const outliers = sorted.filter((value) => value < first - reach || value > third + reach);
  return {
    name,
    n: sorted.length,
    low: inside[0] ?? first,
    firstQuartile: first,
    median: at(0.5),
    thirdQuartile: third,
    high: inside.at(-1) ?? third,
    outliers: outliers.slice(0, MOST_OUTLIERS),
    outlierCount: outliers.length,
  };
}
