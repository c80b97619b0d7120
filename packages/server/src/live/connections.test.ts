import { once } from 'node:events';
import { CLOSE } from '@tutti/protocol/api';
import { createClient } from '@tutti/sdk';
import { afterEach, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import {
  COMPLETED,
  type LiveStage,
  type LiveStageOptions,
  openLiveStage,
  OWNER,
  toNotes,
} from './testing/live-stage.ts';

let stage: LiveStage;
afterEach(() => stage[Symbol.asyncDispose]());

async function open(options: LiveStageOptions = {}): Promise<void> {
  stage = await openLiveStage(options);
}

interface Wire {
  readonly socket: WebSocket;
  /** The next message, in order. */
  next(): Promise<Record<string, unknown>>;
  readonly closed: Promise<number>;
}

function connect(path = '/ws?defaults=off', headers: Record<string, string> = {}): Wire {
  const socket = new WebSocket(`${stage.url.replace('http', 'ws')}${path}`, {
    headers: { authorization: `Bearer ${OWNER}`, ...headers },
  });
  const messages: Record<string, unknown>[] = [];
  const waiting: ((message: Record<string, unknown>) => void)[] = [];
  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString()) as Record<string, unknown>;
    const resolve = waiting.shift();
    if (resolve) resolve(message);
    else messages.push(message);
  });
  socket.on('error', () => {});
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  const next = () => {
    const message = messages.shift();
    return message
      ? Promise.resolve(message)
      : new Promise<Record<string, unknown>>((resolve) => waiting.push(resolve));
  };
  return { socket, next, closed };
}

async function connected(path?: string): Promise<Wire> {
  const wire = connect(path);
  await once(wire.socket, 'open');
  return wire;
}

function say({ socket }: Wire, message: unknown): void {
  socket.send(typeof message === 'string' ? message : JSON.stringify(message));
}

async function refusalOf({ socket }: Wire): Promise<{ status: number | undefined; code: unknown }> {
  const [, response] = (await once(socket, 'unexpected-response')) as [
    unknown,
    AsyncIterable<Buffer> & { statusCode?: number },
  ];
  const parts: Buffer[] = [];
  for await (const part of response) parts.push(part);
  const { code } = JSON.parse(Buffer.concat(parts).toString()) as { code: unknown };
  return { status: response.statusCode, code };
}

it('refuses before the handshake who has no credentials, no right to view, or a foreign host', async () => {
  await open();
  expect(await refusalOf(connect('/ws', { authorization: '' }))).toEqual({ status: 401, code: 'unauthenticated' });
  expect(await refusalOf(connect('/ws', { authorization: 'Bearer nobody' }))).toEqual({
    status: 403,
    code: 'forbidden',
  });
  expect(await refusalOf(connect('/ws', { host: 'evil.test' }))).toEqual({ status: 403, code: 'host_refused' });
  expect(await refusalOf(connect('/elsewhere'))).toEqual({ status: 404, code: 'route_not_found' });
});

it('tells who asks for nothing about the system and the tasks, until they ask for something', async () => {
  await open();
  const wire = await connected('/ws');
  const told = [];
  while (told.length < 5) told.push(await wire.next());
  expect(told).toMatchObject([
    { type: 'subscribed', topic: 'system' },
    { type: 'system', state: 'ready' },
    { type: 'caught_up', topic: 'system' },
    { type: 'subscribed', topic: 'tasks' },
    { type: 'caught_up', topic: 'tasks' },
  ]);
  const script = await stage.newRun();
  say(wire, { type: 'subscribe', topics: [`run:${script.run}`] });
  let message = await wire.next();
  while (message.topic === 'tasks') message = await wire.next();
  expect(message).toMatchObject({ type: 'subscribed', topic: `run:${script.run}`, cursor: 0 });
  await stage.append(script, [COMPLETED]);
  while (message.type !== 'events' || message.cursor !== 2) message = await wire.next();
  wire.socket.close();
});

