/** The database that is moved to: empty, used by nobody, and changed in one transaction. */
import pg from 'pg';
import { toMessage } from '../postgres/classify-failure.ts';
import { ServerCheck, toClientConfig } from '../postgres/connection.ts';
import { migrate } from '../postgres/schema/migrate.ts';
import { MoveRefusedError } from './move-error.ts';
import { MOVED_TABLES } from './moved-tables.ts';

export interface TargetOptions {
  readonly connectionString: string;
  readonly schema: string;
}

/** What this installation is and where it came from, in the table `installation`. */
export type Facts = Readonly<Record<string, string>>;

export const MOVED_FROM = 'moved_from';

const CONNECT_TIMEOUT_MS = 10_000;
const LOCK_TIMEOUT_MS = 10_000;

/** Without its password. */
export function describeDatabase({ connectionString, schema }: TargetOptions): string {
  const { host, port, database, user } = new pg.Client({ connectionString });
  return `postgres://${user === undefined ? '' : `${user}@`}${host}:${port}/${database ?? ''} (schema ${schema})`;
}

export async function withTarget<Answer>(
  options: TargetOptions,
  act: (client: pg.ClientBase) => Promise<Answer>,
): Promise<Answer> {
  const client = await connect(options);
  try {
    return await act(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function connect(options: TargetOptions): Promise<pg.Client> {
  const { connectionString, schema } = options;
  const limits = { connections: 1, connectTimeoutMs: CONNECT_TIMEOUT_MS, statementTimeoutMs: 0 };
  try {
    // A long copy must not be cut off, so only reaching the server has a deadline.
    const { query_timeout: _, ...config } = toClientConfig({ connectionString, schema, ...limits });
    const client = new pg.Client(config);
    client.on('error', () => undefined);
    await client.connect();
    await new ServerCheck(schema).assertTrusted(client);
    return client;
  } catch (cause) {
    const remedy = 'See that the server runs, and that DATABASE_URL names it with a user who may write there.';
    throw new MoveRefusedError(`the database cannot be used: ${toMessage(cause)}`, { remedy, cause });
  }
}

export async function prepareTarget(client: pg.ClientBase, { schema }: TargetOptions): Promise<void> {
  await migrate(client, { schema, lockTimeoutMs: LOCK_TIMEOUT_MS });
}

/** Until the end of the transaction nobody else writes, so no server can begin to work in what is half there. */
export async function lockTarget(client: pg.ClientBase): Promise<void> {
  await client.query(`SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS}`);
  await client.query('LOCK TABLE runs, holders, installation, api_keys IN EXCLUSIVE MODE');
}

/** Whether anything is there; also before the schema is made. */
export async function isSchemaThere(client: pg.ClientBase, schema: string): Promise<boolean> {
  const { rows } = await client.query('SELECT 1 WHERE to_regclass($1) IS NOT NULL', [`"${schema}".migrations`]);
  return rows.length > 0;
}

export async function assertUnused(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    'SELECT name FROM holders WHERE ended_at IS NULL AND lease_until > clock_timestamp() ORDER BY no',
  );
  if (rows.length === 0) return;
  const names = rows.map(({ name }) => name).join(', ');
  throw new MoveRefusedError(`the database is in use by ${names}`, {
    remedy: 'Stop every server and worker that uses it, wait for ten seconds, then try again.',
  });
}

export async function assertEmpty(client: pg.ClientBase, facts: Facts): Promise<void> {
  for (const { table } of MOVED_TABLES) {
    const { rows } = await client.query<{ count: number }>(`SELECT count(*) AS count FROM ${table}`);
    const count = Number(rows[0]?.count);
    if (count > 0) throw new MoveRefusedError(`the database is not empty: ${table} has ${count} rows`);
  }
  const kept = await readFacts(client);
  const other = Object.entries(facts).find(([key, value]) => kept[key] !== undefined && kept[key] !== value);
  if (other)
    throw new MoveRefusedError(`the database belongs to another installation: its ${other[0]} is ${kept[other[0]]}`);
}

export async function readFacts(client: pg.ClientBase): Promise<Facts> {
  const { rows } = await client.query<{ key: string; value: string }>('SELECT key, value FROM installation');
  return Object.fromEntries(rows.map(({ key, value }) => [key, value]));
}

export async function writeFacts(client: pg.ClientBase, facts: Facts): Promise<void> {
  await client.query(
    'INSERT INTO installation (key, value) SELECT key, value FROM unnest($1::text[], $2::text[]) AS f(key, value) ON CONFLICT (key) DO NOTHING',
    [Object.keys(facts), Object.values(facts)],
  );
}
