/**
 * One statement on a connection of its own to PostgreSQL. Reading happens in a read-only transaction, through a cursor, which takes
 * nothing but a query, and always ends in a rollback; a role that could do more than its transaction allows is refused.
 */
import { Socket } from 'node:net';
import { RunError } from '@tutti/engine';
import type { Client, QueryArrayResult } from 'pg';
import { parseStatement } from './parse-statement.ts';
import type { SqlCell, SqlQuery, SqlRows } from './sql-connection.ts';
import { toCell } from './to-cell.ts';

const CONNECT_MS = 10_000;
const LOCK_MS = 5_000;
/** Of everything that is received: the rest of a row that is too long is not waited for. */
const MOST_RECEIVED = 32_000_000;
const LOOK_MS = 25;
const BATCH = 50;
const QUERIES: ReadonlySet<string> = new Set(['select', 'with', 'values', 'table']);
const NOTES: ReadonlySet<string> = new Set(['explain', 'show']);

const UNBOUND = `select exists (
  select from pg_roles as role
  where (role.rolname = current_user and role.rolsuper)
     or (role.rolname in ('pg_execute_server_program', 'pg_read_server_files', 'pg_write_server_files')
         and pg_has_role(current_user, role.oid, 'member'))) as unbound`;

export async function readFromPostgres(url: string, query: SqlQuery): Promise<SqlRows> {
  const { verb, text } = parseStatement(query.text, 'postgres');
  if (!QUERIES.has(verb) && !NOTES.has(verb))
    throw refuse(`${verb} is not run here: a query begins with select, with, values, table, explain or show`);
  return withClient(url, { ...query, readOnly: true }, async (client) => {
    await client.query('begin transaction read only');
    if (NOTES.has(verb)) return toRows([await ask(client, text, query.values)], query);
    await ask(client, `declare tutti_rows no scroll cursor for ${text}`, query.values);
    const results: QueryArrayResult<SqlCell[]>[] = [];
    for (let rows = 0, size = 0; rows <= query.limits.rows && size <= query.limits.bytes; ) {
      const result = await ask(client, `fetch ${BATCH} from tutti_rows`, []);
      results.push(result);
      if (result.rows.length < BATCH) break;
      rows += result.rows.length;
      size += JSON.stringify(result.rows).length;
    }
    return toRows(results, query);
  });
}

/** Only with a connection whose setting says so. Outside a transaction of ours the statement is one by itself. */
export async function writeToPostgres(url: string, query: SqlQuery): Promise<SqlRows & { readonly changed: number }> {
  const { text } = parseStatement(query.text, 'postgres');
  return withClient(url, { ...query, readOnly: false }, async (client) => {
    const result = await ask(client, text, query.values);
    return { ...toRows([result], query), changed: result.rowCount ?? 0 };
  });
}

async function withClient<Result>(
  url: string,
  { limits, signal, readOnly }: SqlQuery & { readOnly: boolean },
  act: (client: Client) => Promise<Result>,
): Promise<Result> {
  signal.throwIfAborted();
  const { default: pg } = await import('pg');
  const socket = new Socket();
  const client = new pg.Client({
    connectionString: url,
    stream: () => socket,
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: limits.milliseconds,
    lock_timeout: LOCK_MS,
    application_name: 'tutti-tool',
    types: { getTypeParser: (oid: number) => (value: string) => toCell(oid, value) },
    ...(readOnly && { options: '-c default_transaction_read_only=on' }),
  });
  // Told to whoever waits for the query.
  client.on('error', () => {});
  const guard = guardSocket(socket, signal);
  let sent = false;
  try {
    await client.connect();
    await refuseUnbound(client);
    sent = !readOnly;
    return await act(client);
  } catch (error) {
    signal.throwIfAborted();
    throw explain(guard.why() ?? error, { nothingHappened: !sent || isAnswer(error) });
  } finally {
    guard.stop();
    // Whatever was begun is rolled back with the connection.
    socket.destroy();
    await client.end().catch(() => {});
  }
}

function ask(client: Client, text: string, values: SqlQuery['values']): Promise<QueryArrayResult<SqlCell[]>> {
  // The extended protocol, also without values: the server itself takes one statement only.
  const query = { text, values: [...values], rowMode: 'array' as const, queryMode: 'extended' };
  return client.query<SqlCell[]>(query);
}

/** A transaction that only reads holds back neither a superuser nor one who may start programs or touch files of the server. */
async function refuseUnbound(client: Client): Promise<void> {
  const { rows } = await client.query<{ unbound: unknown }>(UNBOUND);
  if (rows[0]?.unbound === false) return;
  const message =
    'the role of this connection may do more than its statements should, such as starting programs or reading files of the server: give it a role of its own, that is no superuser';
  throw new RunError('tool_not_configured', message, { nothingHappened: true });
}

function guardSocket(socket: Socket, signal: AbortSignal): { why(): Error | undefined; stop(): void } {
  let reason: Error | undefined;
  const end = (why: Error) => {
    reason ??= why;
    socket.destroy(why);
  };
  const look = setInterval(() => {
    if (socket.bytesRead > MOST_RECEIVED) end(refuse(`the answer has more than ${MOST_RECEIVED} bytes: ask for less`));
  }, LOOK_MS);
  const onAbort = () => end(new Error('no longer wanted'));
  signal.addEventListener('abort', onAbort, { once: true });
  return {
    why: () => reason,
    stop: () => {
      clearInterval(look);
      signal.removeEventListener('abort', onAbort);
    },
  };
}

function toRows(results: readonly QueryArrayResult<SqlCell[]>[], { limits }: SqlQuery): SqlRows {
  const columns = (results[0]?.fields ?? []).map(({ name }) => name);
  const found = results.flatMap(({ rows }) => rows);
  const rows: SqlCell[][] = [];
  let size = 0;
  for (const row of found) {
    size += JSON.stringify(row).length;
    if (rows.length === limits.rows || size > limits.bytes) return { columns, rows, more: true };
    rows.push(row);
  }
  return { columns, rows, more: false };
}

/** The server has read the statement and said no: then nothing of it has happened. */
function isAnswer(error: unknown): boolean {
  return error instanceof Error && 'severity' in error && error.severity === 'ERROR';
}

function explain(error: unknown, { nothingHappened }: { nothingHappened: boolean }): RunError {
  if (error instanceof RunError) return error;
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? ` (${error.code})` : '';
  const message = `PostgreSQL: ${error instanceof Error ? error.message : String(error)}${code}`;
  return new RunError(isAnswer(error) ? 'tool_failed' : 'tool_unavailable', message, { nothingHappened, cause: error });
}

function refuse(message: string): RunError {
  return new RunError('tool_failed', message, { nothingHappened: true });
}
