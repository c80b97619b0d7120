/** One statement on one connection, whatever kind of database it is. What a database needs is loaded when it is first asked. */
import { parseStatement } from './parse-statement.ts';
import type { SqlConnection, SqlQuery, SqlRows } from './sql-connection.ts';
import { InvalidInputError } from '@tutti/engine';

/** What may change something. Whatever is about the connection, its transactions or the files of the server is not among it. */
const CHANGES: ReadonlySet<string> = new Set([
  'insert',
  'update',
  'delete',
  'merge',
  'replace',
  'with',
  'create',
  'alter',
  'drop',
  'truncate',
  'comment',
]);

export async function runQuery(connection: SqlConnection, query: SqlQuery): Promise<SqlRows> {
  if (connection.kind === 'postgres')
    return (await import('./run-on-postgres.ts')).readFromPostgres(connection.url, query);
  return (await import('./run-on-sqlite.ts')).readFromSqlite(connection.file, query);
}

export async function runChange(
  connection: SqlConnection,
  query: SqlQuery,
): Promise<SqlRows & { readonly changed: number }> {
  const { verb } = parseStatement(query.text, connection.kind);
  if (!CHANGES.has(verb))
    throw new InvalidInputError(
      `${verb} is not run here: a change begins with ${[...CHANGES].join(', ')}`,
      'statement',
    );
  if (connection.kind === 'postgres')
    return (await import('./run-on-postgres.ts')).writeToPostgres(connection.url, query);
  return (await import('./run-on-sqlite.ts')).writeToSqlite(connection.file, query);
}
