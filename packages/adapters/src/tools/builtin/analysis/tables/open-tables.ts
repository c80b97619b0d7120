/**
 * A database in memory that holds the named files and can reach nothing else: once they are loaded, its ways to files, to the network
 * and to extensions are closed, and so is the configuration that closed them.
 */
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { InvalidInputError } from '@tutti/engine';
import type { TableFile } from '../order.ts';

const OPTIONS = {
  threads: '2',
  memory_limit: '512MB',
  // Nothing is ever moved to the disk.
  temp_directory: '',
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  allow_community_extensions: 'false',
  allow_unsigned_extensions: 'false',
};
const LOCK = [
  'SET enable_external_access = false',
  // Its log could be written into a file otherwise.
  "SET disabled_filesystems = 'LocalFileSystem'",
  'SET lock_configuration = true',
];
const MISSING = ['', 'NA', 'N/A', 'NULL', 'null'];

export async function openTables(files: readonly TableFile[]): Promise<DuckDBConnection> {
  const instance = await DuckDBInstance.create(':memory:', OPTIONS);
  const connection = await instance.connect();
  for (const file of files) await load(connection, file);
  for (const statement of LOCK) await connection.run(statement);
  return connection;
}

async function load(connection: DuckDBConnection, file: TableFile): Promise<void> {
  try {
    const types = file.texts?.length ? await toTypes(connection, file, file.texts) : '';
    await connection.run(`CREATE TABLE ${toName(file.name)} AS SELECT * FROM ${toReader(file, types)}`);
  } catch (error) {
    const why = String(error instanceof Error ? error.message : error)
      .replaceAll(file.path, file.shown)
      .split('\n')
      .slice(0, 6)
      .join(' ');
    throw new InvalidInputError(`${file.shown} cannot be read as ${file.format}: ${why.slice(0, 600)}`, 'files');
  }
}

/** Named as they are read: of two columns of one name the second is given another. */
async function toTypes(connection: DuckDBConnection, file: TableFile, texts: readonly number[]): Promise<string> {
  const names = (await connection.run(`SELECT * FROM ${toReader(file, '')} LIMIT 0`)).columnNames();
  const types = names.filter((_name, at) => texts.includes(at)).map((name) => `${toText(name)}: 'VARCHAR'`);
  return `, types = {${types.join(', ')}}`;
}

function toReader({ path, format, decimalComma }: TableFile, types: string): string {
  const place = toText(path);
  if (format === 'parquet') return `read_parquet(${place})`;
  if (format === 'json') return `read_json(${place}, sample_size = -1)`;
  if (format === 'result')
    return `read_csv(${place}, header = true, delim = ',', quote = '"', escape = '"', sample_size = -1, nullstr = '', allow_quoted_nulls = false${types})`;
  const comma = decimalComma ? ", decimal_separator = ','" : '';
  return `read_csv(${place}, header = true, sample_size = -1, nullstr = [${MISSING.map(toText).join(', ')}]${comma})`;
}

/** As SQL names a table or a column. */
export function toName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function toText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
