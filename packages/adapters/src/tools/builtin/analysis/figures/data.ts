/** Columns as figures are made of them: what is missing is left out, and counted. */
import { InvalidInputError } from '@tutti/engine';
import type { Column } from '../tables/read-rows.ts';

export function findColumn(columns: readonly Column[], name: string): Column {
  const found = columns.find((column) => column.name.toLowerCase() === name.toLowerCase());
  if (!found) throw new InvalidInputError(`there is no column ${JSON.stringify(name)}`, 'columns');
  return found;
}

export function toSeries({ name, kind, cells }: Column): (number | undefined)[] {
  if (kind === 'boolean') return cells.map((cell) => (cell === null ? undefined : Number(cell)));
  if (kind !== 'number')
    throw new InvalidInputError(`the column ${JSON.stringify(name)} holds ${kind}, not numbers`, 'columns');
  return cells.map((cell) => (cell === null ? undefined : Number(cell)));
}

/** Only the rows in which every column has a number; `rows` are their places, counted from 1. */
export function takeTogether(columns: readonly Column[]): { columns: number[][]; rows: number[]; missing: number } {
  const series = columns.map(toSeries);
  const taken: number[][] = columns.map(() => []);
  const rows: number[] = [];
  const length = series[0]?.length ?? 0;
  for (let row = 0; row < length; row++) {
    const values = series.map((one) => one[row]);
    if (values.includes(undefined)) continue;
    for (const [at, value] of values.entries()) taken[at]?.push(value ?? 0);
    rows.push(row + 1);
  }
  return { columns: taken, rows, missing: length - rows.length };
}

/** What a cell says, as the name of its group. */
export function toGroups(value: Column, group: Column): Map<string, number[]> {
  const series = toSeries(value);
  const groups = new Map<string, number[]>();
  for (const [row, cell] of group.cells.entries()) {
    const number = series[row];
    if (cell === null || number === undefined) continue;
    const name = String(cell);
    const held = groups.get(name);
    if (held) held.push(number);
    else groups.set(name, [number]);
  }
  return groups;
}
