/** Attacks on identity and input, by their ids in the list of attacks that this server refuses. */
import { createHmac } from 'node:crypto';
import { systemClock } from '@tutti/engine';
import { RANDOM_BYTES } from '@tutti/protocol';
import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSecuredApp, type SecuredApp } from '../testing/security/secured-app.ts';
import { NOBODYS, seedTenant } from '../testing/security/seeded-tenant.ts';

let secured: SecuredApp;
let later = 0;
let addresses = 0;

beforeAll(async () => {
  const clock = { ...systemClock, now: () => systemClock.now() + later };
  secured = await openSecuredApp({ clock });
});
afterAll(() => secured[Symbol.asyncDispose]());

type Ask = Omit<InjectOptions, 'headers'> & { headers?: Record<string, string> };

const owner = () => ({ authorization: `Bearer ${secured.ownerToken}` });
const anotherAddress = () => `10.1.${++addresses >> 8}.${addresses & 255}`;

function ask({ headers = {}, ...rest }: Ask): Promise<LightMyRequestResponse> {
  const remoteAddress = rest.remoteAddress ?? anotherAddress();
  return secured.app.inject({ url: '/api/v1/me', ...rest, remoteAddress, headers: { host: secured.host, ...headers } });
}

function post(url: string, payload: object | string, headers: Record<string, string> = owner()) {
  return ask({ method: 'POST', url, payload, headers: { 'content-type': 'application/json', ...headers } });
}

const withoutId = (response: LightMyRequestResponse) => ({ ...response.json<object>(), requestId: undefined });

describe('A2: odd credentials', () => {
  const odd = [
    `' OR '1'='1`,
    `'; DROP TABLE api_keys; --`,
    `tut_key_${'0'.repeat(36)}_' OR 1=1 --`,
    `tut_key_' UNION SELECT * FROM sessions --_${'a'.repeat(43)}`,
    'x'.repeat(10_000),
    'a\0b',
    'tut_owner_\0',
    'ключ',
    '💥'.repeat(50),
    '\u202Eneewo',
    '__proto__',
    'constructor',
    '%00',
    '../../owner-token',
    'undefined',
    'null',
    '[object Object]',
    '',
    ' ',
  ];

  it.each(odd.map((text) => [text.slice(0, 40), text]))('%s is refused as any wrong token', async (_name, text) => {
    const wrong = await ask({ headers: { authorization: 'Bearer wrong' } });
    for (const headers of [
      { authorization: `Bearer ${text}` },
      { authorization: text },
      { authorization: `Basic ${text}` },
      { cookie: `tutti_session_8000=${text}` },
    ]) {
      const response = await ask({ headers });
      expect(response.statusCode).toBe(401);
      expect(withoutId(response)).toEqual(withoutId(wrong));
    }
  });

  it('in every other header changes nothing and breaks nothing', async () => {
    const names = [
      'x-request-id',
      'traceparent',
      'user-agent',
      'referer',
      'accept',
      'accept-encoding',
      'x-forwarded-for',
      'last-event-id',
      'if-none-match',
      'x-http-method-override',
    ];
    for (const name of names)
      for (const text of odd) {
        const { statusCode } = await ask({ url: '/api/v1/runs', headers: { ...owner(), [name]: text } });
        expect(statusCode, `${name}: ${text.slice(0, 40)}`).toBe(200);
      }
    expect(secured.home.store.health()).toEqual({ state: 'ok' });
  });
});

describe('A3: credentials in the address', () => {
  it.each(['token', 'api_key', 'apikey', 'access_token', 'key', 'code', 'API_KEY', 'Token', 'api-key', '%74oken'])(
    '%s= is refused, with and without others',
    async (name) => {
      const url = `/api/v1/me?${name}=${secured.ownerToken}`;
      for (const headers of [{}, owner()])
        expect((await ask({ url, headers })).json()).toMatchObject({ code: 'unauthenticated' });
      expect(secured.logged()).not.toContain(secured.ownerToken);
    },
  );
});

