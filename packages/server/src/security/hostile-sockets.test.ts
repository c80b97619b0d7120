/** Requests that no well-behaved client writes, byte by byte over real sockets. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSecuredApp, type SecuredApp } from '../testing/security/secured-app.ts';

let secured: SecuredApp;
const TIMEOUT_MS = 1_500;
const MEBIBYTE = 1_048_576;

beforeAll(async () => {
  secured = await openSecuredApp({ listening: true, requestTimeoutMs: TIMEOUT_MS });
});
afterAll(() => secured[Symbol.asyncDispose]());

async function openSocket(): Promise<Socket> {
  const socket = connect(secured.port, '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

/** Unlike `once`, not broken by an error before. */
const closeOf = (socket: Socket) => new Promise<void>((resolve) => void socket.once('close', () => resolve()));
const drainOf = (socket: Socket) => new Promise<void>((resolve) => void socket.once('drain', () => resolve()));

/** Everything that comes until the server closes, or has said what it has to say. */
async function readAnswer(socket: Socket): Promise<string> {
  const parts: Buffer[] = [];
  socket.on('data', (part: Buffer) => {
    parts.push(part);
    if (Buffer.concat(parts).includes('"requestId"')) socket.end();
  });
  await closeOf(socket);
  return Buffer.concat(parts).toString('latin1');
}

async function say(text: string | Buffer): Promise<string> {
  const socket = await openSocket();
  socket.write(text);
  return readAnswer(socket);
}

function head(line: string, headers: readonly string[] = []): string {
  const always = [`Host: ${secured.host}`, `Authorization: Bearer ${secured.ownerToken}`];
  return `${[line, ...always, ...headers].join('\r\n')}\r\n\r\n`;
}

const submit = (headers: readonly string[]) =>
  head('POST /api/v1/tasks HTTP/1.1', ['Content-Type: application/json', ...headers]);

const statusOf = (answer: string) => Number(answer.split(' ', 2)[1]);

describe('A11: a host', () => {
  const upgrade = (headers: readonly string[]) => {
    const handshake = ['Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', 'Sec-WebSocket-Version: 13'];
    return head('GET /ws HTTP/1.1', ['Connection: Upgrade', 'Upgrade: websocket', ...handshake, ...headers]);
  };

  it('that is named twice gets no WebSocket either', async () => {
    expect(statusOf(await say(upgrade(['Host: evil.test'])))).toBe(400);
  });

  it('that is named by the address itself is refused', async () => {
    for (const url of ['http://evil.test/health', `http://${secured.host}/health`])
      expect(statusOf(await say(head(`GET ${url} HTTP/1.1`, ['Connection: close'])))).toBe(400);
  });
});

describe('W2: an address', () => {
  it.each(['/api/v1/./me', '/api/v1/x/../me', '/../api/v1/me', '/api\\v1\\me', '*', '/api/v1/me HTTP/1.1 x'])(
    '%s leads nowhere',
    async (url) => {
      const status = statusOf(await say(head(`GET ${url} HTTP/1.1`, ['Connection: close'])));
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
    },
  );

  it('with a host in it is judged by the header Host, which must be ours', async () => {
    const request = `GET http://localhost/api/v1/me HTTP/1.1\r\nHost: evil.test\r\nConnection: close\r\n\r\n`;
    expect([400, 403, 404]).toContain(statusOf(await say(request)));
  });
});

describe('A11: a request', () => {
  it('that names no host, or two, is refused', async () => {
    expect(statusOf(await say('GET /api/v1/me HTTP/1.1\r\nConnection: close\r\n\r\n'))).toBe(400);
    expect([400, 403]).toContain(statusOf(await say('GET /api/v1/me HTTP/1.0\r\n\r\n')));
    expect(statusOf(await say(head('GET /api/v1/me HTTP/1.1', ['Host: evil.test', 'Connection: close'])))).toBe(400);
  });

  it('A2: with a NUL or a line break in a header is refused', async () => {
    for (const value of ['a\0b', 'a\rb', 'a\nb'])
      expect(
        statusOf(await say(head('GET /api/v1/me HTTP/1.1', [`X-Request-Id: ${value}`, 'Connection: close']))),
      ).toBe(400);
    const long = head('GET /api/v1/me HTTP/1.1', [`X-Odd: ${'x'.repeat(100_000)}`]);
    expect([400, 431]).toContain(statusOf(await say(long)));
  });
});

