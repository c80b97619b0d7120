/**
 * LISTEN and NOTIFY, as a wake-up only: whoever misses it finds out by looking. It is sent after the commit, on a connection
 * of its own, since a transaction that notifies holds a lock of the whole server while it commits.
 */
import pg from 'pg';
import * as z from 'zod';
import { classifyFailure } from './classify-failure.ts';
import { type ConnectionOptions, toClientConfig } from './connection.ts';
import { noNotices, type Notices } from './notices.ts';

const Ring = z.object({ from: z.string(), ready: z.boolean(), settled: z.boolean(), signals: z.array(z.string()) });

/** What is rung for in one turn goes out together. */
const GATHER_MS = 2;
/** A payload has room for 8,000 bytes. */
const SIGNALS_AT_ONCE = 150;
const RECONNECT_MS = 1_000;

export interface BellOptions extends ConnectionOptions {
  /** Differs for each store, so that none hears itself. */
  readonly name: string;
  onRing(notices: Notices): void;
}

export class Bell {
  readonly #options: BellOptions;
  #client: pg.Client | undefined;
  #pending = noNotices();
  #sending: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #retry: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: BellOptions) {
    this.#options = options;
  }

  /** Where it cannot connect it goes on trying. */
  async open(): Promise<void> {
    if (this.#isClosed) return;
    const client = new pg.Client(toClientConfig(this.#options));
    client.on('error', () => this.#lose(client));
    client.on('end', () => this.#lose(client));
    client.on('notification', ({ payload }) => this.#hear(payload));
    try {
      await client.connect();
      // The wake-up needs no place on the disk.
      await client.query(`SET synchronous_commit = off; LISTEN ${this.#channel}`);
      if (this.#isClosed) return await client.end();
      this.#client = client;
      // What was rung meanwhile is not known.
      this.#options.onRing({ ...noNotices(), ready: true, settled: true });
    } catch {
      void client.end().catch(() => undefined);
      this.#retryLater();
    }
  }

  ring({ ready, settled, signals }: Notices): void {
    if (!ready && !settled && signals.size === 0) return;
    this.#pending.ready ||= ready;
    this.#pending.settled ||= settled;
    for (const run of signals) this.#pending.signals.add(run);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#sending = this.#sending.then(() => this.#send());
    }, GATHER_MS);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#retry);
    await this.#sending;
    await this.#send();
    await this.#client?.end().catch(() => undefined);
  }

  get #channel(): string {
    return `tutti_${this.#options.schema}`;
  }

  /** What is rung for while something is on its way goes out together with the next. */
  async #send(): Promise<void> {
    const { ready, settled, signals } = this.#pending;
    this.#pending = noNotices();
    const runs = [...signals];
    if (!ready && !settled && runs.length === 0) return;
    do {
      const payload = { from: this.#options.name, ready, settled, signals: runs.splice(0, SIGNALS_AT_ONCE) };
      await this.#notify(JSON.stringify(payload));
    } while (runs.length > 0);
  }

  /** Where it does not go through nobody is told; they look by themselves. */
  async #notify(payload: string): Promise<void> {
    const client = this.#client;
    try {
      await client?.query('SELECT pg_notify($1, $2)', [this.#channel, payload]);
    } catch (error) {
      if (client && classifyFailure(error) === 'lost') this.#lose(client);
    }
  }

  #hear(payload: string | undefined): void {
    const { success, data } = Ring.safeParse(parseJson(payload));
    if (!success || data.from === this.#options.name) return;
    this.#options.onRing({ ready: data.ready, settled: data.settled, signals: new Set(data.signals) });
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
    this.#retry = setTimeout(() => void this.open(), RECONNECT_MS);
  }
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