it('ends a connection after three messages that are none', async () => {
  await open();
  const wire = await connected();
  say(wire, '{"type":');
  expect(await wire.next()).toMatchObject({ type: 'problem', code: 'invalid_input' });
  say(wire, { type: 'subscribe', topics: ['tasks', 'system'], since: 3 });
  expect(await wire.next()).toMatchObject({ type: 'problem', code: 'invalid_input' });
  wire.socket.send(Buffer.from([1, 2, 3]));
  expect(await wire.closed).toBe(CLOSE.badMessage);
});

it('reads no frame beyond the limit', async () => {
  await open();
  const wire = await connected();
  say(wire, 'x'.repeat(65 * 1_024));
  expect(await wire.closed).toBe(1009);
});

it('refuses topics with wildcards and unknown ones, and goes on', async () => {
  await open();
  const wire = await connected();
  const topics = ['*', 'run:*', 'tenant:*', 'run:run_1', 'tasks/../system'];
  say(wire, { type: 'subscribe', topics });
  for (const topic of topics)
    expect(await wire.next()).toMatchObject({ type: 'problem', code: 'invalid_input', topic });
  say(wire, { type: 'ping' });
  expect(await wire.next()).toEqual({ type: 'pong' });
  wire.socket.close();
});

it('closes the connections of a key that is revoked, and asks it to stay away', async () => {
  await open({ limits: { tickMs: 10, recheckMs: 20 } });
  const wire = await connected();
  const client = createClient({ url: stage.url, token: OWNER });
  const live = client.openLive();
  const refused = new Promise<void>((resolve) => {
    live.onStatus((status) => {
      if (status === 'open') stage.revoked.add(OWNER);
      if (status === 'refused') resolve();
    });
  });
  await refused;
  expect(await wire.closed).toBe(CLOSE.notAllowed);
  expect(live.status).toBe('refused');
  await expect(client.call('getMe')).rejects.toMatchObject({ code: 'unauthenticated' });
});

it('lets a client that never reads go, while others are told everything', async () => {
  await open({ limits: { stallMs: 200, tickMs: 20, farewellMs: 10_000 } });
  const script = await stage.newRun();
  const topics = [`run:${script.run}`];
  const lazy = await connected();
  say(lazy, { type: 'subscribe', topics });
  await lazy.next();
  lazy.socket.pause();
  const eager = await connected();
  say(eager, { type: 'subscribe', topics });
  for (let round = 0; round < 40; round++) await stage.append(script, toNotes(20, 'x'.repeat(50_000)));
  await stage.append(script, [COMPLETED]);
  let message = await eager.next();
  while (message.cursor !== 802) message = await eager.next();
  await vi.waitFor(() => expect(stage.logged()).toContain('does not read'));
  lazy.socket.resume();
  expect(await lazy.closed).toBe(CLOSE.tooSlow);
  expect(eager.socket.readyState).toBe(WebSocket.OPEN);
  eager.socket.close();
}, 30_000);

it('lets a client go that keeps asking and never reads an answer', async () => {
  await open({ limits: { highWaterBytes: 1_024, stallMs: 100, tickMs: 10, farewellMs: 50 } });
  const lazy = await connected();
  lazy.socket.pause();
  const topics = Array.from({ length: 100 }, (_, index) => `${index}`.padEnd(150, 'x'));
  for (let asked = 0; asked < 2_000 && stage.deps.live.followers > 0; asked++) {
    say(lazy, { type: 'subscribe', topics });
    lazy.socket.ping('x'.repeat(125));
    await new Promise((resolve) => setImmediate(resolve));
  }
  await vi.waitFor(() => expect(stage.deps.live.followers).toBe(0));
  lazy.socket.terminate();
}, 30_000);

it('answers the pings of a client that reads', async () => {
  await open();
  const { socket } = await connected();
  socket.ping('hello');
  const [data] = (await once(socket, 'pong')) as [Buffer];
  expect(data.toString()).toBe('hello');
  socket.close();
});

