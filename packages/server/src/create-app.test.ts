import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { API, Problem, PROBLEM_TYPE, type Route, type RouteName } from '@tutti/protocol/api';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { describe, expect, it } from 'vitest';
import { openTestApp, OWNER } from './testing/test-app.ts';

const GOAL = { goal: 'Write a haiku about autumn' };

async function problemOf(app: FastifyInstance, request: InjectOptions): Promise<Problem> {
  const response = await app.inject({ ...request, headers: { ...OWNER, ...request.headers } });
  expect(response.headers['content-type']).toBe(PROBLEM_TYPE);
  const problem = Problem.parse(response.json());
  expect(problem.status).toBe(response.statusCode);
  expect(problem.requestId).toBe(response.headers['x-request-id']);
  return problem;
}

function post(payload: string | Buffer, headers: Record<string, string> = {}): InjectOptions {
  return { method: 'POST', url: '/api/v1/tasks', payload, headers: { 'content-type': 'application/json', ...headers } };
}

describe('the app', () => {
  it('lets nobody in without credentials but where anyone may come', async () => {
    await using stage = await openTestApp();
    for (const [name, route] of Object.entries<Route>(API)) {
      if (route.access === 'anyone') continue;
      const url = route.path.replaceAll(/\{\w+\}/g, 'x');
      const response = await stage.app.inject({ method: route.method, url });
      expect(response.json(), name).toMatchObject({ code: 'unauthenticated', status: 401 });
    }
  });

  it('asks for the right that each route needs before it looks at what was sent', async () => {
    await using stage = await openTestApp();
    for (const [name, { method, path, access }] of Object.entries<Route>(API) as [RouteName, Route][]) {
      const rights = { view: 'use', use: 'view,manage', manage: 'view,use', anyone: undefined }[access];
      if (rights === undefined) continue;
      const headers = { authorization: `Bearer ${rights}` };
      const response = await stage.app.inject({ method, url: path.replaceAll(/\{\w+\}/g, 'x'), headers });
      expect(response.json(), name).toMatchObject({ code: 'forbidden', status: 403 });
    }
  });

  it('asks for proof of every change, and for the host of every request', async () => {
    await using stage = await openTestApp();
    const headers = { 'x-test-csrf': 'missing' };
    expect(await problemOf(stage.app, post('{}', headers))).toMatchObject({ code: 'csrf_refused', status: 403 });
    for (const url of ['/', '/api/v1/runs', '/nowhere'])
      expect(await problemOf(stage.app, { url, headers: { host: 'evil.test' } })).toMatchObject({
        code: 'host_refused',
      });
  });

  it('tells what is not there from what is asked in the wrong way', async () => {
    await using stage = await openTestApp();
    for (const url of ['/api/v1/nothing', '/api/v1/runs/', '/API/v1/runs', '/api//v1/runs', '/ws', '/api/v1/tasks/a/b'])
      expect(await problemOf(stage.app, { url })).toMatchObject({ code: 'route_not_found', status: 404 });
    const put = await stage.app.inject({ method: 'PUT', url: '/api/v1/tasks', payload: '{' });
    expect(put.headers.allow).toBe('POST, GET, HEAD');
    expect(put.json()).toMatchObject({ code: 'method_not_allowed', status: 405 });
    expect((await stage.app.inject({ method: 'GET', url: '/api/v1/runs/x/cancel' })).headers.allow).toBe('POST');
    const head = await stage.app.inject({ method: 'HEAD', url: '/api/v1/agents', headers: OWNER });
    expect([head.statusCode, head.body]).toEqual([200, '']);
    expect(await problemOf(stage.app, { url: '/api/v1/runs/%ZZ' })).toMatchObject({
      code: 'invalid_input',
      status: 400,
    });
    const long = `/api/v1/approvals/${'a'.repeat(1_700)}`;
    expect(await problemOf(stage.app, { method: 'POST', url: long, payload: {} })).toMatchObject({ status: 404 });
  });

  it('reads JSON in UTF-8 and nothing else', async () => {
    await using stage = await openTestApp();
    const { app } = stage;
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'application/json; charset=latin1',
      'multipart/form-data',
      'x',
      'application/jsonp',
      'application/json, text/plain',
      'application/json; a=b',
    ])
      expect(await problemOf(app, post('{}', { 'content-type': type }))).toMatchObject({ status: 415 });
    expect(await problemOf(app, post('{}', { 'content-encoding': 'gzip' }))).toMatchObject({ status: 415 });
    for (const body of ['{', 'null', '[]', '"x"', '{"goal":"x"} x', Buffer.from([0x7b, 0xff, 0x7d])])
      expect(await problemOf(app, post(body))).toMatchObject({ code: 'invalid_input', status: 400 });
    expect(await problemOf(app, post(''))).toMatchObject({ path: 'goal' });
    expect(await problemOf(app, { url: '/api/v1/runs', method: 'GET', payload: 'x' })).toMatchObject({ status: 400 });
    const good = await app.inject({
      ...post(JSON.stringify(GOAL), { ...OWNER, 'content-type': 'Application/JSON; charset="UTF-8"' }),
    });
    expect(good.statusCode).toBe(202);
  });

  it('takes no body that poisons, overflows or is larger than allowed', async () => {
    await using stage = await openTestApp({ config: { bodyLimitBytes: 4_000 } });
    const { app } = stage;
    for (const key of ['__proto__', 'constructor', 'prototype', '__pr\\u006fto__'])
      expect(await problemOf(app, post(`{"goal":"x","a":{"${key}":{"x":1}}}`))).toMatchObject({ status: 400 });
    expect(({} as { x?: number }).x).toBeUndefined();
    expect(await problemOf(app, post(`${'['.repeat(1_900)}${']'.repeat(1_900)}`))).toMatchObject({
      detail: 'the body is nested more than 64 levels deep',
    });
    const long = { ...post(JSON.stringify({ request: 'a'.repeat(4_000) })), url: '/api/v1/tasks/analyze' };
    expect(await problemOf(app, long)).toMatchObject({ code: 'body_too_large', status: 413 });
    // Files come with a task, so there is more room there, and an end to it.
    const files = (bytes: number) => [{ path: 'a.csv', content: 'A'.repeat(bytes) }];
    const given = await app.inject(
      post(JSON.stringify({ goal: 'x', files: files(40_000) }), { ...OWNER, 'content-type': 'application/json' }),
    );
    expect(given.statusCode).toBe(202);
    expect(await problemOf(app, post(JSON.stringify({ goal: 'x', files: files(9 * 1024 * 1024) })))).toMatchObject({
      code: 'body_too_large',
      status: 413,
    });
    expect(await problemOf(app, { url: '/api/v1/runs?__proto__=1' })).toMatchObject({ status: 400 });
    expect(await problemOf(app, { url: '/api/v1/runs?limit=1&limit=2' })).toMatchObject({ path: 'limit' });
  });

  it('gives every answer an id, the client’s own where it is one, and keeps answers out of caches', async () => {
    await using stage = await openTestApp();
    const ask = (id: string) => stage.app.inject({ url: '/api/v1/agents', headers: { ...OWNER, 'x-request-id': id } });
    expect((await ask('my-own-id_1')).headers).toMatchObject({
      'x-request-id': 'my-own-id_1',
      'cache-control': 'no-store',
    });
    for (const id of ['short', 'a'.repeat(65), 'with space', 'a\tb-long-enough'])
      expect((await ask(id)).headers['x-request-id']).toMatch(/^req_[\w-]{20}$/);
  });

  it('compresses what is large for whoever takes it', async () => {
    await using stage = await openTestApp();
    const ask = (encoding: string, url = '/api/v1/agents?limit=200') =>
      stage.app.inject({ url, headers: { ...OWNER, 'accept-encoding': encoding } });
    expect((await ask('gzip, br')).headers).toMatchObject({ 'content-encoding': 'br', vary: 'accept-encoding' });
    expect((await ask('br;q=0, gzip')).headers['content-encoding']).toBe('gzip');
    expect((await ask('')).headers['content-encoding']).toBeUndefined();
    expect((await ask('br', '/api/v1/agents?limit=1')).headers['content-encoding']).toBeUndefined();
  });

  it('takes no change while it goes down, and still tells', async () => {
    await using stage = await openTestApp();
    stage.deps.life.draining = true;
    const refused = await stage.app.inject({ ...post(JSON.stringify(GOAL), OWNER) });
    expect(refused.json()).toMatchObject({ code: 'server_draining', status: 503 });
    expect(refused.headers).toMatchObject({ 'retry-after': '5', connection: 'close' });
    expect((await stage.app.inject({ url: '/api/v1/runs', headers: OWNER })).statusCode).toBe(200);
  });

  it('tells nobody what failed inside, but writes it down', async () => {
    await using stage = await openTestApp();
    stage.home.engine.listRuns = async () => {
      throw new Error('SELECT * FROM secrets; /home/me/x.ts');
    };
    const problem = await problemOf(stage.app, { url: '/api/v1/runs' });
    expect(problem).toMatchObject({ code: 'internal', status: 500, detail: 'Something failed that should not.' });
    expect(stage.logged()).toContain('SELECT * FROM secrets');
    expect(stage.logged()).toContain(problem.requestId);
  });
});

