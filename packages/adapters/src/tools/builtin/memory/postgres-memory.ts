/** The same table in the schema of the installation, for all the processes that share it. */
import pg from 'pg';
import { MEMORY_TABLES, type MemoryDatabase, type MemoryTable } from './memory-database.ts';

const CONNECTIONS = 2;
const LIMIT_MS = 10_000;
/** Of all those that change notes of this installation, and of those that make its tables. */
const LOCK = `select pg_advisory_xact_lock(hashtext(current_schema() || '.tool_memory'))`;

export async function openPostgresMemory({ url, schema }: { url: string; schema: string }): Promise<MemoryDatabase> {
  const pool = new pg.Pool({
    connectionString: url,
    max: CONNECTIONS,
    // An idle one keeps no process alive.
    allowExitOnIdle: true,
    idleTimeoutMillis: LIMIT_MS,
    connectionTimeoutMillis: LIMIT_MS,
    statement_timeout: LIMIT_MS,
    application_name: 'tutti-memory',
    options: `-c search_path=${schema}`,
  });
  // A connection that is lost while nobody uses it is replaced by the next one.
  pool.on('error', () => {});
  const change: MemoryDatabase['change'] = async (act) => {
    const client = await pool.connect();
    try {
      await client.query('begin');
      await client.query(LOCK);
      const result = await act(toTable(client));
      await client.query('commit');
      client.release();
      return result;
    } catch (error) {
      // With the connection whatever was begun on it goes.
      client.release(true);
      throw error;
    }
  };
  try {
    await change(async ({ ask }) => {
      for (const text of MEMORY_TABLES) await ask(text, []);
    });
  } catch (error) {
    await pool.end();
    throw error;
  }
  return { ask: toTable(pool).ask, change, [Symbol.asyncDispose]: () => pool.end() };
}

function toTable(client: Pick<pg.ClientBase, 'query'> | pg.Pool): MemoryTable {
  return {
    ask: async (text, values) => {
      const { rows } = await client.query<Record<string, unknown>>(text.replaceAll(/\?(\d+)/g, '$$$1'), [...values]);
      return rows;
    },
  };
}
