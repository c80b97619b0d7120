/** Against a fake of the Engine API on a socket, written from Docker's public documentation of it; no real daemon is asked here. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSet, type OpenSet, PLACE } from '../testing/open-set.ts';
import { createDockerTools } from './create-docker-tools.ts';

const ID = 'a'.repeat(64);

class FakeDaemon {
  running = true;
  readonly asked: string[] = [];
  /** What is asked for is done, but nobody is told so. */
  loses = false;

  answer(method: string, path: string): { status: number; body?: unknown } {
    this.asked.push(`${method} ${path}`);
    const [, , name, what] = new URL(path, 'http://docker').pathname.split('/');
    if (path.startsWith('/containers/json')) return { status: 200, body: [this.#toListed()] };
    if (name !== 'harbour') return { status: 404, body: { message: `No such container: ${name}` } };
    if (what === 'json') return { status: 200, body: this.#toContainer() };
    if (what === 'logs') return { status: 200, body: Buffer.concat([toFrame(1, 'ready\n'), toFrame(2, 'höh!\n')]) };
    if (what === 'stats') return { status: 200, body: STATS };
    if (method !== 'POST') return { status: 404, body: { message: 'page not found' } };
    if (what === 'start' || what === 'stop') return this.#turn(what === 'start');
    return what === 'restart' ? { status: 204 } : { status: 404, body: { message: 'page not found' } };
  }

  #turn(on: boolean): { status: number } {
    if (this.running === on) return { status: 304 };
    this.running = on;
    return { status: 204 };
  }

  #toListed() {
    const Ports = [{ PrivatePort: 80, PublicPort: 8080, Type: 'tcp' }];
    return {
      Id: ID,
      Names: ['/harbour'],
      Image: 'nginx',
      State: 'running',
      Status: 'Up 2 hours',
      Created: 1_700_000_000,
      Ports,
    };
  }

  #toContainer() {
    return {
      Id: ID,
      Name: '/harbour',
      Created: '2026-01-01T00:00:00Z',
      Path: 'nginx',
      Args: ['--password=canary-argument'],
      RestartCount: 2,
      State: { Status: this.running ? 'running' : 'exited', Running: this.running, ExitCode: 0, OOMKilled: false },
      Config: { Image: 'nginx', Env: ['PATH=/bin', 'DB_PASSWORD=canary-variable'], Labels: { team: 'harbour' } },
      Mounts: [{ Type: 'volume', Source: '/var/lib/v', Destination: '/data', RW: false }],
      HostConfig: { RestartPolicy: { Name: 'always' }, Memory: 1_000 },
    };
  }
}

const STATS = {
  read: '2026-01-01T00:00:00Z',
  cpu_stats: { cpu_usage: { total_usage: 300 }, system_cpu_usage: 2_000, online_cpus: 2 },
  precpu_stats: { cpu_usage: { total_usage: 100 }, system_cpu_usage: 1_000 },
  memory_stats: { usage: 500, limit: 1_000, stats: { inactive_file: 100 } },
  pids_stats: { current: 3 },
  networks: { eth0: { rx_bytes: 10, tx_bytes: 20 } },
};

function toFrame(stream: number, text: string): Buffer {
  const piece = Buffer.from(text);
  const head = Buffer.alloc(8);
  head[0] = stream;
  head.writeUInt32BE(piece.length, 4);
  return Buffer.concat([head, piece]);
}

let folder: string;
let daemon: FakeDaemon;
let set: OpenSet;
let close: () => Promise<unknown>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tutti-docker-'));
  daemon = new FakeDaemon();
  const server = createServer(({ method = '', url = '' }, response) => {
    const { status, body } = daemon.answer(method, url);
    if (daemon.loses && method === 'POST') return void response.destroy();
    response.writeHead(status).end(Buffer.isBuffer(body) ? body : body === undefined ? '' : JSON.stringify(body));
  });
  const socket = join(folder, 'docker.sock');
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  close = () => new Promise((resolve) => server.close(resolve));
  set = await openSet(createDockerTools({ host: `unix://${socket}` }));
});
afterEach(async () => {
  await close();
  await rm(folder, { recursive: true, force: true });
});

describe('docker', () => {
  it('says which setting is missing when no daemon is set', async () => {
    await expect(createDockerTools({}).open('docker', PLACE)).rejects.toMatchObject({
      code: 'tool_not_configured',
      message: expect.stringContaining('DOCKER_HOST'),
    });
  });

  it('has no tool that makes a container or runs anything in one', () => {
    const names = set.tools.map(({ name, effect }) => `${name} ${effect}`);
    expect(names).toEqual([
      'docker__list_containers read',
      'docker__inspect_container read',
      'docker__read_logs read',
      'docker__stats read',
      'docker__start_container irreversible',
      'docker__stop_container irreversible',
      'docker__restart_container irreversible',
    ]);
  });

  it('lists and inspects without the values of variables and the arguments', async () => {
    expect(await set.call('list_containers', {})).toMatchObject({
      containers: [{ id: ID.slice(0, 12), names: ['harbour'], ports: ['8080:80/tcp'] }],
    });
    const seen = await set.call('inspect_container', { container: 'harbour' });
    expect(seen).toMatchObject({
      name: 'harbour',
      variables: ['PATH', 'DB_PASSWORD'],
      restarts: 2,
      mounts: [{ to: '/data', writable: false }],
    });
    expect(JSON.stringify(seen)).not.toContain('canary');
  });

  it('reads logs out of their frames, and measures', async () => {
    expect(await set.call('read_logs', { container: 'harbour', lines: 5 })).toEqual({
      container: 'harbour',
      log: 'ready\nhöh!\n',
    });
    expect(daemon.asked.at(-1)).toContain('tail=5');
    expect(await set.call('stats', { container: 'harbour' })).toMatchObject({
      cpuPercent: 40,
      memoryBytes: 400,
      processes: 3,
    });
  });

  it('takes no name with which another path would be asked', async () => {
    for (const container of ['../images/x', 'a/b', 'a?b', 'a%2fb', ''])
      await expect(set.call('inspect_container', { container })).rejects.toMatchObject({ code: 'invalid_input' });
    expect(daemon.asked).toEqual([]);
  });

  it('stops and starts, and says no where it is so already', async () => {
    const input = { container: 'harbour' };
    await expect(set.call('start_container', input)).rejects.toMatchObject({
      code: 'tool_failed',
      nothingHappened: true,
    });
    expect(await set.call('stop_container', input)).toEqual({ container: 'harbour', running: false });
    expect(daemon.running).toBe(false);
    expect(await set.call('start_container', input)).toEqual({ container: 'harbour', running: true });
    expect(daemon.running).toBe(true);
    await expect(set.call('stop_container', { container: 'nobody' })).rejects.toMatchObject({
      message: expect.stringContaining('No such container'),
      nothingHappened: true,
    });
  });

  it('finds out whether a container was stopped when the answer was lost', async () => {
    daemon.loses = true;
    await expect(set.call('stop_container', { container: 'harbour' })).rejects.toMatchObject({
      nothingHappened: false,
    });
    expect(await set.verify('stop_container', { container: 'harbour' })).toMatchObject({ happened: true });
    expect(await set.verify('start_container', { container: 'harbour' })).toEqual({ happened: false });
  });

  it('tells that the daemon is not there', async () => {
    const gone = await openSet(createDockerTools({ host: `unix://${join(folder, 'gone.sock')}` }));
    await expect(gone.call('list_containers', {})).rejects.toMatchObject({
      code: 'tool_unavailable',
      nothingHappened: true,
    });
  });
});
