/** An installation of several processes at one real database: servers and workers, each with a directory of its own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, createClient } from '@tutti/sdk';
import {
  startTestPostgres,
  type TestPostgres,
} from '../../packages/adapters/src/storage/postgres/testing/start-test-postgres.ts';
import { TuttiHome, type TuttiProcess } from '../tutti-process.ts';
import { TuttiServer } from '../tutti-server.ts';

export interface FleetWorker {
  readonly process: TuttiProcess;
  /** As others see it. */
  readonly worker: string;
  readonly name: string;
}

export class Fleet implements AsyncDisposable {
  readonly postgres: TestPostgres;
  readonly schema: string;
  readonly #directories: string[] = [];
  readonly #processes: TuttiProcess[] = [];
  readonly #servers: TuttiServer[] = [];

  static async start(): Promise<Fleet> {
    return new Fleet(await startTestPostgres());
  }

  private constructor(postgres: TestPostgres) {
    this.postgres = postgres;
    this.schema = postgres.nextSchema();
  }

  /** What a user sets, and how fast the rehearsal model speaks. */
  get env(): Record<string, string> {
    return {
      DATABASE_URL: this.postgres.connectionString,
      TUTTI_DATABASE_SCHEMA: this.schema,
      TUTTI_REHEARSAL_LATENCY_MS: '15',
    };
  }

  async home(): Promise<TuttiHome> {
    const directory = await mkdtemp(join(tmpdir(), 'tutti-fleet-'));
    this.#directories.push(directory);
    return new TuttiHome(directory);
  }

  async startServer(env: Record<string, string> = {}): Promise<TuttiServer> {
    const server = await TuttiServer.start(await this.home(), { ...this.env, ...env });
    this.#servers.push(server);
    return server;
  }

  async startWorker(name: string, env: Record<string, string> = {}): Promise<FleetWorker> {
    const process = (await this.home()).start(['worker', '--json', '--name', name], {
      LOG_LEVEL: 'error',
      ...this.env,
      ...env,
    });
    this.#processes.push(process);
    let line = '';
    await process.untilLines(([first]) => {
      line = first ?? '';
      return first !== undefined;
    });
    return { process, ...(JSON.parse(line) as { worker: string; name: string }) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const process of this.#processes) process.kill('SIGKILL');
    for (const server of this.#servers) await server.kill();
    await Promise.all(this.#processes.map(({ ended }) => ended));
    await this.postgres[Symbol.asyncDispose]();
    for (const directory of this.#directories) await rm(directory, { recursive: true, force: true });
  }
}

export function clientOf({ url, token }: TuttiServer): Client {
  return createClient({ url, token });
}
