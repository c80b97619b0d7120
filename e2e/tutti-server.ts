/** `tutti up` in a process of its own, on a port that stays the same when it is started again. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunDetail } from '@tutti/protocol/api';
import type { TuttiHome, TuttiProcess } from './tutti-process.ts';

interface Told {
  readonly url: string;
  readonly loginUrl: string;
}

export class TuttiServer {
  readonly home: TuttiHome;
  #process: TuttiProcess;
  #told: Told;
  readonly #env: Readonly<Record<string, string>>;

  private constructor(
    home: TuttiHome,
    process: TuttiProcess,
    { told, env }: { told: Told; env: Record<string, string> },
  ) {
    this.home = home;
    this.#process = process;
    this.#told = told;
    this.#env = env;
  }

  static async start(home: TuttiHome, env: Record<string, string> = {}): Promise<TuttiServer> {
    const { process, told } = await startUp(home, '0', env);
    return new TuttiServer(home, process, { told, env });
  }

  get url(): string {
    return this.#told.url;
  }

  get loginUrl(): string {
    return this.#told.loginUrl;
  }

  get pid(): number {
    return this.#process.pid;
  }

  get token(): string {
    return readFileSync(join(this.home.directory, 'owner-token'), 'utf8').trim();
  }

  /** As a power cut does it: nothing is said, nothing is finished. */
  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#process.ended;
  }

  async startAgain(): Promise<void> {
    const { process, told } = await startUp(this.home, new URL(this.url).port, this.#env);
    this.#process = process;
    this.#told = told;
  }

  async stop(): Promise<number | null> {
    this.#process.kill('SIGTERM');
    return (await this.#process.ended).code;
  }

  fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = {
      authorization: `Bearer ${this.token}`,
      ...(init.body !== undefined && init.body !== null && { 'content-type': 'application/json' }),
    };
    return fetch(`${this.url}${path}`, {
      ...init,
      headers: { ...headers, ...Object.fromEntries(new Headers(init.headers)) },
    });
  }

  /** The body of the answer, whatever its status. */
  async ask<Answer>(path: string, init?: RequestInit): Promise<Answer> {
    return (await (await this.fetch(path, init)).json()) as Answer;
  }

  getRun(run: string): Promise<RunDetail> {
    return this.ask<RunDetail>(`/api/v1/runs/${run}`);
  }

  /** Returns its run. */
  async submit(task: object): Promise<string> {
    const { run } = await this.ask<{ run: string }>('/api/v1/tasks', { method: 'POST', body: JSON.stringify(task) });
    return run;
  }
}

async function startUp(home: TuttiHome, port: string, env: Record<string, string>) {
  const process = home.start(['up', '--port', port, '--json'], { LOG_LEVEL: 'error', ...env });
  let line = '';
  await process.untilLines(([first]) => {
    line = first ?? '';
    return first !== undefined;
  });
  return { process, told: JSON.parse(line) as Told };
}
