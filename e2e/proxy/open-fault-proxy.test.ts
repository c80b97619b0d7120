import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { type FaultProxy, openFaultProxy } from './open-fault-proxy.ts';

const DEADLINE = { timeout: 10_000 };

/** Answers each piece with its name and the same words. */
async function startEcho(name = 'echo'): Promise<{ port: number; heard: () => string; sockets: Set<Socket> }> {
  let heard = '';
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
    socket.on('data', (piece) => {
      heard += piece.toString();
      socket.write(`${name}:${piece.toString()}`);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  return { port: typeof address === 'object' && address ? address.port : 0, heard: () => heard, sockets };
}

interface Caller {
  readonly socket: Socket;
  heard: string;
  ended: string | undefined;
}

function call(proxy: FaultProxy): Caller {
  const socket = connect(proxy.port, '127.0.0.1').setNoDelay(true);
  const caller: Caller = { socket, heard: '', ended: undefined };
  socket.on('data', (piece) => (caller.heard += piece.toString()));
  socket.on('error', ({ code }: NodeJS.ErrnoException) => (caller.ended = code));
  socket.once('close', () => (caller.ended ??= 'closed'));
  onTestFinished(() => void socket.destroy());
  return caller;
}

async function openBoth(name?: string) {
  const echo = await startEcho(name);
  const proxy = await openFaultProxy(echo.port);
  onTestFinished(() => proxy[Symbol.asyncDispose]());
  return { echo, proxy };
}

it('passes everything on, and counts it', async () => {
  const { proxy } = await openBoth();
  const caller = call(proxy);
  caller.socket.write('hello');
  await expect.poll(() => caller.heard, DEADLINE).toBe('echo:hello');
  expect(proxy.counts).toEqual({ connections: 1, cuts: 0, answersLost: 0, bytesToServer: 5, bytesToClient: 10 });
  expect(proxy.open).toBe(1);
  caller.socket.end();
  await expect.poll(() => proxy.open, DEADLINE).toBe(0);
});

it('delays both ways, and keeps the order however much the delay varies', async () => {
  const { proxy } = await openBoth('');
  proxy.setDelay({ latencyMs: 40, jitterMs: 40 });
  const caller = call(proxy);
  proxy.setDelay({ latencyMs: 100, jitterMs: 0 });
  const start = performance.now();
  caller.socket.write('0');
  await expect.poll(() => caller.heard, DEADLINE).toContain('0');
  expect(performance.now() - start).toBeGreaterThanOrEqual(199);
  proxy.setDelay({ latencyMs: 20, jitterMs: 20 });
  let sent = '0';
  for (let count = 1; count < 30; count++) {
    const word = `,${count}`;
    sent += word;
    caller.socket.write(word);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await expect.poll(() => caller.heard.replaceAll(':', ''), DEADLINE).toBe(sent);
});

it('is a black hole in one direction or in both, and delivers what waited when it is over', async () => {
  const { echo, proxy } = await openBoth();
  const caller = call(proxy);
  proxy.silence(['to_client']);
  caller.socket.write('one');
  await expect.poll(echo.heard, DEADLINE).toBe('one');
  expect(caller.heard).toBe('');
  proxy.silence(['to_server', 'to_client']);
  caller.socket.write('two');
  await expect.poll(() => proxy.counts.bytesToServer, DEADLINE).toBe(6);
  expect(echo.heard()).toBe('one');
  proxy.heal();
  await expect.poll(() => caller.heard, DEADLINE).toBe('echo:oneecho:two');
});

it('tells nobody of an end while it is silent', async () => {
  const { echo, proxy } = await openBoth();
  const caller = call(proxy);
  caller.socket.write('x');
  await expect.poll(() => caller.heard, DEADLINE).toBe('echo:x');
  proxy.silence(['to_server', 'to_client']);
  for (const socket of echo.sockets) socket.destroy();
  await expect.poll(() => echo.sockets.size, DEADLINE).toBe(0);
  expect(caller.ended).toBeUndefined();
  proxy.heal();
  await expect.poll(() => caller.ended, DEADLINE).toBeDefined();
});

it('loses the answer to certain words, which the server has heard, every so often', async () => {
  const { echo, proxy } = await openBoth();
  proxy.cutAnswers({ words: ['COMMIT'], every: 2 });
  const first = call(proxy);
  first.socket.write('COM');
  await expect.poll(() => first.heard, DEADLINE).toBe('echo:COM');
  first.socket.write('MIT');
  await expect.poll(() => first.heard, DEADLINE).toBe('echo:COMecho:MIT');
  first.socket.write('SELECT');
  await expect.poll(() => first.heard, DEADLINE).toBe('echo:COMecho:MITecho:SELECT');
  first.socket.write('COMMIT');
  await expect.poll(() => first.ended, DEADLINE).toBe('ECONNRESET');
  expect(first.heard).toBe('echo:COMecho:MITecho:SELECT');
  expect(echo.heard()).toBe('COMMITSELECTCOMMIT');
  expect(proxy.counts).toMatchObject({ answersLost: 1, cuts: 1 });
});

it('resets a connection in the middle of an answer', async () => {
  const { proxy } = await openBoth('');
  proxy.cutAfter({ direction: 'to_client', bytes: () => 7 });
  const caller = call(proxy);
  caller.socket.write('1234');
  await expect.poll(() => caller.heard, DEADLINE).toBe(':1234');
  caller.socket.write('5678');
  await expect.poll(() => caller.ended, DEADLINE).toBe('ECONNRESET');
  expect(caller.heard.length).toBeLessThanOrEqual(7);
  proxy.cutAfter(undefined);
  const next = call(proxy);
  next.socket.write('123456789');
  await expect.poll(() => next.heard, DEADLINE).toBe(':123456789');
});

it('cuts at will, with a reset or an end', async () => {
  const { proxy } = await openBoth();
  for (const [how, ended] of [
    ['reset', 'ECONNRESET'],
    ['end', 'closed'],
  ] as const) {
    const caller = call(proxy);
    caller.socket.write('x');
    await expect.poll(() => caller.heard, DEADLINE).toBe('echo:x');
    proxy.cut(how);
    await expect.poll(() => caller.ended, DEADLINE).toBe(ended);
  }
});

it('leaves a connection half-open: the server has forgotten it, and the client hears nothing', async () => {
  const { echo, proxy } = await openBoth();
  const caller = call(proxy);
  caller.socket.write('x');
  await expect.poll(() => caller.heard, DEADLINE).toBe('echo:x');
  proxy.abandon();
  await expect.poll(() => echo.sockets.size, DEADLINE).toBe(0);
  caller.socket.write('y');
  const other = call(proxy);
  other.socket.write('z');
  await expect.poll(() => other.heard, DEADLINE).toBe('echo:z');
  expect(caller).toMatchObject({ heard: 'echo:x', ended: undefined });
  expect(echo.heard()).toBe('xz');
  caller.socket.destroy();
  await expect.poll(() => proxy.open, DEADLINE).toBe(1);
});

it('leads to another server from a moment on', async () => {
  const { proxy } = await openBoth('old');
  const young = await startEcho('new');
  const caller = call(proxy);
  caller.socket.write('x');
  await expect.poll(() => caller.heard, DEADLINE).toBe('old:x');
  proxy.switchTo(young.port);
  await expect.poll(() => caller.ended, DEADLINE).toBe('ECONNRESET');
  const next = call(proxy);
  next.socket.write('x');
  await expect.poll(() => next.heard, DEADLINE).toBe('new:x');
});
