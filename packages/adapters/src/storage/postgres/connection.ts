/** How this store connects: to which schema, with what deadlines, and to a server that may be trusted with decisions. */
import pg from 'pg';
import { WrongServerError } from './classify-failure.ts';

export interface ConnectionOptions {
  /** `postgres://user:password@host/database?sslmode=verify-full`, as everywhere. */
  readonly connectionString: string;
  readonly schema: string;
  readonly connections: number;
  readonly connectTimeoutMs: number;
  readonly statementTimeoutMs: number;
}

const OLDEST_VERSION = 150_000;
/** The client waits a little longer than the server, which can say more about it. */
const CLIENT_GRACE_MS = 2_000;

/** Whole numbers stay exact below 2^53, which no time in milliseconds and no price reaches. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) => (oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, format)),
};

/**
 * Each statement is planned once on each connection: planning costs more than most of them. As a plan may be made while the tables
 * are still empty, and kept while they grow, it must go by the indexes, which are made for these statements.
 */
const PLANNING = { plan_cache_mode: 'force_generic_plan', enable_seqscan: 'off', jit: 'off' };

export function toClientConfig(options: ConnectionOptions): pg.ClientConfig {
  const { connectionString, connectTimeoutMs, statementTimeoutMs } = options;
  return {
    connectionString,
    application_name: 'tutti',
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: statementTimeoutMs,
    lock_timeout: Math.ceil(statementTimeoutMs / 2),
    idle_in_transaction_session_timeout: statementTimeoutMs,
    query_timeout: statementTimeoutMs + CLIENT_GRACE_MS,
    keepAlive: true,
    types,
  };
}

/** Remembers the newest timeline that it has seen, so that a primary that was replaced is never believed again. */
export class ServerCheck {
  readonly #schema: string;
  #timeline = 0;

  constructor(schema: string) {
    this.#schema = schema;
  }

  /** On each new connection, before it is used. */
  async assertTrusted(client: pg.ClientBase): Promise<void> {
    const { rows } = await client.query<Record<string, unknown>>(
      `SELECT current_setting('server_version_num')::int AS version, current_setting('synchronous_commit') AS commit,
        current_setting('transaction_read_only') AS read_only,
        CASE WHEN pg_is_in_recovery() THEN NULL ELSE substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) END AS timeline`,
    );
    const { version, commit, read_only: readOnly, timeline } = rows[0] ?? {};
    if (Number(version) < OLDEST_VERSION) throw new UnsupportedServerError(Number(version));
    if (typeof timeline !== 'string' || readOnly === 'on')
      throw new WrongServerError('the PostgreSQL server only reads');
    const number = Number.parseInt(timeline, 16);
    if (number < this.#timeline) throw new WrongServerError('the PostgreSQL server was replaced by another one');
    this.#timeline = number;
    // What is acknowledged must be on disk, whatever the server's configuration says; stronger settings stay.
    const isWeak = commit === 'off' || commit === 'local';
    await set(client, { search_path: `"${this.#schema}"`, ...PLANNING, ...(isWeak && { synchronous_commit: 'on' }) });
  }
}

/** Not as options of the connection, which those of the connection string would take the place of. */
async function set(client: pg.ClientBase, settings: Readonly<Record<string, string>>): Promise<void> {
  const [names, values] = [Object.keys(settings), Object.values(settings)];
  await client.query('SELECT set_config(name, value, false) FROM unnest($1::text[], $2::text[]) AS s(name, value)', [
    names,
    values,
  ]);
}

export class UnsupportedServerError extends Error {
  constructor(version: number) {
    super(`PostgreSQL ${Math.floor(version / 10_000)} is too old: Tutti needs version 15 or newer`);
  }
}
