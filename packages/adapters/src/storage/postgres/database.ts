/** The pool, and the one policy by which whatever is asked of it is tried again. */
import { setTimeout as delay } from 'node:timers/promises';
import {
  EngineError,
  RunError,
  StoreFailedError,
  StoreFullError,
  StoreUnavailableError,
  systemRandom,
} from '@tutti/engine';
import pg from 'pg';
import { classifyFailure, type FailureKind, toMessage } from './classify-failure.ts';
import { type ConnectionOptions, ServerCheck, toClientConfig } from './connection.ts';

export interface Statement {
  /** Prepared under this name once on each connection. */
  readonly name: string;
  readonly text: string;
}
export type Row = Readonly<Record<string, unknown>>;

/** Runs one statement: on any connection, or on that of a transaction. */
export type Ask = (statement: Statement, values?: readonly unknown[]) => Promise<readonly Row[]>;

export interface DatabaseEvents {
  /** After each statement that went through, and each failure that concerns more than itself. */
  /** In ticks of this process; undefined while the server answers. */
  readonly awaySince: number | undefined;
  onState(kind: 'ok' | Exclude<FailureKind, 'operation' | 'again'>, message: string): void;
}

export interface DatabaseOptions extends ConnectionOptions {
  /** For how long a server that cannot be reached, or others that are in the way, are waited for. */
  readonly patienceMs: number;
}

const FIRST_DELAY_MS = 20;
const LONGEST_DELAY_MS = 1_000;

export class Database {
  readonly #pool: pg.Pool;
  readonly #options: DatabaseOptions;
  readonly #events: DatabaseEvents;
  readonly #closing = new AbortController();

  constructor(options: DatabaseOptions, events: DatabaseEvents) {
    this.#options = options;
    this.#events = events;
    const check = new ServerCheck(options.schema);
    this.#pool = new pg.Pool({
      ...toClientConfig(options),
      max: options.connections,
      idleTimeoutMillis: 60_000,
      verify: (client, settle) => void verify(check, client).then(settle),
    });
    // Whoever uses a connection that breaks hears of it from the statement.
    this.#pool.on('connect', (client) => client.on('error', () => undefined));
    // A connection that breaks while nobody uses it concerns nobody.
    this.#pool.on('error', () => undefined);
  }

  /** One statement, which is a transaction of its own. */
  ask: Ask = (statement, values = []) => this.transact((ask) => ask(statement, values), 'single');

  /** As `ask`, tried again while that may help. Only for what may be done twice. */
  persist(statement: Statement, values: readonly unknown[] = []): Promise<readonly Row[]> {
    return this.retry(() => this.ask(statement, values));
  }

  /** All that `act` asks commits together, or nothing of it. */
  async transact<Answer>(act: (ask: Ask) => Promise<Answer>, mode: 'single' | 'many' = 'many'): Promise<Answer> {
    const client = await this.#pool.connect();
    const ask: Ask = async (statement, values = []) => {
      const { rows } = await client.query<Row>({ ...statement, values: [...values] });
      return rows;
    };
    try {
      if (mode === 'many') await client.query('BEGIN');
      const answer = await act(ask);
      if (mode === 'many') await client.query('COMMIT');
      client.release();
      this.#events.onState('ok', '');
      return answer;
    } catch (error) {
      await this.#giveBack(client, error, mode);
      throw error;
    }
  }

  /** Tries again what lost against others and what the connection was lost for; `act` must bear being done twice. */
  async retry<Answer>(act: (attempt: number) => Promise<Answer>): Promise<Answer> {
    // Who comes while the server has long been away does not wait for it as long again.
    const start = this.#events.awaySince ?? performance.now();
    for (let attempt = 1; ; attempt++) {
      try {
        return await act(attempt);
      } catch (error) {
        const kind = classifyFailure(error);
        if (kind !== 'operation' && kind !== 'again') this.#events.onState(kind, toMessage(error));
        const isPatient = performance.now() - start < this.#options.patienceMs && !this.#closing.signal.aborted;
        if ((kind !== 'again' && kind !== 'lost') || !isPatient) throw toStoreError(kind, error);
        await this.#pause(attempt);
      }
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#pool.end();
  }

  async #giveBack(client: pg.PoolClient, error: unknown, mode: 'single' | 'many'): Promise<void> {
    // After a failure of the connection, and after a deadline of ours, what comes over it next cannot be told.
    if (classifyFailure(error) === 'lost') return client.release(true);
    try {
      if (mode === 'many') await client.query('ROLLBACK');
      client.release();
    } catch {
      client.release(true);
    }
  }

  /** With jitter, so that those who hindered each other do not meet again. */
  async #pause(attempt: number): Promise<void> {
    const most = Math.min(FIRST_DELAY_MS * 2 ** attempt, LONGEST_DELAY_MS);
    await delay(most * (0.5 + systemRandom.next() / 2), undefined, { signal: this.#closing.signal }).catch(
      () => undefined,
    );
  }
}

/** Why the server must not be used, where it must not. */
async function verify(check: ServerCheck, client: pg.ClientBase): Promise<Error | undefined> {
  try {
    await check.assertTrusted(client);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** What goes on when the server is back the engine waits for, and tries the same again. */
function toStoreError(kind: FailureKind, cause: unknown): unknown {
  const message = toMessage(cause);
  switch (kind) {
    case 'lost':
      return new StoreUnavailableError(`the database cannot be reached: ${message}`, { cause });
    case 'again':
      return new StoreUnavailableError(`the database is too busy: ${message}`, { cause });
    case 'full':
      return new StoreFullError(`the database has no space: ${message}`, { cause });
    case 'failed':
      return new StoreFailedError(`the database is damaged: ${message}`, { cause });
    case 'operation':
      return cause instanceof EngineError ? cause : new RunError('internal', toMessage(cause), { cause });
    default:
      return kind satisfies never;
  }
}
