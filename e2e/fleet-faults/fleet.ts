/** Processes over one schema of a PostgreSQL server, one world outside, and whoever asks them for something. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isFinished, RunStatus } from '@tutti/protocol';
import type { TestPostgres } from '../../packages/adapters/src/storage/postgres/testing/start-test-postgres.ts';
import { Receiver } from '../kill-loops/receiver.ts';
import type { DriverOptions } from './driver-options.ts';
import { FleetProcess } from './fleet-process.ts';
import { Reply, type Request } from './http-desk.ts';

type ProcessWish = Partial<Omit<DriverOptions, 'connectionString' | 'schema' | 'folder'>> & { readonly name: string };

export interface Accepted {
  readonly tenant: number;
  readonly program: string;
  readonly run: NonNullable<Reply['run']>;
}

const ANSWER_MS = 3_000;
const PATIENCE_MS = 120_000;
const LOOK_MS = 60;

export class Fleet implements AsyncDisposable {
  readonly postgres: TestPostgres;
  readonly schema: string;
  readonly folder: string;
  readonly receiver: Receiver;
  /** All that ever were, in the order in which they were started. */
  readonly processes: FleetProcess[] = [];
  readonly #timing: Pick<DriverOptions, 'leaseMs' | 'lookEveryMs'>;
  #turn = 0;

  private constructor(postgres: TestPostgres, folder: string, timing: Fleet['timing']) {
    this.postgres = postgres;
    this.schema = postgres.nextSchema();
    this.folder = folder;
    this.receiver = new Receiver(folder);
    this.#timing = timing;
  }

  /** Without a timing it is that of production. */
  static async open(postgres: TestPostgres, timing: Fleet['timing'] = {}): Promise<Fleet> {
    return new Fleet(postgres, await mkdtemp(join(tmpdir(), 'tutti-fleet-')), timing);
  }

  get timing(): Pick<DriverOptions, 'leaseMs' | 'lookEveryMs'> {
    return this.#timing;
  }

  start(wish: ProcessWish): Promise<FleetProcess> {
    const { connectionString } = this.postgres;
    const place = { connectionString, schema: this.schema, folder: this.folder };
    const started = new FleetProcess({ room: 0, serves: false, ...this.#timing, ...wish, ...place });
    this.processes.push(started);
    return started.untilReady();
  }

  startWorker(name: string, wish: Omit<ProcessWish, 'name'> = {}): Promise<FleetProcess> {
    return this.start({ name, room: 100, ...wish });
  }

  startServer(name: string, wish: Omit<ProcessWish, 'name'> = {}): Promise<FleetProcess> {
    return this.start({ name, serves: true, ...wish });
  }

  /** As a client does it that has several addresses and must be answered: the same again, elsewhere, until somebody answers. */
  async ask(request: Request): Promise<Reply> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const servers = this.processes.filter((one) => !one.hasEnded && one.serves && one.worker !== undefined);
      const server = servers[this.#turn++ % Math.max(servers.length, 1)];
      const reply = server && (await post(server.url, request));
      if (reply && reply.error === undefined) return reply;
      if (Date.now() > deadline)
        throw new Error(`nobody answers ${JSON.stringify(request)}: ${reply?.error ?? 'no reply'}`);
      await delay(LOOK_MS);
    }
  }

  async submit(request: Omit<Extract<Request, { ask: 'submit' }>, 'ask'>): Promise<Accepted> {
    const { run } = await this.ask({ ask: 'submit', ...request });
    if (run === undefined) throw new Error('the server names no run');
    return { tenant: request.tenant, program: request.program, run };
  }

  /** Looks after all of them as people would, until each has ended; those that have not when patience ends are stuck. */
  async untilEnded(accepted: readonly Accepted[], patienceMs = PATIENCE_MS): Promise<void> {
    const open = new Set(accepted);
    const deadline = Date.now() + patienceMs;
    while (open.size > 0 && Date.now() < deadline) {
      for (const one of open) {
        const { status } = await this.ask({ ask: 'attend', tenant: one.tenant, run: one.run });
        if (isFinished(RunStatus.parse(status))) open.delete(one);
      }
      if (open.size > 0) await delay(LOOK_MS);
    }
  }

  /** Looks until it is so; fails when patience ends. */
  async untilTrue(isSo: () => Promise<boolean>, patienceMs = PATIENCE_MS): Promise<void> {
    const deadline = Date.now() + patienceMs;
    while (!(await isSo())) {
      if (Date.now() > deadline) throw new Error('it has not come to that in time');
      await delay(LOOK_MS);
    }
  }

  async readStatus(run: string): Promise<string | undefined> {
    const [row] = await this.postgres.query(`SELECT status FROM ${this.schema}.runs WHERE id = $1`, [run]);
    return row === undefined ? undefined : String(row['status']);
  }

  /** Of this type: in the journal of this run, and in all others together. */
  async countEvents(type: string, run: string): Promise<{ there: number; elsewhere: number }> {
    const { schema } = this;
    const [row] = await this.postgres.query(
      `SELECT count(*) FILTER (WHERE r.id = $2)::int AS there, count(*) FILTER (WHERE r.id <> $2)::int AS elsewhere
        FROM ${schema}.events e JOIN ${schema}.runs r ON r.no = e.run WHERE e.type = $1`,
      [type, run],
    );
    return { there: Number(row?.['there']), elsewhere: Number(row?.['elsewhere']) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.processes.map((one) => one.kill()));
    await this.postgres.empty(this.schema);
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Undefined where nobody answers; what is refused says why. */
async function post(url: string, request: Request): Promise<Reply | undefined> {
  try {
    const signal = AbortSignal.timeout(ANSWER_MS);
    const response = await fetch(url, { method: 'POST', body: JSON.stringify(request), signal });
    return Reply.parse(await response.json());
  } catch {
    return undefined;
  }
}
