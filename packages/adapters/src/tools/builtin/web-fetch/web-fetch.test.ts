import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo, LookupFunction } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { Json } from '@tutti/protocol';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ToolSettings } from '../settings/tool-settings.ts';
import { createWebFetchTools } from './create-web-fetch-tools.ts';

interface Options {
  readonly open?: readonly string[];
  readonly bodyBytes?: number;
  readonly limitSeconds?: number;
  readonly resolve?: LookupFunction;
  readonly mayGo?: (host: string) => boolean;
  readonly ports?: readonly number[];
}

async function use(url: string, { resolve, mayGo, ...web_fetch }: Options = {}, input: { [name: string]: Json } = {}) {
  const settings = ToolSettings.parse({ web_fetch });
  const source = createWebFetchTools({
    readSettings: async () => settings,
    userAgent: 'tutti-test',
    ...(resolve && { resolve }),
  });
  const signal = new AbortController().signal;
  const place = { tenant: 'ten_1', run: 'run_1', agent: 'ann', signal };
  const [tool] = await source.open('web_fetch', place as Parameters<typeof source.open>[1]);
  if (!tool) throw new Error('there is no tool');
  expect(tool.labels).toEqual([{ source: 'web', name: 'web_fetch' }]);
  return tool.use({ url, ...input }, { signal, key: 'key', ...(mayGo && { mayGo }) });
}

