import type pg from 'pg';
import type { MoveSource } from './move-source.ts';
import type { Cells, MovedTable } from './moved-table.ts';

/** So much is held in memory at once, however large the table is. */
const CHUNK_ROWS = 2_000;
const CHUNK_CHARACTERS = 2 * 1024 * 1024;

/** Returns how many rows it has written. */
export async function copyTable(
  client: pg.ClientBase,
  { source, table }: { source: MoveSource; table: MovedTable },
  onRows: (done: number) => void,
): Promise<number> {
  const text = toInsert(table);
  let done = 0;
  let [rows, characters]: [string[], number] = [[], 0];
  const write = async () => {
    if (rows.length === 0) return;
    const { rowCount } = await client.query({ name: `copy-${table.table}`, text, values: [`[${rows.join(',')}]`] });
    done += rowCount ?? 0;
    [rows, characters] = [[], 0];
    onRows(done);
  };
  for (const cells of source.read(table)) {
    const row = toRow(cells);
    rows.push(row);
    characters += row.length;
    if (rows.length >= CHUNK_ROWS || characters >= CHUNK_CHARACTERS) await write();
  }
  await write();
  if (table.counter !== undefined) await client.query(toCounter(table.table, table.counter));
  return done;
}

/** PostgreSQL keeps no text with U+0000 in it, which SQLite does. */
function toRow(cells: Cells): string {
  const row = JSON.stringify(cells);
  if (!row.includes('\\u0000')) return row;
  return JSON.stringify(cells, (_name, value: unknown) =>
    typeof value === 'string' ? value.replaceAll('\u0000', '\uFFFD') : value,
  );
}

function toInsert({ table, columns }: MovedTable): string {
  const names = Object.keys(columns);
  // Words come as a list, which no type of a record can be read from.
  const values = names.map((name) => (columns[name] === 'tsvector' ? `array_to_tsvector(r.${name})` : `r.${name}`));
  const types = names.map((name) => `${name} ${columns[name] === 'tsvector' ? 'text[]' : columns[name]}`);
  return `INSERT INTO ${table} (${names.join(', ')}) OVERRIDING SYSTEM VALUE
    SELECT ${values.join(', ')} FROM json_to_recordset($1::json) AS r(${types.join(', ')})`;
}

/** What is numbered next comes after everything that was numbered before. */
function toCounter(table: string, column: string): string {
  return `SELECT setval(pg_get_serial_sequence('${table}', '${column}'), max(${column})) FROM ${table} HAVING max(${column}) IS NOT NULL`;
}
