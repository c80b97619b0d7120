import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemRandom } from '@tutti/engine';
import { createMemoryStore, SimClock } from '@tutti/engine/testing';
import { ApiKeyId, LOCAL_OWNER, Right, toIdText } from '@tutti/protocol';
import { describe, expect, it, onTestFinished } from 'vitest';
import { resolveConfig } from '../config/resolve-config.ts';
import type { ServerConfig } from '../config/server-config.ts';
import type { AccessDesk } from './access-desk.ts';
import { type Caller, toOwner } from './caller.ts';
import { createAccessDesk } from './create-access-desk.ts';

const HOST = 'localhost:8000';
const MINUTE = 60_000;

async function openDesk(config: Partial<ServerConfig> = {}) {
  const directory = await mkdtemp(join(tmpdir(), 'tutti-access-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const clock = new SimClock();
  const store = createMemoryStore({ clock });
  const warnings: unknown[] = [];
  const open = () =>
    createAccessDesk({
      home: { directory, store, principal: LOCAL_OWNER },
      config: { ...resolveConfig({ environment: {}, options: {} }), dataDirectory: directory, ...config },
      log: { warn: (...said: unknown[]) => void warnings.push(said) },
      clock,
      random: systemRandom,
    });
  const desk = await open();
  const readToken = async () => (await readFile(join(directory, 'owner-token'), 'utf8')).trim();
  return { directory, clock, store, warnings, open, desk, readToken };
}

const ask = (desk: AccessDesk, headers: Record<string, string>, url = '/api/v1/me') =>
  desk.authenticate({ headers: { host: HOST, ...headers }, url, ip: '127.0.0.1' });
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const newKeyId = (clock: SimClock) => ApiKeyId.parse(toIdText('key', clock.now(), systemRandom.bytes(16)));
const OWNER: Caller = toOwner(LOCAL_OWNER);

async function signIn(desk: AccessDesk, caller?: Caller, cookie?: string) {
  const code = desk.createLoginUrl(caller).url.split('#code=')[1] ?? '';
  const headers = { host: HOST, ...(cookie && { cookie }) };
  const opened = await desk.openSession(code, { headers, url: '/api/v1/session', ip: '127.0.0.1' });
  return { code, ...opened, pair: opened.cookie.split(';')[0] ?? '' };
}

describe('the owner token', () => {
  it('is made once, in a file that nobody else may read, and lets the owner in', async () => {
    const { directory, open, desk, readToken } = await openDesk();
    const token = await readToken();
    expect(token).toMatch(/^tut_owner_[\w-]{43}$/);
    for (const file of ['owner-token', 'server-secret'])
      expect((await stat(join(directory, file))).mode & 0o777).toBe(0o600);
    expect(await ask(desk, bearer(token))).toEqual({ principal: LOCAL_OWNER, by: 'owner_token' });
    expect(await ask(await open(), bearer(token))).toMatchObject({ by: 'owner_token' });
  });

  it('is one, whichever of several processes makes it', async () => {
    const { directory, open, readToken } = await openDesk();
    await rm(join(directory, 'owner-token'));
    const desks = await Promise.all(Array.from({ length: 8 }, open));
    const token = await readToken();
    for (const desk of desks) expect(await ask(desk, bearer(token))).toMatchObject({ by: 'owner_token' });
  });

  it('has its mode mended where others could read it, and the log says so', async () => {
    const { directory, open, warnings } = await openDesk();
    const file = join(directory, 'owner-token');
    await writeFile(file, `tut_owner_${'a'.repeat(43)}`, { mode: 0o644 });
    await chmod(file, 0o644);
    await open();
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(JSON.stringify(warnings)).toContain('others could read');
  });

  it('is not taken from a damaged file', async () => {
    const { directory, open } = await openDesk();
    await writeFile(join(directory, 'owner-token'), 'tut_owner_short');
    await expect(open()).rejects.toMatchObject({ code: 'store_corrupt' });
  });
});

describe('an API key', () => {
  it('lets its holder in with its rights until it is revoked', async () => {
    const { clock, desk, store } = await openDesk();
    const id = newKeyId(clock);
    const { key, secret } = await desk.createKey(OWNER, { id, name: 'ci', rights: ['view', 'view'] });
    expect(JSON.stringify(key)).not.toContain(secret);
    const caller = await ask(desk, bearer(secret));
    expect(caller).toMatchObject({ by: 'api_key', key: id, principal: { rights: ['view'] } });
    expect(await desk.isStillGood(caller)).toBe(true);
    await store.revokeKey(LOCAL_OWNER.tenant, id, clock.now());
    await expect(ask(desk, bearer(secret))).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(await desk.isStillGood(caller)).toBe(false);
  });

  it('is the same with the same secret when it is made again, also after a restart', async () => {
    const { clock, desk, open } = await openDesk();
    const wish = { id: newKeyId(clock), name: 'ci', rights: Right.options };
    const first = await desk.createKey(OWNER, wish);
    expect(await (await open()).createKey(OWNER, wish)).toEqual(first);
  });

  it('ends when it expires', async () => {
    const { clock, desk } = await openDesk();
    const wish = { id: newKeyId(clock), name: 'ci', rights: ['view'] as const, expiresAt: clock.now() + MINUTE };
    const { secret } = await desk.createKey(OWNER, wish);
    clock.advance(MINUTE - 1);
    const caller = await ask(desk, bearer(secret));
    clock.advance(1);
    await expect(ask(desk, bearer(secret))).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(await desk.isStillGood(caller)).toBe(false);
  });

  it('never has more rights than whoever makes it', async () => {
    const { clock, desk } = await openDesk();
    const maker: Caller = { principal: { ...LOCAL_OWNER, rights: ['manage'] }, by: 'api_key' };
    const make = desk.createKey(maker, { id: newKeyId(clock), name: 'more', rights: ['manage', 'use'] });
    await expect(make).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('a browser', () => {
  it('exchanges a one-time code for a session, and the code is good once', async () => {
    const { desk } = await openDesk();
    expect(desk.createLoginUrl().url).toMatch(/^http:\/\/127\.0\.0\.1:8000\/ui\/login#code=[\w-]{32}$/);
    const { code, caller, cookie, pair } = await signIn(desk);
    expect(cookie).toMatch(/^tutti_session_8000=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/; Max-Age=2592000$/);
    expect(await ask(desk, { cookie: `a=b; ${pair}` })).toEqual(caller);
    const again = desk.openSession(code, { headers: { host: HOST }, url: '/', ip: '::1' });
    await expect(again).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('has ten minutes for its code', async () => {
    const { clock, desk } = await openDesk();
    const code = desk.createLoginUrl().url.split('#code=')[1] ?? '';
    clock.advance(10 * MINUTE);
    const late = desk.openSession(code, { headers: { host: HOST }, url: '/', ip: '::1' });
    await expect(late).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('stays signed in over restarts while it is used, and never longer than 30 days', async () => {
    const { clock, desk, open } = await openDesk();
    const { pair } = await signIn(desk);
    const restarted = await open();
    for (let halfHours = 0; halfHours < 30 * 48 - 1; halfHours++) {
      clock.advance(30 * MINUTE);
      await ask(restarted, { cookie: pair });
    }
    clock.advance(30 * MINUTE);
    await expect(ask(restarted, { cookie: pair })).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('is signed out after an idle hour, and when it signs out', async () => {
    const { clock, desk } = await openDesk();
    const idle = await signIn(desk);
    clock.advance(60 * MINUTE);
    await expect(ask(desk, { cookie: idle.pair })).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(await desk.isStillGood(idle.caller)).toBe(false);
    const { caller, pair } = await signIn(desk);
    expect(await desk.closeSession(caller)).toContain('tutti_session_8000=; HttpOnly');
    await expect(ask(desk, { cookie: pair })).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('stays signed in while a page is connected that asks for nothing', async () => {
    const { clock, desk } = await openDesk();
    const { caller, pair } = await signIn(desk);
    for (let minutes = 0; minutes < 180; minutes++) {
      clock.advance(MINUTE);
      expect(await desk.isStillGood(caller)).toBe(true);
    }
    expect(await ask(desk, { cookie: pair })).toMatchObject({ by: 'session' });
  });

  it('may use its code again where no session came of it', async () => {
    const { desk, store } = await openDesk();
    const code = desk.createLoginUrl().url.split('#code=')[1] ?? '';
    const exchange = () => desk.openSession(code, { headers: { host: HOST }, url: '/', ip: '::1' });
    const { addSession } = store;
    store.addSession = () => Promise.reject(new Error('the disk is full'));
    await expect(exchange()).rejects.toThrow('the disk is full');
    store.addSession = addSession;
    expect(await exchange()).toMatchObject({ caller: { by: 'session' } });
    await expect(exchange()).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('has the rights of the key whose link it opened, and ends with that key', async () => {
    const { clock, desk, store } = await openDesk();
    const id = newKeyId(clock);
    const { secret } = await desk.createKey(OWNER, { id, name: 'admin', rights: ['manage', 'view'] });
    const { caller, pair } = await signIn(desk, await ask(desk, bearer(secret)));
    expect(caller.principal.rights).toEqual(['manage', 'view']);
    const session = await ask(desk, { cookie: pair });
    expect(session).toMatchObject({ by: 'session' });
    const second = await signIn(desk, session);
    await store.revokeKey(LOCAL_OWNER.tenant, id, clock.now());
    await expect(ask(desk, { cookie: second.pair })).rejects.toMatchObject({ code: 'unauthenticated' });
    await expect(ask(desk, { cookie: pair })).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(await desk.isStillGood(caller)).toBe(false);
  });

  it('gets a cookie bound to its host and to encryption where the public address is https', async () => {
    const { desk } = await openDesk({ publicUrl: 'https://tutti.example.org' });
    const { cookie, pair } = await signIn(desk);
    expect(cookie).toMatch(/^__Host-tutti_session_443=.*; Secure$/);
    expect(desk.createLoginUrl().url).toContain('https://tutti.example.org/ui/login#');
    expect(await ask(desk, { cookie: pair })).toMatchObject({ by: 'session' });
  });

  it('is not known by a cookie that stands there twice', async () => {
    const { desk } = await openDesk();
    const { pair } = await signIn(desk);
    const planted = `tutti_session_8000=${'x'.repeat(43)}; ${pair}`;
    await expect(ask(desk, { cookie: planted })).rejects.toMatchObject({ code: 'unauthenticated' });
  });
});

describe('two servers of one installation', () => {
  async function openTwo(config: Partial<ServerConfig> = {}) {
    const one = await openDesk(config);
    const directory = await mkdtemp(join(tmpdir(), 'tutti-access-'));
    onTestFinished(() => rm(directory, { recursive: true }));
    const other = await createAccessDesk({
      home: { directory, store: one.store, principal: LOCAL_OWNER },
      config: { ...resolveConfig({ environment: {}, options: {} }), dataDirectory: directory, ...config },
      log: { warn: () => {} },
      clock: one.clock,
      random: systemRandom,
    });
    return { ...one, other };
  }

  it('let in whoever has a key or a session of either, with the same proof for changes', async () => {
    const { clock, desk, other } = await openTwo();
    const { secret } = await desk.createKey(OWNER, { id: newKeyId(clock), name: 'ci', rights: ['view'] });
    expect(await ask(other, bearer(secret))).toMatchObject({ by: 'api_key' });
    const { caller, pair } = await signIn(desk);
    const there = await ask(other, { cookie: pair });
    expect(there).toEqual(caller);
    other.checkChange({ origin: `http://${HOST}`, 'x-tutti-csrf': caller.csrf ?? '' }, there);
    expect(() => other.checkChange({ origin: `http://${HOST}`, 'x-tutti-csrf': 'made up' }, there)).toThrow();
    await other.closeSession(there);
    await expect(ask(desk, { cookie: pair })).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('never tell a secret that is not that of the key, and the right one where they share theirs', async () => {
    const apart = await openTwo();
    const wish = { id: newKeyId(apart.clock), name: 'ci', rights: Right.options };
    await apart.desk.createKey(OWNER, wish);
    await expect(apart.other.createKey(OWNER, wish)).rejects.toMatchObject({ code: 'idempotency_conflict' });
    const joined = await openTwo({ jwtSecret: 'b8Zs0Qm3vX1kTq7LwY5nRj2HcDf9GpUe' });
    expect(await joined.other.createKey(OWNER, wish)).toEqual(await joined.desk.createKey(OWNER, wish));
  });
});

describe('with authentication off', () => {
  it('everybody on this machine is the owner, and nobody elsewhere is', async () => {
    const { desk } = await openDesk({ authentication: false });
    expect(await ask(desk, {})).toEqual({ principal: LOCAL_OWNER, by: 'open' });
    expect(() => desk.checkHost({ host: 'evil.test' })).toThrow();
    await expect(ask(desk, { 'sec-fetch-site': 'cross-site' })).rejects.toMatchObject({ code: 'host_refused' });
  });
});
