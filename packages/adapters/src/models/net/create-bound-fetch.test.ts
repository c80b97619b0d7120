import type { LookupFunction } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { replyCut, replyJson, type Reply, startProviderServer } from '../testing/start-provider-server.ts';
import { waitUntil } from '../testing/wait-until.ts';
import { createBoundFetch } from './create-bound-fetch.ts';
import { type Line, openLine } from './line.ts';

const POST = { method: 'POST', body: '{"a":1}', headers: { authorization: 'Bearer key-0123456789' } };

const WAIT = { timeout: 20_000, interval: 10 };

describe('the way out of a key', () => {
  const lines: Line[] = [];
  const open = (resolve?: LookupFunction) => {
    const line = openLine(resolve);
    lines.push(line);
    return line;
  };
  afterEach(() => {
    for (const line of lines.splice(0)) line.close();
    vi.unstubAllEnvs();
  });

  it('sends what it is given, and hands on what is answered', async () => {
    await using server = await startProviderServer(replyJson({ ok: true }));
    const fetch = createBoundFetch(new URL(server.url), open());
    const response = await fetch(`${server.url}/v1/x?y=1`, POST);
    expect([response.status, await response.json()]).toEqual([200, { ok: true }]);
    expect(response.headers.get('date')).not.toBeNull();
    expect(server.sent[0]).toMatchObject({
      method: 'POST',
      path: '/v1/x?y=1',
      body: '{"a":1}',
      headers: { authorization: 'Bearer key-0123456789', 'content-length': '7' },
    });
  });

  it.each([
    ['a record', { 'Accept-Encoding': 'br', 'X-Key': ' a ' }],
    ['a list', [['Accept-Encoding', 'br'] as [string, string], ['X-Key', ' a '] as [string, string]]],
    ['headers', new Headers({ 'Accept-Encoding': 'br', 'X-Key': ' a ' })],
  ])('sends the headers of %s, and asks for nothing that is packed', async (_name, headers) => {
    await using server = await startProviderServer(replyJson({}));
    await createBoundFetch(new URL(server.url), open())(server.url, { headers });
    expect(server.sent[0]?.headers).toMatchObject({ 'accept-encoding': 'identity', 'x-key': 'a' });
  });

  it('tells of a refusal whatever the provider said around it', async () => {
    const refuse: Reply = (response) => {
      response.writeHead(429, [
        ['Retry-After', '7'],
        ['X-Limit', 'a'],
        ['X-Limit', 'b'],
      ]);
      response.end();
    };
    await using server = await startProviderServer(refuse);
    const { status, headers } = await createBoundFetch(new URL(server.url), open())(server.url, POST);
    expect([status, headers.get('retry-after'), headers.get('x-limit')]).toEqual([429, '7', 'a, b']);
  });

  it.each(['http://127.0.0.1:1/v1', 'https://127.0.0.1/', 'http://example.com/v1'])(
    'speaks to nobody but its own host: not to %s',
    async (url) => {
      await using server = await startProviderServer(replyJson({}));
      const fetch = createBoundFetch(new URL(server.url), open());
      await expect(fetch(url, POST)).rejects.toMatchObject({ code: 'WRONG_HOST', phase: 'connecting' });
    },
  );

  it.each([301, 302, 303, 307, 308])('follows no redirect (%i), not even to its own host', async (status) => {
    await using other = await startProviderServer(replyJson({}));
    const redirect: Reply = (response) => {
      response.writeHead(status, { location: `${other.url}/v1` });
      response.end();
    };
    await using server = await startProviderServer(redirect);
    const fetch = createBoundFetch(new URL(server.url), open());
    await expect(fetch(`${server.url}/v1`, POST)).rejects.toMatchObject({
      code: 'REDIRECTED',
      message: expect.stringContaining(new URL(other.url).host),
    });
    expect(other.sent).toHaveLength(0);
  });

  it('rejects where the provider changes to another protocol', async () => {
    const change: Reply = (response) =>
      void response.socket?.end('HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: other\r\n\r\n');
    await using server = await startProviderServer(change);
    const fetch = createBoundFetch(new URL(server.url), open());
    await expect(fetch(`${server.url}/v1`, POST)).rejects.toMatchObject({ code: 'UPGRADED', phase: 'asking' });
  });

  it('connects to no address that is forbidden, whatever name stands for it', async () => {
    const lying: LookupFunction = (_host, options, done) => {
      if (options.all) done(null, [{ address: '169.254.169.254', family: 4 }]);
      else done(null, '169.254.169.254', 4);
    };
    const fetch = createBoundFetch(new URL('http://models.example/v1'), open(lying));
    await expect(fetch('http://models.example/v1', POST)).rejects.toMatchObject({
      code: 'FORBIDDEN_ADDRESS',
      phase: 'connecting',
    });
  });

  it('goes straight to its host, whatever proxy the environment names', async () => {
    await using proxy = await startProviderServer(replyJson({}));
    await using server = await startProviderServer(replyJson({ ok: true }));
    for (const name of ['HTTP_PROXY', 'http_proxy', 'ALL_PROXY']) vi.stubEnv(name, proxy.url);
    vi.stubEnv('NODE_USE_ENV_PROXY', '1');
    const fetch = createBoundFetch(new URL(server.url), open());
    expect((await fetch(server.url, POST)).status).toBe(200);
    expect(proxy.sent).toHaveLength(0);
  });

  it('takes the same connection for the next call', async () => {
    await using server = await startProviderServer(replyJson({ ok: true }));
    const line = open();
    const fetch = createBoundFetch(new URL(server.url), line);
    for (let call = 0; call < 3; call++) {
      const over = new AbortController();
      await (await fetch(server.url, { ...POST, signal: over.signal })).text();
      // Whoever is done with a call says so, and this must not cost the connection.
      over.abort();
    }
    await waitUntil(() => Object.values(line.plain.freeSockets).flat().length === 1);
    expect(Object.values(line.plain.sockets).flat()).toHaveLength(0);
    expect(server.connections()).toBe(1);
  });

  describe('while many calls are under way', () => {
    const CONNECTING_MS = 10_000;
    afterEach(() => {
      vi.useRealTimers();
    });

    it('does not take the wait for a connection for a host that takes none', async () => {
      const held: (() => void)[] = [];
      await using server = await startProviderServer((response) => {
        held.push(() => response.end('{}'));
      });
      const line = open();
      line.plain.maxSockets = 1;
      const fetch = createBoundFetch(new URL(server.url), line);
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      const calls = [1, 2].map(() => fetch(server.url, POST).then((response) => response.text()));
      const answers = Promise.all(calls);
      answers.catch(() => undefined);
      for (const answered of [0, 1]) {
        await vi.waitFor(() => expect(held).toHaveLength(answered + 1), WAIT);
        // Longer than a host has to take a connection: the second has none yet, then the first one's.
        vi.advanceTimersByTime(CONNECTING_MS * 3);
        held[answered]?.();
      }
      expect(await answers).toEqual(['{}', '{}']);
      expect(server.connections()).toBe(1);
    });

    it('does not wait for long for a host that does not take the connection', async () => {
      const line = open(() => {});
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      const fetch = createBoundFetch(new URL('http://models.example/v1'), line);
      const answer = fetch('http://models.example/v1', POST).catch((error: unknown) => error);
      await vi.waitFor(() => expect(vi.getTimerCount()).toBe(1), WAIT);
      vi.advanceTimersByTime(CONNECTING_MS);
      expect(await answer).toMatchObject({ code: 'ETIMEDOUT', phase: 'connecting' });
    });
  });

  it('tells a broken answer from a whole one', async () => {
    await using server = await startProviderServer(replyCut('text/plain', ['half']));
    const fetch = createBoundFetch(new URL(server.url), open());
    const response = await fetch(server.url, POST);
    await expect(response.text()).rejects.toMatchObject({ phase: 'answering' });
  });

  it('says how far it came when the other side hangs up without a word', async () => {
    await using server = await startProviderServer((response) => {
      response.destroy();
    });
    const fetch = createBoundFetch(new URL(server.url), open());
    await expect(fetch(server.url, POST)).rejects.toMatchObject({ code: 'ECONNRESET', phase: 'asking' });
  });

  it('lets go of the connection when the reader stops reading', async () => {
    await using server = await startProviderServer((response) => {
      response.writeHead(200);
      response.write('first');
    });
    const fetch = createBoundFetch(new URL(server.url), open());
    const response = await fetch(server.url, POST);
    await response.body?.cancel();
    await waitUntil(() => server.abandoned() === 1);
  });

  it('sends nothing for a caller who has already given up', async () => {
    await using server = await startProviderServer(replyJson({}));
    const fetch = createBoundFetch(new URL(server.url), open());
    await expect(fetch(server.url, { ...POST, signal: AbortSignal.abort(new Error('too late')) })).rejects.toThrow(
      'too late',
    );
    expect(server.sent).toHaveLength(0);
  });
});
