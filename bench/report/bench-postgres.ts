/**
 * The PostgreSQL server that everything is measured on: one of its own, on the disk where the other files are, or the one that
 * DATABASE_URL names. Whoever measures gets a database of their own in it.
 */
import { randomBytes } from 'node:crypto';
import {
  startTestPostgres,
  type TestPostgres,
} from '../../packages/adapters/src/storage/postgres/testing/start-test-postgres.ts';
import { queryPg } from './pg-driver.ts';

/** What durability and speed depend on. */
const SETTINGS = [
  'fsync',
  'synchronous_commit',
  'full_page_writes',
  'wal_sync_method',
  'shared_buffers',
  'max_wal_size',
  'max_connections',
];

export class BenchPostgres implements AsyncDisposable {
  readonly description: string;
  readonly #connectionString: string;
  readonly #own: TestPostgres | undefined;
  readonly #databases: string[] = [];

  private constructor(own: TestPostgres | undefined, { url, description }: { url: string; description: string }) {
    this.#own = own;
    this.#connectionString = url;
    this.description = description;
  }

  static async open(): Promise<BenchPostgres> {
    const given = process.env['DATABASE_URL'];
    const own = given === undefined ? await startTestPostgres() : undefined;
    try {
      const url = own?.connectionString ?? given ?? '';
      return new BenchPostgres(own, { url, description: await describe(url) });
    } catch (error) {
      await own?.[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Empty, and gone at the end. */
  async createDatabase(): Promise<string> {
    const name = `tutti_bench_${randomBytes(6).toString('hex')}`;
    await queryPg(this.#connectionString, `CREATE DATABASE ${name}`);
    this.#databases.push(name);
    const url = new URL(this.#connectionString);
    url.pathname = `/${name}`;
    return url.href;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#own) return this.#own[Symbol.asyncDispose]();
    for (const name of this.#databases.splice(0)) {
      await queryPg(this.#connectionString, `DROP DATABASE ${name} WITH (FORCE)`);
    }
  }
}

/** A server that does not wait for its disk would be compared with stores that do. */
async function describe(url: string): Promise<string> {
  const rows = await queryPg(url, {
    text: `SELECT name, current_setting(name) AS value FROM unnest($1::text[]) AS name`,
    values: [['server_version', ...SETTINGS]],
  });
  const settings = new Map(rows.map(({ name, value }) => [String(name), String(value)]));
  for (const name of ['fsync', 'synchronous_commit']) {
    if (settings.get(name) !== 'on') throw new Error(`this PostgreSQL has ${name} = ${settings.get(name)}`);
  }
  const said = SETTINGS.map((name) => `${name} ${settings.get(name)}`).join(', ');
  return `PostgreSQL ${settings.get('server_version')}: ${said}`;
}

/** Started when it is first asked for. */
export class PostgresOnDemand implements AsyncDisposable {
  readonly #say: (text: string) => void;
  #opening: Promise<BenchPostgres | undefined> | undefined;

  constructor(say: (text: string) => void) {
    this.#say = say;
  }

  /** Undefined, with the reason said, where there is none. */
  open(): Promise<BenchPostgres | undefined> {
    this.#opening ??= this.#open();
    return this.#opening;
  }

  async #open(): Promise<BenchPostgres | undefined> {
    try {
      const postgres = await BenchPostgres.open();
      this.#say(postgres.description);
      return postgres;
    } catch (error) {
      this.#say(`without PostgreSQL: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await (await this.#opening)?.[Symbol.asyncDispose]();
  }
}
