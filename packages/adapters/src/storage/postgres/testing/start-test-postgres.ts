/** A real PostgreSQL server of a test's own: durable as in production, on a private port, gone at the end. */
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { getPostgres } from './find-postgres.ts';

const run = promisify(execFile);

export interface TestPostgres extends AsyncDisposable {
  readonly connectionString: string;
  readonly port: number;
  /** Also of its children, which a signal to one of them does not reach. */
  readonly pid: number;
  /** A name that no other store of this server has: a new one, or that of an emptied schema. */
  nextSchema(): string;
  /** Removes what a closed store has left behind, and gives its schema to the next one: emptying tables is quicker than making them. */
  empty(schema: string): Promise<void>;
  /** One statement on a connection of its own. */
  query(text: string, values?: readonly unknown[]): Promise<readonly Record<string, unknown>[]>;
  /** Starts it again as a replica without a primary, which only reads until `pg_promote()` puts it on a new timeline. */
  demote(): Promise<void>;
  /** Kills the server as a crash would, and starts it again over the same data. */
  restart(): Promise<void>;
}

interface User {
  readonly uid?: number;
  readonly gid?: number;
}

/** `files`, by name, lie beside the data, so that settings name them as `../name`; nobody else may read them. */
export async function startTestPostgres(
  settings: Readonly<Record<string, string>> = {},
  files: Readonly<Record<string, string>> = {},
): Promise<TestPostgres> {
  const binaries = getPostgres();
  const user = findUser();
  const directory = await mkdtemp(join(tmpdir(), 'tutti-pg-'));
  if (user.uid !== undefined && user.gid !== undefined) await chown(directory, user.uid, user.gid);
  for (const [name, text] of Object.entries(files)) await writePrivate(join(directory, name), text, user);
  const password = randomBytes(12).toString('hex');
  await initialize({ binaries, directory, user, password });
  const port = await findPort();
  const connectionString = `postgres://tutti:${password}@127.0.0.1:${port}/postgres`;
  const start = () => startServer({ binaries, directory, user, port, settings, connectionString });
  let server = await start();
  let schemas = 0;
  const emptied: string[] = [];
  return {
    connectionString,
    port,
    get pid() {
      return server.pid ?? 0;
    },
    nextSchema: () => emptied.pop() ?? `store_${(schemas += 1)}`,
    async empty(schema) {
      const named = await query(connectionString, 'SELECT tablename AS name FROM pg_tables WHERE schemaname = $1', [
        schema,
      ]);
      const tables = named.map(({ name }) => String(name)).filter((name) => name !== 'migrations');
      await query(connectionString, tables.map((name) => `DELETE FROM ${schema}.${name}`).join('; '));
      emptied.push(schema);
    },
    query: (text, values = []) => query(connectionString, text, values),
    async restart() {
      await stop(server, 'SIGQUIT');
      server = await start();
    },
    async demote() {
      await stop(server, 'SIGINT');
      await writeFile(join(directory, 'data', 'standby.signal'), '');
      server = await start();
    },
    async [Symbol.asyncDispose]() {
      await stop(server, 'SIGINT');
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function writePrivate(file: string, text: string, { uid, gid }: User): Promise<void> {
  await writeFile(file, text, { mode: 0o600 });
  if (uid !== undefined && gid !== undefined) await chown(file, uid, gid);
}

interface Place {
  readonly binaries: string;
  readonly directory: string;
  readonly user: User;
}

async function initialize({ binaries, directory, user, password }: Place & { password: string }): Promise<void> {
  const file = join(directory, 'password');
  await writeFile(file, password);
  const data = ['--pgdata', join(directory, 'data'), '--username', 'tutti', '--pwfile', file];
  await run(
    join(binaries, 'initdb'),
    [...data, '--auth', 'scram-sha-256', '--encoding', 'UTF8', '--locale', 'C', '--no-sync'],
    {
      ...user,
      cwd: directory,
    },
  );
}

async function startServer(
  options: Place & { port: number; settings: Readonly<Record<string, string>>; connectionString: string },
): Promise<ChildProcess> {
  const { binaries, directory, user, port, settings, connectionString } = options;
  const all = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: directory,
    fsync: 'on',
    max_connections: '200',
    ...settings,
  };
  const flags = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = spawn(join(binaries, 'postgres'), ['-D', join(directory, 'data'), '-p', `${port}`, ...flags], {
    ...user,
    cwd: directory,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  server.stderr?.on('data', (piece: Buffer) => (said = `${said}${piece.toString()}`.slice(-4_000)));
  // Whatever ends this process, nothing is left behind.
  process.once('exit', () => void server.kill('SIGQUIT'));
  for (;;) {
    if (server.exitCode !== null) throw new Error(`PostgreSQL did not start: ${said}`);
    const isReady = await query(connectionString, 'SELECT 1').then(
      () => true,
      () => false,
    );
    if (isReady) return server;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function query(
  connectionString: string,
  text: string,
  values: readonly unknown[] = [],
): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query<Record<string, unknown>>(text, [...values])).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function stop(server: ChildProcess, signal: 'SIGINT' | 'SIGQUIT'): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const exited = once(server, 'exit');
  server.kill(signal);
  await exited;
}

/** PostgreSQL refuses to run as root. */
function findUser(): User {
  if (process.getuid?.() !== 0) return {};
  const name = ['postgres', 'nobody'].find(isUser);
  if (name === undefined)
    throw new Error('PostgreSQL does not run as root, and there is no user "postgres" or "nobody"');
  const idOf = (flag: string) => Number(execFileSync('id', [flag, name], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}

function isUser(name: string): boolean {
  try {
    execFileSync('id', ['-u', name], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

async function findPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('there is no free port');
  return address.port;
}
