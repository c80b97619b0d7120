/**
 * One statement on a file of SQLite, in a process of its own that can be killed while the statement goes on: what it is comes as JSON on
 * the standard input, what it found goes as JSON to the standard output.
 */
import { constants, DatabaseSync } from 'node:sqlite';
import { readFileSync } from 'node:fs';

interface Order {
  readonly file: string;
  readonly text: string;
  readonly values: readonly (string | number | boolean | null)[];
  readonly write: boolean;
  readonly rows: number;
  readonly bytes: number;
}

const HEAP_BYTES = 256 * 1024 * 1024;
const WAIT_MS = 5_000;
/** They say how tables are made. */
const PRAGMAS: ReadonlySet<string> = new Set([
  'table_list',
  'table_info',
  'table_xinfo',
  'index_list',
  'index_info',
  'foreign_key_list',
]);
const NEVER: ReadonlySet<number> = new Set([
  constants.SQLITE_ATTACH,
  constants.SQLITE_DETACH,
  constants.SQLITE_CREATE_VTABLE,
  constants.SQLITE_DROP_VTABLE,
]);
const READS: ReadonlySet<number> = new Set([
  constants.SQLITE_SELECT,
  constants.SQLITE_READ,
  constants.SQLITE_FUNCTION,
  constants.SQLITE_RECURSIVE,
]);

const order: Order = JSON.parse(readFileSync(0, 'utf8'));
process.stdout.write(JSON.stringify(answer(order)));

function answer({ file, text, values, write, rows: most, bytes }: Order) {
  try {
    const database = new DatabaseSync(file, { readOnly: !write, allowExtension: false, timeout: WAIT_MS });
    database.exec(`PRAGMA hard_heap_limit = ${HEAP_BYTES}`);
    database.enableDefensive(true);
    database.setAuthorizer((action, name) =>
      isAllowed(action, name, write) ? constants.SQLITE_OK : constants.SQLITE_DENY,
    );
    const statement = database.prepare(text);
    statement.setReturnArrays(true);
    statement.setReadBigInts(true);
    const columns = statement.columns().map(({ name }) => name);
    const bound = values.map((value) => (typeof value === 'boolean' ? Number(value) : value));
    if (columns.length === 0)
      return { columns, rows: [], more: false, changed: Number(statement.run(...bound).changes) };
    const rows: unknown[] = [];
    let size = 0;
    for (const row of statement.iterate(...bound)) {
      const cells = Object.values(row).map(toCell);
      size += JSON.stringify(cells).length;
      if (rows.length === most || size > bytes) return { columns, rows, more: true, changed: 0 };
      rows.push(cells);
    }
    return { columns, rows, more: false, changed: 0 };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

function isAllowed(action: number, name: string | null, write: boolean): boolean {
  if (NEVER.has(action)) return false;
  if (action === constants.SQLITE_PRAGMA) return PRAGMAS.has((name ?? '').toLowerCase());
  return write || READS.has(action);
}

function toCell(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  if (value instanceof Uint8Array) return `[${value.length} bytes]`;
  return value;
}
