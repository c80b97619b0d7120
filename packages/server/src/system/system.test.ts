import type { Right } from '@tutti/protocol';
import { afterEach, expect, it } from 'vitest';
import { resolveConfig } from '../config/resolve-config.ts';
import { openSecuredApp, type SecuredApp } from '../testing/security/secured-app.ts';

let secured: SecuredApp;
afterEach(() => secured[Symbol.asyncDispose]());

async function ask(url: string, rights?: readonly Right[]) {
  const { authorization } = rights ? await secured.createKey(rights) : { authorization: '' };
  return secured.app.inject({ url, headers: { host: secured.host, ...(rights && { authorization }) } });
}

it('says to anyone that it is well, and that it is not ready while it drains', async () => {
  secured = await openSecuredApp();
  for (const url of ['/health', '/health/live', '/health/ready']) {
    const response = await ask(url);
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual({ status: 'healthy', timestamp: expect.stringMatching(/Z$/), version: '0.0.0' });
  }
  secured.deps.life.draining = true;
  expect((await ask('/health/live')).json()).toMatchObject({ status: 'draining' });
  expect((await ask('/health/ready')).statusCode).toBe(503);
});

it('is degraded, and not ready, while its store takes nothing', async () => {
  secured = await openSecuredApp();
  const { store } = secured.home;
  const full = { ...store, health: () => ({ state: 'full', message: 'no space on /secret/place' }) as const };
  Object.assign(secured.home, { store: full });
  expect((await ask('/health')).json()).toMatchObject({ status: 'degraded' });
  const ready = await ask('/health/ready');
  expect(ready.statusCode).toBe(503);
  expect(ready.body).not.toContain('/secret/place');
  Object.assign(secured.home, { store });
});

it('tells where things lie only to those who manage it', async () => {
  secured = await openSecuredApp();
  const { directory } = secured.home;
  const viewed = await ask('/api/v1/system/status', ['view']);
  expect(viewed.json()).toMatchObject({ state: 'ready', store: { state: 'ok' }, authentication: true, followers: 0 });
  expect(viewed.body).not.toContain(directory);
  expect((await ask('/api/v1/system/status', ['view', 'manage'])).json()).toMatchObject({ dataDirectory: directory });
  expect((await ask('/api/v1/system/config', ['view', 'use'])).statusCode).toBe(403);
});

it('shows each setting with its source, and no secret', async () => {
  const environment = { PORT: '8000', JWT_SECRET_KEY: 'canary-canary', DATABASE_URL: 'postgres://u:canary@h' };
  const { settings, jwtSecret } = resolveConfig({ environment, options: { 'log-level': 'warn' } });
  secured = await openSecuredApp({ config: { settings, jwtSecret } });
  const response = await ask('/api/v1/system/config', ['manage']);
  expect(response.body).not.toContain('canary');
  const { items } = response.json<{ items: { name: string }[] }>();
  const find = (wanted: string) => items.find(({ name }) => name === wanted);
  expect(find('port')).toMatchObject({ value: 8000, source: 'environment PORT', unused: false });
  expect(find('logLevel')).toMatchObject({ value: 'warn', source: 'option --log-level' });
  expect(find('jwtSecret')).toMatchObject({ value: null, isSet: true, secret: true });
  expect(find('databaseUrl')).toMatchObject({ value: null, isSet: true, secret: true, unused: false });
});
