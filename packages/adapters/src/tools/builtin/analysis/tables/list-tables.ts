import type { DuckDBConnection } from '@duckdb/node-api';
import type { Cell, TableFile } from '../order.ts';
import { toName } from './open-tables.ts';
import { readRows } from './read-rows.ts';

const LIMITS = { rows: 1, bytes: 1_000_000 };
const MOST_COLUMNS = 200;
const FIRST_ROWS = { rows: 3, bytes: 4_000 };

export interface ListedTable {
  readonly file: string;
  /** As it is written in a query. */
  readonly table: string;
  readonly rows: Cell;
  readonly columns: readonly { name: string; type: string; missing: number }[];
  readonly moreColumns?: number;
  readonly firstRows: readonly (readonly Cell[])[];
}

/** Which file is which table, and what is in it. */
export async function listTables(
  connection: DuckDBConnection,
  tables: readonly TableFile[],
): Promise<readonly ListedTable[]> {
  const listed: ListedTable[] = [];
  for (const table of tables) listed.push(await listTable(connection, table));
  return listed;
}

async function listTable(connection: DuckDBConnection, { name, shown }: TableFile): Promise<ListedTable> {
  const from = toName(name);
  const first = await readRows(connection, { query: `SELECT * FROM ${from}`, values: [], limits: FIRST_ROWS });
  const told = first.columns.slice(0, MOST_COLUMNS);
  const counts = told.map((column) => `count(${toName(column)})`).join(', ');
  const query = `SELECT count(*), ${counts} FROM ${from}`;
  const [all = 0, ...held] = (await readRows(connection, { query, values: [], limits: LIMITS })).rows[0] ?? [];
  return {
    file: shown,
    table: /^[a-z_][a-z0-9_]*$/u.test(name) ? name : from,
    rows: all,
    columns: told.map((column, at) => ({
      name: column,
      type: first.types[at] ?? 'unknown',
      missing: Number(all) - Number(held[at] ?? 0),
    })),
    ...(first.columns.length > told.length && { moreColumns: first.columns.length - told.length }),
    firstRows: first.rows.map((row) => row.slice(0, MOST_COLUMNS)),
  };
}
