/** The server of Restate as its npm package brings it: its defaults, but for its ports and its folder. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { resolvePeer } from '../../report/peers.ts';

const START_MS = 30_000;

export class RestateServer implements AsyncDisposable {
  readonly ingress: string;
  readonly #admin: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, { ingress, admin }: { ingress: number; admin: number }) {
    this.#child = child;
    this.ingress = `http://127.0.0.1:${ingress}`;
    this.#admin = `http://127.0.0.1:${admin}`;
  }

  static async start(directory: string): Promise<RestateServer> {
    const ports = { ingress: await findPort(), admin: await findPort() };
    const binary = resolvePeer(`@restatedev/restate-server-${process.platform}-${process.arch}/bin/restate-server`);
    const places = ['--base-dir', directory, '--bind-ip', '127.0.0.1', '--bind-port', String(await findPort())];
    const env = {
      ...process.env,
      RESTATE_INGRESS__BIND_PORT: String(ports.ingress),
      RESTATE_ADMIN__BIND_PORT: String(ports.admin),
      RESTATE_DISABLE_TELEMETRY: 'true',
      RESTATE_LOG_FILTER: 'error',
    };
    const child = spawn(binary, [...places, '--no-logo', '--listen-mode', 'tcp'], { env, stdio: 'ignore' });
    process.once('exit', () => void child.kill('SIGKILL'));
    const server = new RestateServer(child, ports);
    try {
      await until(() => server.#isHealthy(), child);
      return server;
    } catch (error) {
      child.kill('SIGKILL');
      throw error;
    }
  }

  async #isHealthy(): Promise<boolean> {
    return (await fetch(`${this.#admin}/health`)).ok;
  }

  /** Makes the services of an endpoint known, and waits until they can be called. */
  async register(endpoint: string, isServed: () => Promise<boolean>): Promise<void> {
    await this.#post('/deployments', { uri: endpoint });
    await until(isServed, this.#child);
  }

  /** One number, asked of what it has stored. */
  async count(query: string): Promise<number> {
    const { rows } = (await this.#post('/query', { query })) as { rows: readonly Record<string, number>[] };
    return Number(Object.values(rows[0] ?? {})[0]);
  }

  async #post(path: string, body: object): Promise<unknown> {
    const headers = { 'content-type': 'application/json', accept: 'application/json' };
    const response = await fetch(this.#admin + path, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`Restate answered ${response.status} to ${path}: ${await response.text()}`);
    return response.json();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const exit = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await exit;
  }
}

async function until(isTrue: () => Promise<boolean>, child: ChildProcess): Promise<void> {
  for (const deadline = performance.now() + START_MS; ; await sleep(50)) {
    if (await isTrue().catch(() => false)) return;
    if (child.exitCode !== null) throw new Error(`the server of Restate ended with ${child.exitCode}`);
    if (performance.now() > deadline) throw new Error('the server of Restate does not answer');
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