describe('W4: a body whose length or kind can be read in two ways', () => {
  const body = '{"goal":"hello"}';
  it.each([
    ['a length and chunks', ['Content-Length: 16', 'Transfer-Encoding: chunked']],
    ['two lengths', ['Content-Length: 16', 'Content-Length: 17']],
    ['a length with a sign', ['Content-Length: +16']],
    ['two kinds', ['Content-Length: 16', 'Content-Type: text/plain']],
    ['an encoding of its own', ['Transfer-Encoding: chunked, identity']],
    ['an encoding in disguise', ['Transfer-Encoding: xchunked']],
  ])('%s is refused', async (_what, headers) => {
    const answer = await say(submit([...headers, 'Connection: close']) + body);
    expect(statusOf(answer)).toBeGreaterThanOrEqual(400);
    expect(statusOf(answer)).toBeLessThanOrEqual(501);
    expect(answer.match(/HTTP\/1\.1/g)).toHaveLength(1);
  });
});

describe('W5: a body', () => {
  it('of a gigabyte is refused before it is sent', async () => {
    const startedAt = performance.now();
    expect(statusOf(await say(submit([`Content-Length: ${1_024 * MEBIBYTE}`])))).toBe(413);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });

  it('that grows without end in chunks is cut off, and nothing of it is kept', async () => {
    const socket = await openSocket();
    const answer = readAnswer(socket);
    const before = process.memoryUsage.rss();
    socket.write(submit(['Transfer-Encoding: chunked']));
    const chunk = Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(65_536, 'x'), Buffer.from('\r\n')]);
    let sent = 0;
    while (!socket.destroyed && !socket.writableEnded && sent < 256 * MEBIBYTE) {
      sent += chunk.length;
      if (!socket.write(chunk)) await Promise.race([drainOf(socket), closeOf(socket)]);
    }
    expect(statusOf(await answer)).toBe(413);
    expect(sent).toBeLessThan(64 * MEBIBYTE);
    expect(process.memoryUsage.rss() - before).toBeLessThan(128 * MEBIBYTE);
  });

  it('that comes too slowly is not waited for', async () => {
    const startedAt = performance.now();
    const slow = await Promise.all([
      say(submit(['Content-Length: 100']) + '{"goal"'),
      say('GET /api/v1/me HTTP/1.1\r\nHost: '),
      say(submit(['Transfer-Encoding: chunked']) + '5\r\n{"go'),
    ]);
    expect(slow.map(statusOf)).toEqual([408, 408, 408]);
    expect(performance.now() - startedAt).toBeLessThan(4 * TIMEOUT_MS);
  });

  it.each([
    ['with very many keys', `{${Array.from({ length: 70_000 }, (_, key) => `"k${key}":1`).join(',')}}`],
    ['with very many keys of one name', `{${'"goal":"x",'.repeat(80_000)}"goal":"y"}`],
    ['ten thousand deep', `{"goal":${'['.repeat(10_000)}${']'.repeat(10_000)}}`],
    ['of objects ten thousand deep', `{"goal":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}}`],
    ['with a very long number', `{"goal":${'9'.repeat(900_000)}}`],
    ['that is no UTF-8', Buffer.from('{"goal":"\xff\xfe"}', 'latin1')],
  ])('%s is answered at once', async (_what, body) => {
    const bytes = Buffer.from(body);
    const startedAt = performance.now();
    const answer = await say(Buffer.concat([Buffer.from(submit([`Content-Length: ${bytes.length}`])), bytes]));
    expect([202, 400, 413]).toContain(statusOf(answer));
    expect(performance.now() - startedAt).toBeLessThan(1_500);
  });

  it('with a million keys is larger than is read', async () => {
    const body = `{${Array.from({ length: 1_000_000 }, (_, key) => `"k${key}":1`).join(',')}}`;
    expect(statusOf(await say(submit([`Content-Length: ${body.length}`]) + body))).toBe(413);
  });

  it('deep in a signal, where anything may stand, is refused or kept without harm', async () => {
    const deep = `{"key":"message:x","payload":${'['.repeat(10_000)}${']'.repeat(10_000)}}`;
    const run = `run_${'0'.repeat(36)}`;
    const request = head(`POST /api/v1/runs/${run}/signals HTTP/1.1`, [
      'Content-Type: application/json',
      `Content-Length: ${deep.length}`,
    ]);
    expect([400, 404]).toContain(statusOf(await say(request + deep)));
  });
});

it('afterwards it serves as before', async () => {
  const response = await fetch(`http://${secured.host}/health/ready`);
  expect(await response.json()).toMatchObject({ status: 'healthy' });
  expect(secured.home.store.health()).toEqual({ state: 'ok' });
});
