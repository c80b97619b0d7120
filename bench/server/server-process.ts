/** The real server in a process of its own: `tutti up` on a free port. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { NODE_FLAGS } from '../../packages/cli/bin/node24.mjs';

const MAIN = join(import.meta.dirname, '..', '..', 'packages', 'cli', 'src', 'main.ts');

export interface ServerStart {
  readonly directory: string;
  /** Where runs are stored instead, if anywhere. */
  readonly databaseUrl?: string;
  readonly codeCache?: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface Told {
  readonly url: string;
  readonly loginUrl: string;
}

export class ServerProcess implements AsyncDisposable {
  readonly url: string;
  readonly loginUrl: string;
  /** From the start of the process until it told that it is ready. */
  readonly readyMs: number;
  readonly #child: ChildProcess;
  readonly #directory: string;

  private constructor(child: ChildProcess, told: Told & { directory: string; readyMs: number }) {
    this.#child = child;
    this.#directory = told.directory;
    this.url = told.url;
    this.loginUrl = told.loginUrl;
    this.readyMs = told.readyMs;
  }

  static async start({ directory, databaseUrl, codeCache, env: more = {} }: ServerStart): Promise<ServerProcess> {
    const startedAt = performance.now();
    const args = [...NODE_FLAGS, MAIN, 'up', '--port', '0', '--json', '--data-dir', directory];
    const env = {
      ...process.env,
      LOG_LEVEL: 'error',
      // Of the database that this benchmark was given, a server has only what it is told to have.
      DATABASE_URL: databaseUrl,
      ...(codeCache !== undefined && { NODE_COMPILE_CACHE: codeCache }),
      ...more,
    };
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], env });
    const lines = createInterface({ input: child.stdout });
    const line = await Promise.race([once(lines, 'line'), once(child, 'close')]);
    if (typeof line[0] !== 'string') throw new Error(`the server ended with ${String(line[0])}`);
    const told = JSON.parse(line[0]) as Told;
    return new ServerProcess(child, { ...told, directory, readyMs: performance.now() - startedAt });
  }

  get token(): string {
    return readFileSync(join(this.#directory, 'owner-token'), 'utf8').trim();
  }

  /** Linux tells it; elsewhere it is not measured. */
  readMemoryBytes(): number | undefined {
    try {
      const [, kilobytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${this.#child.pid}/status`, 'utf8')) ?? [];
      return kilobytes === undefined ? undefined : Number(kilobytes) * 1_024;
    } catch {
      return undefined;
    }
  }

  /** In all, of its threads together. Linux tells it, in hundredths of a second. */
  readCpuMs(): number | undefined {
    try {
      const [, after = ''] = readFileSync(`/proc/${this.#child.pid}/stat`, 'utf8').split(') ');
      const [user, system] = after.split(' ').slice(11, 13).map(Number);
      return ((user ?? 0) + (system ?? 0)) * 10;
    } catch {
      return undefined;
    }
  }

  get(path: string): Promise<unknown> {
    return this.#ask(path, {});
  }

  post(path: string, body: unknown): Promise<unknown> {
    return this.#ask(path, { method: 'POST', body: JSON.stringify(body) });
  }

  async #ask(path: string, init: { method?: string; body?: string }): Promise<unknown> {
    const headers = {
      authorization: `Bearer ${this.token}`,
      ...(init.body !== undefined && { 'content-type': 'application/json' }),
    };
    const response = await fetch(`${this.url}${path}`, { ...init, headers });
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return response.json();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#child, 'close');
    this.#child.kill('SIGTERM');
    await closed;
  }
}