it('refuses a cursor beyond the end of a run, where nothing would ever be told', async () => {
  await open();
  const script = await stage.newRun();
  const headers = { authorization: `Bearer ${OWNER}`, accept: 'text/event-stream' };
  for (const cursor of ['2', '999999999999999']) {
    const url = `${stage.url}/api/v1/runs/${script.run}/events`;
    const response = await fetch(url, { headers: { ...headers, 'last-event-id': cursor } });
    expect([response.status, await response.json()]).toMatchObject([400, { code: 'invalid_input', path: 'after' }]);
  }
  const wire = await connected();
  say(wire, { type: 'subscribe', topics: [`run:${script.run}`], since: 2 });
  expect(await wire.next()).toMatchObject({ type: 'problem', code: 'invalid_input', topic: `run:${script.run}` });
  say(wire, { type: 'subscribe', topics: [`run:${script.run}`], since: 1 });
  expect(await wire.next()).toMatchObject({ type: 'subscribed', cursor: 1 });
  wire.socket.close();
});

it('lets a stream that nobody reads go', async () => {
  await open({ limits: { stallMs: 200, tickMs: 20 } });
  const script = await stage.newRun();
  for (let round = 0; round < 40; round++) await stage.append(script, toNotes(20, 'x'.repeat(50_000)));
  const headers = { authorization: `Bearer ${OWNER}`, accept: 'text/event-stream' };
  const response = await fetch(`${stage.url}/api/v1/runs/${script.run}/events`, { headers });
  expect(response.headers.get('x-accel-buffering')).toBe('no');
  expect(stage.deps.live.followers).toBe(1);
  await vi.waitFor(() => expect(stage.deps.live.followers).toBe(0), { timeout: 10_000 });
  await expect(response.text()).rejects.toThrow();
}, 30_000);

it('frees everything of a stream that its client gives up', async () => {
  await open();
  const script = await stage.newRun();
  for await (const news of createClient({ url: stage.url, token: OWNER }).followRun(script.run))
    if (news.type === 'caught_up') break;
  await vi.waitFor(() => expect(stage.deps.live.followers).toBe(0));
});

it('resumes a stream from Last-Event-ID, one message for each event', async () => {
  await open();
  const script = await stage.newRun();
  await stage.append(script, [...toNotes(2), COMPLETED]);
  const headers = { authorization: `Bearer ${OWNER}`, accept: 'text/event-stream', 'last-event-id': '2' };
  const response = await fetch(`${stage.url}/api/v1/runs/${script.run}/events?after=0`, { headers });
  const lines = (await response.text()).split('\n').filter((line) => !line.startsWith('data: {"tenant'));
  expect(lines.join('\n')).toBe(
    'retry: 1000\n\nid: 3\nevent: run.event\n\nid: 4\nevent: run.event\n\nevent: caught_up\ndata: {"cursor":4}\n\nevent: end\ndata: {}\n\n',
  );
  const bad = await fetch(response.url, { headers: { ...headers, 'last-event-id': 'x' } });
  expect(bad.status).toBe(400);
});

it('beats, and gives up who does not answer', async () => {
  await open({ heartbeatSeconds: 0.05, limits: { tickMs: 10 } });
  const wire = await connected();
  expect(await wire.next()).toMatchObject({ type: 'heartbeat' });
  wire.socket.pause();
  await vi.waitFor(() => expect(stage.deps.live.followers).toBe(0));
  wire.socket.resume();
  await wire.closed;
});

it('takes no more connections than it may', async () => {
  await open({ limits: { connections: 1 } });
  const wire = await connected();
  expect(await refusalOf(connect())).toEqual({ status: 429, code: 'too_many_requests' });
  wire.socket.close();
});

it('tells everybody when it restarts, and refuses who comes then', async () => {
  await open();
  const wire = await connected('/ws');
  const script = await stage.newRun();
  const stream = createClient({ url: stage.url, token: OWNER }).followRun(script.run);
  await stream.next();
  stage.deps.life.draining = true;
  const closing = stage.deps.live.close();
  expect(await wire.closed).toBe(CLOSE.restarting);
  await closing;
  expect(await refusalOf(connect())).toEqual({ status: 503, code: 'server_draining' });
  let news = await stream.next();
  while (news.value?.type !== 'reconnecting') news = await stream.next();
  await stream.return(undefined);
});
