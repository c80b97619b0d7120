/** What a query finds: as rows for whoever reads them, up to a limit, or as whole columns for whoever computes with them. */
import { type DuckDBConnection, type DuckDBPreparedStatement, DuckDBTypeId } from '@duckdb/node-api';
import { InvalidInputError } from '@tutti/engine';
import { parseStatement } from '../../sql/parse-statement.ts';
import type { AnalysisLimits, Cell, Order } from '../order.ts';
import { toName } from './open-tables.ts';
import { prepareSelect, toRefusal } from './prepare-select.ts';
import { type ColumnKind, toCell, toKind } from './to-cell.ts';

export interface Column {
  readonly name: string;
  readonly kind: ColumnKind;
  readonly cells: readonly Cell[];
}

export type Question = Pick<Order, 'tables' | 'query' | 'values' | 'limits'>;

export async function readRows(
  connection: DuckDBConnection,
  { query, values, limits }: { query: string; values: readonly Cell[]; limits: Pick<AnalysisLimits, 'rows' | 'bytes'> },
): Promise<{ columns: string[]; types: string[]; rows: Cell[][]; more: boolean }> {
  const prepared = await prepareSelect(connection, query, values);
  const rows: Cell[][] = [];
  let size = 0;
  const heads = await stream(prepared, (row) => {
    size += JSON.stringify(row).length;
    if (rows.length === limits.rows || size > limits.bytes) return false;
    rows.push(row);
    return true;
  });
  const { names, types, isWhole } = heads;
  return { columns: names, types, rows, more: !isWhole };
}

/** Whole columns of what the call is about, those that are named, or all. Refused where they are too many to compute with. */
export async function readColumns(
  connection: DuckDBConnection,
  question: Question,
  wanted: readonly string[] | undefined,
): Promise<readonly Column[]> {
  const from = toSource(question);
  const names = wanted ? [...new Set(wanted)].map(toName).join(', ') : '*';
  const prepared = await prepareSelect(connection, `SELECT ${names} FROM ${from}`, question.values);
  const cells: Cell[][] = Array.from({ length: prepared.columnCount }, () => []);
  const most = Math.floor(question.limits.cells / Math.max(1, cells.length));
  const heads = await stream(prepared, (row) => {
    if ((cells[0]?.length ?? 0) >= most) return false;
    for (const [at, cell] of row.entries()) cells[at]?.push(cell);
    return true;
  });
  if (!heads.isWhole)
    throw new InvalidInputError(
      `more than ${most} rows of ${cells.length} columns are too many at once: name the columns, or take fewer rows with a query`,
      'query',
    );
  return heads.names.map((name, at) => ({ name, kind: heads.kinds[at] ?? 'text', cells: cells[at] ?? [] }));
}

/** A semicolon at its end would end the statement around it. */
function toSource({ query, tables }: Question): string {
  return query === undefined ? toName(tables[0]?.name ?? '') : `(\n${parseStatement(query, 'postgres').text}\n)`;
}

async function stream(prepared: DuckDBPreparedStatement, take: (row: Cell[]) => boolean) {
  try {
    const result = await prepared.stream();
    const names = result.deduplicatedColumnNames();
    const kinds = names.map((_name, at) => toKind(result.columnTypeId(at)));
    const types = names.map((_name, at) => DuckDBTypeId[result.columnTypeId(at)] ?? 'unknown');
    for (;;) {
      const chunk = await result.fetchChunk();
      if (!chunk || chunk.rowCount === 0) return { names, kinds, types, isWhole: true };
      for (const row of chunk.convertRows((value) => toCell(value)))
        if (!take(row)) return { names, kinds, types, isWhole: false };
    }
  } catch (error) {
    throw toRefusal(error);
  }
}
