import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock, systemRandom } from '@tutti/engine';
import { describe, expect, it } from 'vitest';
import { openHome } from './home/open-home.ts';
import { createLog } from './log/log.ts';
import { type RunningServer, startServer } from './start-server.ts';
import { toTestConfig } from './testing/test-app.ts';

interface Stage extends AsyncDisposable {
  readonly server: RunningServer;
  readonly directory: string;
  readonly logged: () => string;
  /** As the owner of this machine. */
  ask(path: string, init?: RequestInit): Promise<Response>;
}

interface Wish {
  readonly rehearsalLatencyMs?: number;
  readonly passedOver?: readonly string[];
}

async function openServer(
  port = 0,
  given?: string,
  { rehearsalLatencyMs = 0, passedOver = [] }: Wish = {},
): Promise<Stage> {
  const directory = given ?? (await mkdtemp(join(tmpdir(), 'tutti-start-')));
  const ports = { clock: systemClock, random: systemRandom };
  const home = await openHome({ directory, ...ports, rehearsalLatencyMs });
  const lines: string[] = [];
  const { log } = createLog({ level: 'info', stream: { write: (line: string) => void lines.push(line) } });
  const config = { ...toTestConfig(directory), port, passedOver };
  const server = await startServer({ home, config, log, ...ports }).catch(async (error: unknown) => {
    await home[Symbol.asyncDispose]();
    await rm(directory, { recursive: true });
    throw error;
  });
  return {
    server,
    directory,
    logged: () => lines.join(''),
    async ask(path, init = {}) {
      const token = (await readFile(join(directory, 'owner-token'), 'utf8')).trim();
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      return fetch(`${server.url}${path}`, { headers, ...init });
    },
    async [Symbol.asyncDispose]() {
      await server.close(0);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

describe('a server', () => {
  it('warns of what was set for another program and is not understood here', async () => {
    await using stage = await openServer(0, undefined, { passedOver: ['OLLAMA_HOST is passed over'] });
    const warned = stage
      .logged()
      .split('\n')
      .filter((line) => line.includes('OLLAMA_HOST is passed over'));
    expect(warned).toEqual([expect.stringContaining('"warn"')]);
  });

  it('is found by its file while it runs, and leaves nothing behind', async () => {
    await using stage = await openServer();
    const { server, directory } = stage;
    const file = join(directory, 'server.json');
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ pid: process.pid, url: server.url });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(server.url).toBe(`http://127.0.0.1:${server.port}`);
    expect(server.loginUrl.startsWith(`${server.url}/`)).toBe(true);
    expect((await fetch(`${server.url}/health/ready`)).status).toBe(200);
    await Promise.all([server.close(), server.close()]);
    expect(existsSync(file)).toBe(false);
    await expect(fetch(server.url)).rejects.toThrow();
    // The directory is free again.
    const again = await openHome({ directory, clock: systemClock, random: systemRandom, rehearsalLatencyMs: 0 });
    await again[Symbol.asyncDispose]();
  });

  it('works on what is submitted, and a run goes on where a restart interrupted it', async () => {
    await using stage = await openServer();
    const body = JSON.stringify({ goal: 'Write a haiku about autumn' });
    const submitted = await stage.ask('/api/v1/tasks', { method: 'POST', body });
    expect(submitted.status).toBe(202);
    const { task } = (await submitted.json()) as { task: string };
    await stage.server.close(0);
    await using next = await openServer(0, stage.directory);
    await expect
      .poll(async () => ((await (await next.ask(`/api/v1/tasks/${task}`)).json()) as { run: unknown }).run, {
        timeout: 10_000,
      })
      .toMatchObject({ status: 'completed' });
  });

  it('says which port is taken', async () => {
    await using stage = await openServer();
    await expect(openServer(stage.server.port)).rejects.toMatchObject({
      code: 'port_in_use',
      message: expect.stringContaining(String(stage.server.port)) as unknown,
    });
  });

  it('says that it drains while what is under way ends, and takes nothing new', async () => {
    // One turn of the model takes about a second.
    await using stage = await openServer(0, undefined, { rehearsalLatencyMs: 10 });
    const post = () => stage.ask('/api/v1/tasks', { method: 'POST', body: JSON.stringify({ goal: 'Plan a picnic' }) });
    expect((await post()).status).toBe(202);
    await expect
      .poll(async () => ((await (await stage.ask('/api/v1/system/status')).json()) as { driving: number }).driving)
      .toBe(1);
    const closing = stage.server.close();
    expect((await fetch(`${stage.server.url}/health/ready`)).status).toBe(503);
    expect((await stage.ask('/api/v1/runs')).status).toBe(200);
    expect((await post()).status).toBe(503);
    await closing;
  });

  it('lets an answer end that is under way when it goes down', async () => {
    await using stage = await openServer();
    const { port } = stage.server;
    const token = (await readFile(join(stage.directory, 'owner-token'), 'utf8')).trim();
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'content-length': '2' };
    const half = request({ port, method: 'POST', path: '/api/v1/login-links', headers });
    const answer = new Promise<number>((resolve, reject) => {
      half.once('error', reject).once('response', (response) => resolve(response.resume().statusCode ?? 0));
    });
    half.write('{');
    await expect.poll(() => stage.ask('/health/live').then(({ status }) => status)).toBe(200);
    const closing = stage.server.close();
    half.end('}');
    expect(await answer).toBe(503);
    await closing;
    expect(stage.logged()).toContain('draining');
  });
});