describe('A5: guesses', () => {
  it('at one key are stopped, and lock out nobody else from that address', async () => {
    const remoteAddress = '10.9.9.1';
    const { authorization } = await secured.createKey(['view']);
    const other = await secured.createKey(['view']);
    const guess = () => ask({ remoteAddress, headers: { authorization: `${authorization.slice(0, -4)}AAAA` } });
    for (let count = 0; count < 10; count++) expect((await guess()).statusCode).toBe(401);
    const stopped = await guess();
    expect(stopped.json()).toMatchObject({ status: 429, code: 'too_many_requests' });
    expect(Number(stopped.headers['retry-after'])).toBeGreaterThan(0);
    expect(Number(stopped.headers['retry-after'])).toBeLessThanOrEqual(60);
    expect((await ask({ remoteAddress, headers: { authorization } })).statusCode).toBe(429);
    for (const headers of [owner(), { authorization: other.authorization }])
      expect((await ask({ remoteAddress, headers })).statusCode).toBe(200);
    expect((await ask({ headers: { authorization } })).statusCode).toBe(200);
    later += 61_000;
    expect((await ask({ remoteAddress, headers: { authorization } })).statusCode).toBe(200);
  });

  it('are stopped even when they all come at once', async () => {
    const guesses = Array.from({ length: 200 }, () =>
      ask({ remoteAddress: '10.9.9.2', headers: { authorization: 'Bearer tut_owner_x' } }),
    );
    const statuses = (await Promise.all(guesses)).map(({ statusCode }) => statusCode);
    expect(statuses.filter((status) => status === 401)).toHaveLength(10);
    expect(statuses.filter((status) => status === 429)).toHaveLength(190);
  });

  it('tell nothing about which keys there are', async () => {
    const { authorization } = await secured.createKey(['view']);
    const known = `${authorization.slice(0, -4)}AAAA`;
    const unknown = `Bearer tut_${NOBODYS.key}_${'A'.repeat(43)}`;
    for (let count = 0; count < 12; count++) {
      const [one, two] = await Promise.all(
        [known, unknown].map((guess) => ask({ remoteAddress: '10.9.9.3', headers: { authorization: guess } })),
      );
      expect(withoutId(one!)).toEqual(withoutId(two!));
    }
  });

  it('at one-time codes are stopped', async () => {
    const guess = () =>
      ask({ method: 'POST', url: '/api/v1/session', payload: { code: 'guess' }, remoteAddress: '10.9.9.4' });
    for (let count = 0; count < 10; count++) expect((await guess()).statusCode).toBe(401);
    expect((await guess()).statusCode).toBe(429);
    expect((await ask({ remoteAddress: '10.9.9.4', headers: owner() })).statusCode).toBe(200);
  });
});

describe('A7: a JWT', () => {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const sign = (header: object, claims: object, key: string) => {
    const text = `${encode(header)}.${encode(claims)}`;
    return `${text}.${key && createHmac('sha256', key).update(text).digest('base64url')}`;
  };
  const soon = Math.floor(Date.now() / 1_000) + 600;

  it.each([
    ['without a signature', sign({ alg: 'none' }, { sub: 'owner', exp: soon }, '')],
    ['with another key', sign({ alg: 'HS256' }, { sub: 'owner', exp: soon }, 'secret')],
    ['that has expired', sign({ alg: 'HS256' }, { sub: 'owner', exp: 1 }, 'secret')],
    ['for another audience', sign({ alg: 'HS256' }, { sub: 'owner', aud: 'other', exp: soon }, 'secret')],
    ['with a key of its own', sign({ alg: 'HS256', jwk: { kty: 'oct', k: 'c2VjcmV0' } }, { sub: 'owner' }, 'secret')],
  ])('%s is refused', async (_what, token) => {
    expect((await ask({ headers: { authorization: `Bearer ${token}` } })).statusCode).toBe(401);
  });
});

