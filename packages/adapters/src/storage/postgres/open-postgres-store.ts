import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { type Clock, type LastingStore, StoreUnusableError } from '@tutti/engine';
import pg from 'pg';
import { AccessRows } from './access-rows.ts';
import { AgentRows } from './agent-rows.ts';
import { Bell } from './bell.ts';
import { toMessage, WrongServerError } from './classify-failure.ts';
import { type ConnectionOptions, ServerCheck, toClientConfig } from './connection.ts';
import { Database, type DatabaseOptions } from './database.ts';
import { FleetRows } from './fleet-rows.ts';
import { Holdings } from './holdings.ts';
import { Lease } from './lease.ts';
import { Library } from './library.ts';
import { MoneyRows } from './money-rows.ts';
import { Listeners, noNotices, type Notices } from './notices.ts';
import { createPostgresStore } from './postgres-store.ts';
import { QuotaDesk } from './quota-desk.ts';
import { migrate } from './schema/migrate.ts';
import { StoreWatch } from './store-watch.ts';
import { Upkeep } from './upkeep.ts';
import { Writer } from './writer.ts';

export interface PostgresStoreOptions {
  readonly connectionString: string;
  /** Several installations can share a database, each in a schema of its own. */
  readonly schema?: string;
  /** Only for tests: without it the time of the database counts, which is the same for all workers. */
  readonly clock?: Clock;
  /** What this process is called where people see who holds what. */
  readonly name?: string;
  /** How long after its last sign of life the runs of this process are given to others. */
  readonly leaseMs?: number;
  /** How often the lease is renewed, and looked for what no notice has told. */
  readonly lookEveryMs?: number;
  readonly connections?: number;
  readonly connectTimeoutMs?: number;
  /** Shorter than the patience, so that a connection that went silent is given up while there is time for another one. */
  readonly statementTimeoutMs?: number;
  /** For how long a migration waits for others that are in its way. */
  readonly migrationTimeoutMs?: number;
  /** For how long an operation tries to reach the server before it is refused. */
  readonly patienceMs?: number;
}

const SCHEMA = /^[a-z_][a-z0-9_]{0,40}$/;

/**
 * Opens the store in a PostgreSQL database, bringing its schema up to date. Any number of processes may open it at once.
 * `await using store = await openPostgresStore({ connectionString: 'postgres://localhost/tutti' });`
 */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<LastingStore> {
  const { schema = 'tutti' } = options;
  if (!SCHEMA.test(schema)) throw new StoreUnusableError('store_failed', `${schema} is no name for a schema`);
  const connection: DatabaseOptions = {
    connectionString: options.connectionString,
    schema,
    connections: options.connections ?? 10,
    connectTimeoutMs: options.connectTimeoutMs ?? 5_000,
    statementTimeoutMs: options.statementTimeoutMs ?? 6_000,
    patienceMs: options.patienceMs ?? 10_000,
  };
  try {
    await prepare(connection, options.migrationTimeoutMs ?? 10_000);
    return await openParts(connection, options);
  } catch (cause) {
    if (cause instanceof StoreUnusableError) throw cause;
    const code = cause instanceof WrongServerError ? 'store_read_only' : 'store_failed';
    throw new StoreUnusableError(code, toMessage(cause), { cause });
  }
}

/** On a connection of its own, whose deadline a long migration may exceed. */
async function prepare(connection: ConnectionOptions, lockTimeoutMs: number): Promise<void> {
  const { schema } = connection;
  const { statement_timeout: _, query_timeout: __, ...config } = toClientConfig(connection);
  const client = new pg.Client(config);
  client.on('error', () => undefined);
  try {
    await client.connect();
    await new ServerCheck(schema).assertTrusted(client);
    await migrate(client, { schema, lockTimeoutMs });
  } finally {
    await client.end();
  }
}

async function openParts(connection: DatabaseOptions, options: PostgresStoreOptions): Promise<LastingStore> {
  const { clock, leaseMs = 6_000, lookEveryMs = 1_000 } = options;
  const watch = new StoreWatch();
  const listeners = new Listeners();
  const holdings = new Holdings();
  const database = new Database(connection, watch);
  const bell = new Bell({ ...connection, name: randomUUID(), onRing: (notices) => listeners.tell(notices) });
  const tell = (notices: Notices) => {
    listeners.tell(notices);
    bell.ring(notices);
  };
  const name = options.name ?? `${hostname()}:${process.pid}`;
  // However many wait for a connection, the lease is renewed.
  const own = new Database({ ...connection, connections: 1 }, watch);
  const lease = await Lease.begin(own.ask, { name, leaseMs });
  const now = () => clock?.now();
  const writer = new Writer({ database, lease, holdings, now, tell, onWritten: () => watch.onWritten() });
  const library = new Library(database, writer.numbers);
  const upkeep = new Upkeep({
    database: own,
    lease,
    holdings,
    tell: (notices) => listeners.tell(notices),
    freeStrays: () => writer.freeStrays(),
    lookEveryMs,
  });
  // Once the store is open nothing that others ring for is missed.
  await bell.open();
  upkeep.start();
  return createPostgresStore({
    database,
    writer,
    library,
    ...openRows(database, now),
    listeners,
    watch,
    clock: clock ?? lease.clock,
    now,
    isLeaseHeld: (ref, epoch) => lease.isHeld && !holdings.hasLost(ref, epoch),
    announce: (card) => own.retry(() => lease.announce(own.ask, card)),
    onLimit: () => tell({ ...noNotices(), settled: true }),
    close: async () => {
      await upkeep.stop();
      const freed = lease.end(own).then(() => tell({ ...noNotices(), ready: true }));
      // Where the server cannot be reached, the lease passes by itself.
      await freed.catch(() => undefined);
      await bell.close();
      await Promise.all([own.close(), database.close()]);
    },
  });
}

/** What is asked statement by statement. */
function openRows(database: Database, now: () => number | undefined) {
  return {
    access: new AccessRows(database),
    agents: new AgentRows(database),
    fleet: new FleetRows(database),
    money: new MoneyRows(database, now),
    quotas: new QuotaDesk(database, now),
  };
}