/** On the loopback address, which the tool reaches only where a test opens it. */
async function serve(answer: RequestListener) {
  let requests = 0;
  const server = createServer((request, response) => {
    requests++;
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
  const { port } = server.address() as AddressInfo;
  const host = `127.0.0.1:${port}`;
  return { url: `http://${host}/`, host, port, requests: () => requests };
}

/** A name server that gives one answer after another. */
function resolveTo(...answers: readonly (readonly string[])[]): LookupFunction & { asked: () => number } {
  let asked = 0;
  const resolve: LookupFunction = (_host, _options, done) => {
    const addresses = answers[Math.min(asked++, answers.length - 1)] ?? [];
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
  return Object.assign(resolve, { asked: () => asked });
}

const REFUSED = { code: 'address_refused', nothingHappened: true };

const NEVER_ASKED = [
  'http://127.0.0.1/',
  'http://127.1/',
  'http://0.0.0.0/',
  'http://0/',
  'http://2130706433/',
  'http://0x7f000001/',
  'http://0177.0.0.1/',
  'http://0x7f.1/',
  'http://169.254.169.254/latest/meta-data/',
  'http://2852039166/',
  'http://0xa9fea9fe/',
  'http://10.0.0.1/',
  'http://172.16.0.1/',
  'http://192.168.1.1/',
  'http://100.64.0.1/',
  'http://198.18.0.1/',
  'http://[::]/',
  'http://[::1]/',
  'http://[::ffff:127.0.0.1]/',
  'http://[::ffff:169.254.169.254]/',
  'http://[::ffff:a9fe:a9fe]/',
  'http://[::127.0.0.1]/',
  'http://[64:ff9b::169.254.169.254]/',
  'http://[64:ff9b::7f00:1]/',
  'http://[2002:7f00:1::]/',
  'http://[fe80::1]/',
  'http://[fd00:ec2::254]/',
  'http://localhost/',
  'http://LOCALHOST./',
  'http://a.localhost/',
  'http://metadata.google.internal/computeMetadata/v1/',
  'http://router/',
  'http://printer.local/',
  'http://①②⑦.0.0.1/',
  'http://１２７.０.０.１/',
  'http://user:secret@example.com/',
  'http://example.com:22/',
  'http://example.com:6379/',
  'file:///etc/passwd',
  'gopher://example.com/',
  'ftp://example.com/x',
  'data:text/html,x',
  'javascript:alert(1)',
];

describe('where web_fetch does not go', () => {
  it.each(NEVER_ASKED)('%s is refused before anything is sent', async (url) => {
    const resolve = resolveTo(['93.184.216.34']);
    await expect(use(url, { resolve })).rejects.toMatchObject(REFUSED);
    expect(resolve.asked()).toBe(0);
  });

  it.each(['http://[fe80::1%25eth0]/', 'http://', 'example.com', '//example.com/', ''])('%j is no URL', async (url) => {
    await expect(use(url)).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it.each([
    [['127.0.0.1']],
    [['10.1.2.3']],
    [['169.254.169.254']],
    [['::ffff:127.0.0.1']],
    [['fd00::1']],
    [['93.184.216.34', '127.0.0.1']],
    [['2606:4700::1111', '::1']],
  ])('a name that stands for %j is refused', async (addresses) => {
    const resolve = resolveTo(addresses);
    await expect(use('http://public.example/', { resolve })).rejects.toMatchObject(REFUSED);
  });

  it('waits for nothing more where a server changes to another protocol', async () => {
    const words = 'HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: other\r\n\r\n';
    const server = await serve((_request, response) => void response.socket?.end(words));
    const asked = use(server.url, { open: [server.host] });
    await expect(asked).rejects.toThrow(/changed to another protocol/);
  });

  it('connects to the address that it judged: nobody asks for the name a second time', async () => {
    const server = await serve((_request, response) => response.end('inside'));
    const url = `http://rebinding.example:${server.port}/`;
    // Open by its name, so that the first answer passes; the forbidden one must never be looked at.
    const resolve = resolveTo(['127.0.0.1'], ['169.254.169.254']);
    expect(await use(url, { resolve, open: [`rebinding.example:${server.port}`] })).toMatchObject({ text: 'inside' });
    expect(resolve.asked()).toBe(1);
  });

  it('judges each redirect anew', async () => {
    const inside = await serve((_request, response) => response.end('inside'));
    for (const location of [
      inside.url,
      'http://169.254.169.254/',
      'http://[::1]/',
      'file:///etc/passwd',
      'gopher://x/',
      '//localhost/',
    ]) {
      const server = await serve((_request, response) => response.writeHead(302, { location }).end());
      await expect(use(server.url, { open: [server.host] })).rejects.toMatchObject(REFUSED);
    }
    expect(inside.requests()).toBe(0);
  });

  it('N7: goes on to no host that a call with private data may not reach', async () => {
    const target = await serve((_request, response) => response.end('elsewhere'));
    const location = target.url.replace('127.0.0.1', 'localhost');
    const server = await serve((_request, response) => response.writeHead(302, { location }).end());
    const open = [server.host, `localhost:${target.port}`];
    expect(await use(server.url, { open })).toMatchObject({ text: 'elsewhere' });
    const asked: string[] = [];
    const mayGo = (host: string) => asked.push(host) > 0 && host !== 'localhost';
    await expect(use(server.url, { open, mayGo })).rejects.toMatchObject(REFUSED);
    expect([asked, target.requests()]).toEqual([['127.0.0.1', 'localhost'], 1]);
    await expect(use(server.url, { open, mayGo: () => false })).rejects.toMatchObject(REFUSED);
    expect(server.requests()).toBe(2);
  });

  it('follows a redirect to where it may go, and not for ever', async () => {
    const target = await serve((request, response) => response.end(`at ${request.url}`));
    const server = await serve((_request, response) =>
      response.writeHead(301, { location: `${target.url}next#x` }).end(),
    );
    expect(await use(server.url, { open: [server.host, target.host] })).toMatchObject({
      url: `${target.url}next`,
      text: 'at /next',
    });
    const loop = await serve((_request, response) => response.writeHead(302, { location: '/again' }).end());
    await expect(use(loop.url, { open: [loop.host] })).rejects.toMatchObject({ code: 'address_refused' });
    expect(loop.requests()).toBe(6);
  });

  it('reaches what an administrator has opened, on that port only, and never where clouds keep secrets', async () => {
    const server = await serve((_request, response) => response.end('open'));
    expect(await use(server.url, { open: [server.host] })).toMatchObject({ status: 200, text: 'open' });
    await expect(use(server.url, { open: ['127.0.0.1:1'] })).rejects.toMatchObject(REFUSED);
    const open = ['169.254.169.254:80'];
    await expect(use('http://169.254.169.254/', { open })).rejects.toMatchObject(REFUSED);
  });
});

describe('what web_fetch brings back', () => {
  it('is the text of a page with its title and links, part by part', async () => {
    const body = `<title>Fête</title><p>${'word '.repeat(100)}</p><a href="/x">x</a>`;
    const server = await serve((request, response) => {
      expect(request.method).toBe('GET');
      expect(request.headers['user-agent']).toBe('tutti-test');
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(body);
    });
    const options = { open: [server.host] };
    const first = await use(server.url, options, { characters: 100 });
    expect(first).toMatchObject({
      status: 200,
      type: 'text/html',
      title: 'Fête',
      nextCharacter: 100,
      links: [{ text: 'x', url: `${server.url}x` }],
    });
    expect(await use(server.url, options, { characters: 100, fromCharacter: 100 })).toMatchObject({
      nextCharacter: 200,
      links: [],
    });
  });

  it.each([
    ['application/json', '{"a":1}', { text: '{"a":1}' }],
    ['text/plain; charset=iso-8859-1', Buffer.from([0x66, 0xfc, 0x72]), { text: 'für' }],
    ['image/png', Buffer.from([1, 2, 3]), { type: 'image/png', bytes: 3 }],
    ['', Buffer.from([0, 1]), { type: 'application/octet-stream', bytes: 2 }],
    ['text/plain', 'a\u200bb\u001b[31m\u202ec', { text: 'ab[31mc' }],
  ])('of %s is what it says', async (type, body, expected) => {
    const server = await serve((_request, response) => {
      if (type !== '') response.setHeader('content-type', type);
      response.end(body);
    });
    const answer = await use(server.url, { open: [server.host] });
    expect(answer).toMatchObject(expected);
    if (!('text' in expected)) expect(answer).not.toHaveProperty('text');
  });

  it('tells what is missing or forbidden there as it is', async () => {
    const server = await serve((_request, response) =>
      response.writeHead(404, { 'content-type': 'text/plain' }).end('gone'),
    );
    expect(await use(server.url, { open: [server.host] })).toMatchObject({ status: 404, text: 'gone' });
  });

  it.each([
    ['gzip', gzipSync('packed text')],
    ['br', brotliCompressSync('packed text')],
  ])('is unpacked from %s', async (encoding, body) => {
    const server = await serve((_request, response) =>
      response.writeHead(200, { 'content-type': 'text/plain', 'content-encoding': encoding }).end(body),
    );
    expect(await use(server.url, { open: [server.host] })).toMatchObject({ text: 'packed text', bytes: 11 });
  });

  it('is never more than is allowed, announced, endless or packed', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    const servers = [
      await serve((_request, response) => response.writeHead(200, { 'content-length': '999999' }).end()),
      await serve((_request, response) => {
        response.on('error', () => undefined);
        const more = () => response.write('x'.repeat(10_000), () => response.destroyed || more());
        more();
      }),
      await serve((_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb)),
    ];
    for (const { url, host } of servers)
      await expect(use(url, { open: [host], bodyBytes: 100_000 })).rejects.toMatchObject({
        code: 'step_failed',
        message: expect.stringContaining('more than 100000 bytes'),
      });
  });

  it('is waited for no longer than is allowed', async () => {
    const silent = await serve(() => undefined);
    const slow = await serve((_request, response) => void response.writeHead(200).write('x'));
    for (const { url, host } of [silent, slow])
      await expect(use(url, { open: [host], limitSeconds: 1 })).rejects.toMatchObject({
        code: 'step_failed',
        retryable: true,
        message: expect.stringContaining('within 1 seconds'),
      });
  });
});
