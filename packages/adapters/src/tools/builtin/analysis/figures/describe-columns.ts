import { describeValues } from '../../statistics/describe-values.ts';
import { toQuantile, toSorted } from '../../statistics/moments.ts';
import type { Column } from '../tables/read-rows.ts';
import { toSeries } from './data.ts';

const MOST_COLUMNS = 60;
const MOST_TOP = 10;

export function describeColumns(columns: readonly Column[]) {
  const shown = columns.slice(0, MOST_COLUMNS);
  return {
    rows: columns[0]?.cells.length ?? 0,
    columns: shown.map((column) => ({ column: column.name, kind: column.kind, ...describeColumn(column) })),
    ...(columns.length > shown.length && { leftOut: columns.slice(MOST_COLUMNS).map(({ name }) => name) }),
  };
}

function describeColumn(column: Column) {
  const held = column.cells.filter((cell) => cell !== null);
  const facts = { missing: column.cells.length - held.length, distinct: new Set(held).size };
  if (held.length === 0) return { n: 0, ...facts };
  if (column.kind === 'number') return { ...facts, ...describeNumbers(column) };
  if (column.kind !== 'time') return { n: held.length, ...facts, top: toTop(held) };
  const times = held.map(String).toSorted();
  return { n: held.length, ...facts, first: times[0] ?? '', last: times.at(-1) ?? '' };
}

function describeNumbers(column: Column) {
  const values = toSeries(column).filter((value) => value !== undefined);
  const sorted = toSorted(values);
  return {
    ...describeValues(values),
    quantile05: toQuantile(sorted, 0.05),
    quantile95: toQuantile(sorted, 0.95),
  };
}

function toTop(cells: readonly (string | number | boolean)[]) {
  const counts = new Map<string, number>();
  for (const cell of cells) counts.set(String(cell), (counts.get(String(cell)) ?? 0) + 1);
  const ordered = [...counts].toSorted(([one, first], [other, second]) => second - first || (one < other ? -1 : 1));
  return ordered
    .slice(0, MOST_TOP)
    .map(([value, count]) => ({ value: value.slice(0, 200), count, share: count / cells.length }));
}
