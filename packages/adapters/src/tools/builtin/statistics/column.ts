/** Where the numbers come from: given as they are, or a column of a table in the workspace. */
import { InvalidInputError } from '@tutti/engine';
import * as z from 'zod';
import { isText } from '../filesystem/is-text.ts';
import { FilePath, toShown } from '../filesystem/parse-path.ts';
import type { Workspace } from '../filesystem/workspace.ts';
import { parseCsv, type Table } from './parse-csv.ts';

const MOST_GIVEN = 20_000;
const LARGEST_TABLE = 16 * 1024 * 1024;

export const Column = z
  .union([
    z.array(z.number()).min(1).max(MOST_GIVEN),
    z.object({
      file: FilePath.describe('A CSV file in the workspace whose first line names the columns.'),
      column: z.string().min(1).max(200),
      where: z
        .object({ column: z.string().min(1).max(200), is: z.string().max(1_000) })
        .exactOptional()
        .describe('Only the rows in which another column holds exactly this.'),
    }),
  ])
  .describe('Numbers, or a column of a CSV file in the workspace.');
export type Column = z.infer<typeof Column>;

/** In the order of the rows; undefined where a row has no number. */
export type Series = readonly (number | undefined)[];

const MISSING = new Set(['', 'na', 'n/a', 'nan', 'null', 'none', '-']);

/** One per call: a table that several columns come from is read once. */
export class ColumnReader {
  readonly #workspace: Workspace;
  readonly #tables = new Map<string, Promise<Table>>();

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  async read(column: Column): Promise<Series> {
    if (Array.isArray(column)) return column;
    const { file, column: name, where } = column;
    const known = this.#tables.get(file);
    const table = known ?? readTable(this.#workspace, file);
    this.#tables.set(file, table);
    return toSeries(await table, { file, name, where });
  }

  /** Without what is missing. */
  async readNumbers(column: Column): Promise<{ values: number[]; missing: number }> {
    const series = await this.read(column);
    const values = series.filter((value) => value !== undefined);
    return { values, missing: series.length - values.length };
  }

  /** Only the rows in which every column has a number. */
  async readTogether(columns: readonly Column[]): Promise<{ columns: number[][]; missing: number }> {
    const all = await Promise.all(columns.map((column) => this.read(column)));
    const length = all[0]?.length ?? 0;
    if (all.some((series) => series.length !== length))
      throw new InvalidInputError('all columns need the same number of rows', 'columns');
    const rows = Array.from({ length }, (_none, row) => all.map((series) => series[row]));
    const whole = rows.filter((row): row is number[] => row.every((value) => value !== undefined));
    return { columns: all.map((_series, at) => whole.map((row) => row[at] ?? 0)), missing: length - whole.length };
  }
}

async function readTable(workspace: Workspace, file: string): Promise<Table> {
  const bytes = await workspace.readFile(file, LARGEST_TABLE);
  if (!isText(bytes)) throw new InvalidInputError(`${toShown(file)} is no text`, 'file');
  return parseCsv(bytes.toString('utf8'));
}

function toSeries(
  { names, rows, decimalComma }: Table,
  { file, name, where }: { file: string; name: string; where: { column: string; is: string } | undefined },
): Series {
  const find = (wanted: string) => {
    const at = names.indexOf(wanted);
    if (at !== -1) return at;
    const known = names.slice(0, 30).map((known) => JSON.stringify(known));
    throw new InvalidInputError(
      `${toShown(file)} has no column ${JSON.stringify(wanted)}; it has ${known.join(', ')}`,
      'column',
    );
  };
  const at = find(name);
  const filter = where && { at: find(where.column), is: where.is };
  return rows
    .map((row, index) => ({ row, line: index + 2 }))
    .filter(({ row }) => !filter || (row[filter.at] ?? '').trim() === filter.is)
    .map(({ row, line }) => toNumber((row[at] ?? '').trim(), { decimalComma, line, name }));
}

function toNumber(
  text: string,
  { decimalComma, line, name }: { decimalComma: boolean; line: number; name: string },
): number | undefined {
  if (MISSING.has(text.toLowerCase())) return undefined;
  const value = Number(decimalComma ? text.replace(',', '.') : text);
  if (Number.isFinite(value)) return value;
  throw new InvalidInputError(
    `row ${line} of ${JSON.stringify(name)} holds ${JSON.stringify(text.slice(0, 40))}, which is no number`,
    'column',
  );
}