describe('on a real socket', () => {
  async function exchange(app: FastifyInstance, text: string): Promise<string> {
    await app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = app.server.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1');
    socket.write(text);
    const chunks = await socket.toArray();
    return Buffer.concat(chunks as Buffer[]).toString();
  }

  it('a body that does not come in time is given up', async () => {
    await using stage = await openTestApp({ requestTimeoutMs: 300 });
    const head = `POST /api/v1/tasks HTTP/1.1\r\nhost: localhost\r\nauthorization: ${OWNER.authorization}\r\n`;
    const answer = await exchange(stage.app, `${head}content-type: application/json\r\ncontent-length: 50\r\n\r\n{"go`);
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(answer).toContain('"code":"request_timed_out"');
  });

  it('a client that offers another protocol is answered in this one', async () => {
    await using stage = await openTestApp();
    stage.app.server.on('upgrade', (_request, socket) => socket.destroy());
    const offer =
      'connection: Upgrade, HTTP2-Settings, close\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n';
    const answer = await exchange(stage.app, `GET /health/live HTTP/1.1\r\nhost: localhost\r\n${offer}\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('what could be read in two ways is refused', async () => {
    const head = `POST /api/v1/tasks HTTP/1.1\r\nhost: localhost\r\nauthorization: ${OWNER.authorization}\r\nconnection: close\r\n`;
    const attacks = [
      'content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
      'content-length: 2\r\ncontent-length: 3\r\n\r\n{} ',
      'content-type: text/plain\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}',
      'transfer-encoding: xchunked\r\n\r\n{}',
      'host: evil.test\r\ncontent-length: 0\r\n\r\n',
      `x: ${'a'.repeat(20_000)}\r\n\r\n`,
    ];
    for (const attack of attacks) {
      await using stage = await openTestApp({ requestTimeoutMs: 2_000 });
      expect(await exchange(stage.app, head + attack), attack.slice(0, 60)).toMatch(
        /^HTTP\/1\.1 4(00|31) [^]*"code":"invalid_input"/,
      );
    }
  });
});
