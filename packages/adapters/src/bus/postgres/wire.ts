/** One connection to the database for LISTEN and NOTIFY: made again when it is lost, and nothing is kept for that time. */
import pg from 'pg';
import { toClientConfig } from '../../storage/postgres/connection.ts';

export interface Note {
  readonly channel: string;
  readonly payload: string;
}

export interface WireOptions {
  readonly connectionString: string;
  readonly schema: string;
  readonly channels: readonly string[];
  /** It stands, again perhaps: what was sent meanwhile is not known. */
  onConnected(): void;
  onNote(note: Note): void;
}

const CONNECT_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 3_000;
const RECONNECT_MS = 1_000;

export class Wire {
  readonly #options: WireOptions;
  #client: pg.Client | undefined;
  #opening: Promise<void> | undefined;
  #retry: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: WireOptions) {
    this.#options = options;
  }

  /** Where it cannot connect it goes on trying. */
  open(): void {
    this.#opening = this.#open();
  }

  /** In one transaction. Lost where there is no connection. */
  async send(notes: readonly Note[]): Promise<void> {
    const client = this.#client;
    if (!client) return;
    try {
      await client.query(
        'SELECT pg_notify(channel, payload) FROM unnest($1::text[], $2::text[]) AS n(channel, payload)',
        [notes.map(({ channel }) => channel), notes.map(({ payload }) => payload)],
      );
    } catch {
      // Whatever it was, a new connection is as good as this one.
      this.#lose(client);
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#retry);
    await this.#opening;
    await this.#client?.end().catch(() => undefined);
  }

  async #open(): Promise<void> {
    const { connectionString, schema, channels, onConnected, onNote } = this.#options;
    const client = new pg.Client({
      ...toClientConfig({
        connectionString,
        schema,
        connections: 1,
        connectTimeoutMs: CONNECT_TIMEOUT_MS,
        statementTimeoutMs: STATEMENT_TIMEOUT_MS,
      }),
      application_name: 'tutti bus',
    });
    client.on('error', () => this.#lose(client));
    client.on('end', () => this.#lose(client));
    client.on('notification', ({ channel, payload }) => onNote({ channel, payload: payload ?? '' }));
    try {
      await client.connect();
      // A wake-up needs no place on the disk.
      await client.query('SET synchronous_commit = off');
      for (const channel of channels) await client.query(`LISTEN ${channel}`);
      if (this.#isClosed) return await client.end();
      this.#client = client;
      onConnected();
    } catch {
      void client.end().catch(() => undefined);
      this.#retryLater();
    }
  }

  #lose(client: pg.Client): void {
    if (this.#client !== client) return;
    this.#client = undefined;
    void client.end().catch(() => undefined);
    this.#retryLater();
  }

  #retryLater(): void {
    if (this.#isClosed) return;
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.open(), RECONNECT_MS);
  }
}
