import { StoreUnusableError } from '@tutti/engine';
import type pg from 'pg';
import { sqlStateOf, toMessage } from '../classify-failure.ts';
import type { Migration } from './migration.ts';
import { MIGRATIONS } from './migrations.ts';

export const NEWEST_VERSION = MIGRATIONS.at(-1)?.number ?? 0;

const LOCK_NOT_AVAILABLE = '55P03';

export interface MigrateOptions {
  readonly schema: string;
  /** For how long another process that migrates, or a long transaction that is in the way, is waited for. */
  readonly lockTimeoutMs: number;
  readonly migrations?: readonly Migration[];
}

/**
 * Brings the schema up to date. One process at a time does so, the others wait for it; each migration is one transaction
 * together with the version that it reaches, so wherever the process dies, the next one finds the schema before or after it.
 */
export async function migrate(client: pg.ClientBase, options: MigrateOptions): Promise<void> {
  const { schema, lockTimeoutMs, migrations = MIGRATIONS } = options;
  const newest = migrations.at(-1)?.number ?? 0;
  if ((await readVersion(client, schema)) === newest) return;
  await client.query(`SET lock_timeout = ${lockTimeoutMs}`);
  try {
    await client.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [`tutti migrates ${schema}`]);
    await createSchema(client, schema);
    const version = await readVersion(client, schema);
    if (version > newest) throw toTooNew(version, newest);
    for (const migration of migrations.filter(({ number }) => number > version)) await apply(client, migration);
  } catch (error) {
    throw sqlStateOf(error) === LOCK_NOT_AVAILABLE ? toHindered(error) : error;
  }
}

/** Asked first, as even IF NOT EXISTS takes the right to make schemas, which whoever is given one often lacks. */
async function createSchema(client: pg.ClientBase, schema: string): Promise<void> {
  const { rows } = await client.query('SELECT 1 FROM pg_namespace WHERE nspname = $1', [schema]);
  if (rows.length === 0) await client.query(`CREATE SCHEMA IF NOT EXISTS "${schema}"`);
}

/** Zero where there is nothing yet. */
async function readVersion(client: pg.ClientBase, schema: string): Promise<number> {
  const { rows } = await client.query<{ found: boolean }>('SELECT to_regclass($1) IS NOT NULL AS found', [
    `"${schema}".migrations`,
  ]);
  if (!rows[0]?.found) return 0;
  const version = await client.query<{ version: number }>('SELECT max(number) AS version FROM migrations');
  return Number(version.rows[0]?.version ?? 0);
}

async function apply(client: pg.ClientBase, { number, name, statements }: Migration): Promise<void> {
  await client.query('BEGIN');
  try {
    for (const statement of statements) await client.query(statement);
    await client.query(
      'CREATE TABLE IF NOT EXISTS migrations (number integer PRIMARY KEY, name text NOT NULL, at timestamptz NOT NULL DEFAULT now())',
    );
    await client.query('INSERT INTO migrations (number, name) VALUES ($1, $2)', [number, name]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

function toTooNew(version: number, newest: number): StoreUnusableError {
  return new StoreUnusableError(
    'store_too_new',
    `the database has version ${version}, and this version of Tutti knows no newer one than ${newest}`,
  );
}

function toHindered(cause: unknown): StoreUnusableError {
  const message = `the schema could not be brought up to date, as another connection holds it: ${toMessage(cause)}`;
  return new StoreUnusableError('store_locked', message, { cause });
}
