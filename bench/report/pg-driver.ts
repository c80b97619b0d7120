/** The driver of PostgreSQL that our own store uses, so that what is compared are not two drivers. */
import { createRequire } from 'node:module';
import { join } from 'node:path';

const ADAPTERS = join(import.meta.dirname, '..', '..', 'packages', 'adapters', 'package.json');

/** As much of it as is used here. */
export interface PgClient {
  connect(): Promise<unknown>;
  query(statement: Statement | string): Promise<{ readonly rows: readonly Record<string, unknown>[] }>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  end(): Promise<void>;
}
/** With a name it is prepared once for each connection. */
export interface Statement {
  readonly text: string;
  readonly name?: string;
  readonly values?: readonly unknown[];
}
interface PgModule {
  readonly Client: new (options: { connectionString: string }) => PgClient;
}

export async function connectPg(connectionString: string): Promise<PgClient> {
  const { Client } = createRequire(ADAPTERS)('pg') as PgModule;
  const client = new Client({ connectionString });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** One statement on a connection of its own. */
export async function queryPg(
  connectionString: string,
  statement: Statement | string,
): Promise<readonly Record<string, unknown>[]> {
  const client = await connectPg(connectionString);
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

/** The one number that a statement answers with. */
export async function countPg(connectionString: string, text: string): Promise<number> {
  const [row = {}] = await queryPg(connectionString, text);
  return Number(Object.values(row)[0]);
}
