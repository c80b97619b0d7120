/** Real sockets on both sides of it. */
import { createServer, request, type Server } from 'node:http';
import { type AddressInfo, connect, createServer as createPlainServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { type EgressProxy, openEgressProxy } from './egress-proxy.ts';

let server: Server;
let port: number;
let asked: string[];
let proxy: EgressProxy;

beforeEach(async () => {
  asked = [];
  server = createServer(({ url = '', headers }, response) => {
    asked.push(`${headers.host} ${url} ${headers['proxy-authorization'] ?? ''}`.trim());
    response.end('inside');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
  proxy = await openEgressProxy({ open: [`localhost:${port}`, `169.254.169.254:${port}`], ports: [80, 443] });
});
afterEach(async () => {
  await proxy[Symbol.asyncDispose]();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** As a browser asks a proxy for a page without encryption. */
async function get(url: string): Promise<{ status: number; text: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string }>();
  const { hostname, port: own } = new URL(proxy.url);
  const sent = request({
    host: hostname,
    port: own,
    path: url,
    headers: { host: new URL(url).host, 'proxy-authorization': 'x' },
  });
  sent.once('error', reject);
  sent.once('response', (response) => {
    let text = '';
    response.once('error', reject);
    response.on('data', (chunk: Buffer) => (text += chunk.toString()));
    response.once('end', () => resolve({ status: response.statusCode ?? 0, text }));
  });
  sent.end();
  return promise;
}

/** As a browser asks for a tunnel: the first line of the answer, and of what comes through it. */
async function tunnel(target: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const socket = connect(Number(new URL(proxy.url).port), '127.0.0.1');
  let text = '';
  socket.once('error', reject);
  socket.on('data', (chunk: Buffer) => {
    const isFirst = text === '';
    text += chunk.toString();
    if (isFirst && text.includes(' 200 '))
      socket.write('GET /through HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
  });
  socket.once('close', () => resolve(text));
  socket.write(`CONNECT ${target} HTTP/1.1\r\nhost: ${target}\r\n\r\n`);
  return promise;
}

/** A server that says these words to everybody, and what a browser sees of them. */
async function getRaw(words: string): Promise<{ status: number; text: string }> {
  const rude = createPlainServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.end(words));
  });
  await new Promise<void>((resolve) => rude.listen(0, '127.0.0.1', resolve));
  const own = (rude.address() as AddressInfo).port;
  await proxy[Symbol.asyncDispose]();
  proxy = await openEgressProxy({ open: [`localhost:${own}`, `localhost:${port}`], ports: [] });
  onTestFinished(() => void rude.close());
  return get(`http://localhost:${own}/`);
}

describe('the way out of a browser', () => {
  it('leads to a host that is open, with nothing that was meant for the proxy', async () => {
    expect(await get(`http://localhost:${port}/page?a=1`)).toEqual({ status: 200, text: 'inside' });
    expect(asked).toEqual([`localhost:${port} /page?a=1`]);
    expect(await tunnel(`localhost:${port}`)).toContain('inside');
  });

  it.each([
    'http://127.0.0.1:PORT/',
    'http://127.1:PORT/',
    'http://2130706433:PORT/',
    'http://[::1]:PORT/',
    'http://[::ffff:127.0.0.1]:PORT/',
    'http://0.0.0.0:PORT/',
    'http://10.0.0.1/',
    'http://169.254.169.254:PORT/',
    'http://metadata.google.internal/',
    'http://localhost/',
    'http://localhost.:80/',
    'http://192.0.2.1:22/',
  ])('does not lead to %s', async (text) => {
    const url = text.replace('PORT', String(port));
    expect((await get(url)).status).toBe(403);
    const { hostname, port: own } = new URL(url);
    expect(await tunnel(`${hostname}:${own || 80}`)).toMatch(/^HTTP\/1\.1 403 /);
    expect(asked).toEqual([]);
  });

  it('does not lead to what a name stands for that nobody has opened', async () => {
    // A name of this machine on a port that is allowed: what counts is what it stands for.
    expect((await get('http://localhost:443/')).status).toBe(403);
    expect((await get(`ftp://localhost:${port}/`)).status).toBe(403);
    expect(await tunnel('localhost:443')).toMatch(/^HTTP\/1\.1 403 /);
  });

  it.each([
    'HTTP/1.1 099 Odd\r\ncontent-length: 0\r\n\r\n',
    'HTTP/1.1 101 Switching\r\ncontent-length: 0\r\n\r\n',
    'HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: other\r\n\r\nsecret',
    'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\ncut',
  ])('outlives a server that answers %j', async (words) => {
    await expect(getRaw(words)).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect((await get(`http://localhost:${port}/`)).text).toBe('inside');
  });

  it('takes for itself what is said about one connection only', async () => {
    const head = 'HTTP/1.1 200 OK\r\ntrailer: x-end\r\nconnection: close, x-own\r\nx-own: 1\r\ncontent-length: 2';
    expect(await getRaw(`${head}\r\n\r\nok`)).toEqual({ status: 200, text: 'ok' });
  });

  it('takes nothing that is no address', async () => {
    for (const target of ['', 'x', ':80', '%%%:80', 'a b:80'])
      expect(await tunnel(target)).toMatch(/^HTTP\/1\.1 4\d\d |^$/);
    expect(asked).toEqual([]);
  });
});
