/** What a configured database has found, as one more file: read there by the rules of the set `database`, and never more than is computed with at once. */
import { writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { InvalidInputError } from '@tutti/engine';
import { Hash } from '@tutti/protocol';
import { runQuery } from '../sql/run-statement.ts';
import type { SqlCell, SqlConnection } from '../sql/sql-connection.ts';
import type { NamedResult } from './analysis-input.ts';
import type { CopiedFile } from './copy-files.ts';

const LIMITS = { rows: 200_000, bytes: 32 * 1024 * 1024, milliseconds: 60_000 };

export async function copyResults(
  connections: readonly SqlConnection[],
  results: readonly NamedResult[],
  { folder, signal }: { folder: string; signal: AbortSignal },
): Promise<CopiedFile[]> {
  const copied: CopiedFile[] = [];
  for (const [at, result] of results.entries())
    copied.push(await copyResult(find(connections, result.connection), result, { at, folder, signal }));
  return copied;
}

function find(connections: readonly SqlConnection[], name: string): SqlConnection {
  const found = connections.find((connection) => connection.name === name);
  if (found) return found;
  const known = connections.map((connection) => connection.name).join(', ') || 'none is configured';
  throw new InvalidInputError(`there is no database ${JSON.stringify(name)}; there are: ${known}`, 'results');
}

async function copyResult(
  connection: SqlConnection,
  { table, statement, values }: NamedResult,
  { at, folder, signal }: { at: number; folder: string; signal: AbortSignal },
): Promise<CopiedFile> {
  const { columns, rows, more } = await runQuery(connection, { text: statement, values, limits: LIMITS, signal });
  if (more)
    throw new InvalidInputError(
      `the result ${table} has more than ${LIMITS.rows} rows or ${LIMITS.bytes} bytes; sum it up in the database`,
      'results',
    );
  const text = [columns, ...rows].map((row) => `${row.map(toField).join(',')}\n`).join('');
  const path = join(folder, `result-${at}.csv`);
  await writeFile(path, text, { flag: 'wx', mode: 0o600, signal });
  const shown = `${table} (${connection.name})`;
  const sha256 = Hash.parse(createHash('sha256').update(text).digest('hex'));
  return {
    table: { name: table, shown, path, format: 'result', decimalComma: false, texts: findTexts(columns, rows) },
    path: shown,
    bytes: Buffer.byteLength(text),
    sha256,
  };
}

/** Numbers are written without leading zeros: a text that has some names something, and 7 would not be its name. */
function findTexts(columns: readonly string[], rows: readonly (readonly SqlCell[])[]): number[] {
  const isName = (cell: SqlCell | undefined) => typeof cell === 'string' && /^0\d+$/u.test(cell);
  return [...columns.keys()].filter((at) => rows.some((row) => isName(row[at])));
}

/** A text is always quoted: only what is missing is empty without quotation marks. */
function toField(cell: SqlCell): string {
  if (cell === null) return '';
  return typeof cell === 'string' ? `"${cell.replaceAll('"', '""')}"` : String(cell);
}
