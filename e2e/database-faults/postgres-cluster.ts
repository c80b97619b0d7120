/** A PostgreSQL server that faults happen to: it is killed, runs out of space, is copied, promoted, and comes back. */
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { getPostgres } from '../../packages/adapters/src/storage/postgres/testing/find-postgres.ts';

const run = promisify(execFile);
const USER = 'tutti';

export type Settings = Readonly<Record<string, string>>;

export interface ClusterOptions {
  readonly settings?: Settings;
  /** Where its data lies; a folder of its own where it is left out. */
  readonly folder?: string;
}

interface Place {
  readonly folder: string;
  readonly port: number;
  readonly settings: Settings;
}

/** Beside the real `initdb`: on the PATH there may be links to some of them only. */
const binary = (name: string) => join(dirname(realpathSync(join(getPostgres(), 'initdb'))), name);

export class PostgresCluster implements AsyncDisposable {
  readonly port: number;
  readonly folder: string;
  readonly #settings: Settings;
  #server: ChildProcess | undefined;
  #log = '';

  private constructor({ folder, port, settings }: Place) {
    this.folder = folder;
    this.port = port;
    this.#settings = settings;
  }

  static async create({ settings = {}, folder = makeFolder() }: ClusterOptions = {}): Promise<PostgresCluster> {
    const data = ['--pgdata', join(folder, 'data'), '--username', USER, '--wal-segsize', '1'];
    // Only this machine reaches it, and only for the time of a test.
    await run(
      binary('initdb'),
      [...data, '--auth', 'trust', '--encoding', 'UTF8', '--locale', 'C', '--no-sync'],
      asUser(folder),
    );
    const cluster = new PostgresCluster({ folder, port: await findPort(), settings });
    await cluster.start();
    return cluster;
  }

  get connectionString(): string {
    return this.toConnectionString(this.port);
  }

  /** The same database, reached through another port. */
  toConnectionString(port: number): string {
    return `postgres://${USER}@127.0.0.1:${port}/postgres`;
  }

  get isRunning(): boolean {
    return this.#server !== undefined && this.#server.exitCode === null && this.#server.signalCode === null;
  }

  /** What the server says of errors, each line with its SQLSTATE in front. */
  readLog(): string {
    return this.#log;
  }

  async start(): Promise<void> {
    const all = {
      listen_addresses: '127.0.0.1',
      unix_socket_directories: this.folder,
      fsync: 'on',
      max_connections: '100',
      log_line_prefix: '%e ',
      ...this.#settings,
    };
    const flags = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const server = spawn(binary('postgres'), ['-D', join(this.folder, 'data'), '-p', `${this.port}`, ...flags], {
      ...asUser(this.folder),
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    // Kept here, as a log on a full disk would hold the server up.
    server.stderr.on('data', (piece: Buffer) => (this.#log += piece.toString()));
    const kill = () => void server.kill('SIGQUIT');
    process.once('exit', kill);
    server.once('exit', () => void process.off('exit', kill));
    this.#server = server;
    while (!(await this.isReady())) {
      if (!this.isRunning) throw new Error(`PostgreSQL did not start: ${this.readLog().slice(-2_000)}`);
      await sleep(20);
    }
  }

  /** `immediate` is a crash: nothing is written out, and the next start recovers. */
  async stop(how: 'fast' | 'immediate' = 'immediate'): Promise<void> {
    const server = this.#server;
    if (!server || !this.isRunning) return;
    const exited = once(server, 'exit');
    server.kill(how === 'fast' ? 'SIGINT' : 'SIGQUIT');
    await exited;
  }

  async isReady(): Promise<boolean> {
    return this.ask('SELECT 1').then(
      () => true,
      () => false,
    );
  }

  /** One statement on a connection of its own; the rows as lines, their columns divided by bars. */
  async ask(text: string): Promise<readonly string[]> {
    const { stdout } = await run(
      binary('psql'),
      ['-XqAt', '-v', 'ON_ERROR_STOP=1', '-c', text, this.connectionString],
      { timeout: 20_000 },
    );
    return stdout.split('\n').filter((line) => line !== '');
  }

  /** A connection that stays, for transactions that do not end. */
  openSession(): Session {
    return new Session(this.connectionString);
  }

  /** A streaming replica of this server. */
  async copy(settings: Settings): Promise<PostgresCluster> {
    const folder = makeFolder();
    const from = ['-h', '127.0.0.1', '-p', `${this.port}`, '-U', USER, '-D', join(folder, 'data')];
    await run(
      binary('pg_basebackup'),
      [...from, '--checkpoint', 'fast', '--wal-method', 'stream', '--write-recovery-conf', '--no-sync'],
      asUser(folder),
    );
    const replica = new PostgresCluster({ folder, port: await findPort(), settings });
    await replica.start();
    return replica;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** `psql`, told line by line. */
export class Session implements AsyncDisposable {
  readonly #child: ChildProcess;
  #said = '';
  #asked = 0;

  constructor(connectionString: string) {
    this.#child = spawn(binary('psql'), ['-XqAt', connectionString], { stdio: ['pipe', 'pipe', 'pipe'] });
    this.#child.stdin?.on('error', () => undefined);
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.on('data', (piece: Buffer) => (this.#said += piece.toString()));
  }

  /** What it answers, errors included, when it has answered. */
  async ask(text: string): Promise<string> {
    const mark = `-- answered ${(this.#asked += 1)}`;
    const from = this.#said.length;
    this.#child.stdin?.write(`${text};\n\\echo ${mark}\n`);
    while (!this.#said.includes(mark, from)) {
      if (this.#child.exitCode !== null) throw new Error(`psql has ended: ${this.#said.slice(from)}`);
      await sleep(5);
    }
    return this.#said.slice(from, this.#said.indexOf(mark, from)).trim();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const exited = this.#child.exitCode === null ? once(this.#child, 'exit') : undefined;
    this.#child.stdin?.end('\\q\n');
    await exited;
  }
}

export function makeFolder(parent = tmpdir()): string {
  const folder = mkdtempSync(join(parent, 'tutti-db-'));
  giveToServer(folder);
  return folder;
}

/** PostgreSQL refuses to run as root. */
export function giveToServer(folder: string): void {
  const { uid, gid } = findUser();
  mkdirSync(folder, { recursive: true });
  if (uid !== undefined && gid !== undefined) chownSync(folder, uid, gid);
}

function asUser(cwd: string): { uid?: number; gid?: number; cwd: string } {
  return { ...findUser(), cwd };
}

function findUser(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const names = readFileSync('/etc/passwd', 'utf8');
  const name = names.includes('\npostgres:') ? 'postgres' : 'nobody';
  const idOf = (flag: string) => Number(execFileSync('id', [flag, name], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
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