describe('A8: sessions', () => {
  it('get a new id at each login, whatever the browser carried before', async () => {
    const planted = `tutti_session_8000=${'f'.repeat(43)}`;
    const before = await secured.signIn();
    for (const cookie of [planted, before.cookie]) {
      const code = secured.deps.access.createLoginUrl().url.split('#code=')[1];
      const payload = { code };
      const response = await ask({
        method: 'POST',
        url: '/api/v1/session',
        payload,
        headers: { cookie, origin: before.origin },
      });
      expect(response.statusCode).toBe(201);
      const set = String(response.headers['set-cookie']);
      expect(set).toMatch(/; HttpOnly; SameSite=Strict; Path=\//);
      expect(set).not.toContain(cookie);
      expect((await ask({ headers: { cookie } })).statusCode).toBe(401);
      expect((await ask({ headers: { cookie: set.split(';')[0] ?? '' } })).json()).toMatchObject({ by: 'session' });
    }
  });

  it('A6: are opened by no empty, absent or odd code', async () => {
    for (const code of ['', null, undefined, [], {}, true, 0, 'undefined', 'null', 'x'.repeat(300)])
      expect([400, 401]).toContain((await post('/api/v1/session', { code }, {})).statusCode);
  });
});

describe('A10: CORS', () => {
  it('is not spoken: no preflight is answered', async () => {
    for (const origin of ['http://evil.test', `http://${secured.host}`]) {
      const headers = {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'x-tutti-csrf',
      };
      const response = await ask({ method: 'OPTIONS', url: '/api/v1/tasks', headers });
      expect(response.statusCode).toBeGreaterThanOrEqual(400);
      expect(Object.keys(response.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
  });
});

describe('T7: mass assignment', () => {
  it.each(['tenant', 'by', 'user', 'rights', 'ownerId', 'role', 'id', 'run', 'task', 'status'])(
    '%s in the body of a task is refused',
    async (field) => {
      const response = await post('/api/v1/tasks', { goal: 'Say hello', [field]: 'x' });
      expect(response.json()).toMatchObject({ status: 400, code: 'invalid_input' });
    },
  );

  it('of a key is refused', async () => {
    for (const extra of [{ hash: '0'.repeat(64) }, { id: NOBODYS.key }, { tenant: 'x' }, { secret: 'mine' }])
      expect((await post('/api/v1/keys', { name: 'a', rights: ['view'], ...extra })).statusCode).toBe(400);
  });
});

it('T12: an id has at least 122 random bits, and none is found by trying', async () => {
  expect(RANDOM_BYTES * 8).toBeGreaterThanOrEqual(122);
  const submitted = await Promise.all(
    Array.from({ length: 20 }, () => post('/api/v1/tasks', { goal: 'Say hello', agents: ['drafting'] })),
  );
  const tails = submitted.map((response) => response.json<{ run: string }>().run.slice(-26));
  expect(new Set(tails).size).toBe(20);
  expect(new Set(tails.map((tail) => tail.slice(0, 4))).size).toBeGreaterThan(15);
});

describe('X4: prototype pollution', () => {
  it.each([
    '{"goal":"hello","__proto__":{"polluted":true}}',
    '{"goal":"hello","constructor":{"prototype":{"polluted":true}}}',
    '{"__proto__":{"goal":"hello"}}',
    '{"goal":"hello","budget":{"__proto__":{"tokens":1},"tokens":2}}',
    '[{"__proto__":{"polluted":true}}]',
  ])('by the body %s is refused', async (body) => {
    expect((await post('/api/v1/tasks', body)).statusCode).toBe(400);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('by the query is refused', async () => {
    for (const query of [
      '__proto__[polluted]=1',
      '__proto__.polluted=1',
      'constructor[prototype][polluted]=1',
      '__proto__=1',
    ]) {
      expect((await ask({ url: `/api/v1/runs?${query}`, headers: owner() })).statusCode).toBe(400);
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    }
  });
});

describe('W2: another way to write an address', () => {
  it.each([
    '/api/v1/Me',
    '/api/v1/me/',
    '//api/v1/me',
    '/api//v1/me',
    '/api/v1/me;x=1',
    '/api/v1/%256de',

    '/API/V1/ME',
    '/api/v1/me%2f',
    '/api/v1/me%00',

    '/api/v1/me.json',
  ])('%s leads nowhere', async (url) => {
    expect((await ask({ url, headers: owner() })).statusCode).not.toBe(200);
  });

  it('never gets past the credentials', async () => {
    for (const url of ['/api/v1/%6de', '/api/v1/m%65?x', '/%61pi/v1/me', '/api/v1/me#x', '/api/v1/me?'])
      expect((await ask({ url })).statusCode, url).toBeGreaterThanOrEqual(400);
    for (const method of ['PUT', 'PATCH', 'TRACE', 'OPTIONS'] as const)
      expect([404, 405]).toContain((await ask({ method, headers: owner() })).statusCode);
  });
});

describe('W3, W4: another kind of body', () => {
  it.each([
    'multipart/form-data; boundary=x',
    'multipart/form-data',
    'application/x-www-form-urlencoded',
    'text/plain',
    'text/json',
    'application/json; charset=utf-7',
    'application/json; charset=utf-16',
    'application/json, text/plain',
    'application/xml',
    'application/json;x',
    '',
  ])('as %s is not read', async (type) => {
    const body = '{"goal":"hello","files":[{"filepath":"/etc/passwd"}]}';
    expect((await post('/api/v1/tasks', body, { ...owner(), 'content-type': type })).statusCode).toBe(415);
  });

  it('compressed is not read', async () => {
    const headers = { ...owner(), 'content-encoding': 'gzip' };
    expect((await post('/api/v1/tasks', '{"goal":"hello"}', headers)).statusCode).toBe(415);
  });
});

describe('X10, C6: what every answer carries', () => {
  it.each(['/api/v1/me', '/api/docs', '/health', '/nothing', '/ui/login', '/api/v1/runs/x', '/'])('%s', async (url) => {
    for (const headers of [owner(), {}]) {
      const response = await ask({ url, headers });
      const policy = String(response.headers['content-security-policy']);
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/unsafe|\*|https?:/);
      expect(response.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
      for (const banner of ['server', 'x-powered-by', 'via']) expect(response.headers).not.toHaveProperty(banner);
      expect(response.body).not.toMatch(/node_modules|\bat .+:\d+:\d+|node:internal/);
    }
  });

  it('F2: a document is a download that runs nowhere', async () => {
    const { run, artefact } = await seedTenant(secured);
    const url = `/api/v1/runs/${run}/artefacts/${artefact}/content`;
    expect((await ask({ url, headers: owner() })).headers).toMatchObject({
      'content-disposition': expect.stringMatching(/^attachment;/),
      'content-security-policy': expect.stringContaining('sandbox'),
      'x-content-type-options': 'nosniff',
    });
  });
});
