import { createMemoryStore } from '@tutti/engine/testing';
import { ApiKey, Hash, LOCAL_OWNER, toIdText } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import { assertMayListen } from './assert-may-listen.ts';
import { isWeakSecret } from './is-weak-secret.ts';

const STRONG = 'Zk3v9QpL0xWm7TtBe2RyHcNd5UfGs8Ja1KoVi4Xl6Eq=';

async function createStore(facts: Partial<ApiKey> = { rights: ['manage'] }) {
  const store = createMemoryStore();
  const id = toIdText('key', 1, new Uint8Array(16));
  const { tenant, user: by } = LOCAL_OWNER;
  const hash = Hash.parse('0'.repeat(64));
  await store.addKey(ApiKey.parse({ id, tenant, by, hash, name: 'admin', rights: ['view'], createdAt: 1, ...facts }));
  return store;
}

describe('a server', () => {
  it.each(['127.0.0.1', '127.1.2.3', 'localhost', '::1'])('may listen on %s with nothing set', async (host) => {
    const config = { host, authentication: false, jwtSecret: undefined };
    await expect(assertMayListen(config, createMemoryStore(), 10)).resolves.toBeUndefined();
  });

  it.each(['0.0.0.0', '::', '192.168.1.2', 'example.org', '127.0.0.1.example.org', '::ffff:1.2.3.4'])(
    'refuses %s without authentication, administrator or secret',
    async (host) => {
      const safe = { host, authentication: true, jwtSecret: STRONG };
      const store = await createStore();
      await expect(assertMayListen(safe, store, 10)).resolves.toBeUndefined();
      const open = assertMayListen({ ...safe, authentication: false }, store, 10);
      await expect(open).rejects.toMatchObject({ code: 'auth_required_beyond_loopback' });
      const viewers = await createStore({ rights: ['view', 'use'] });
      await expect(assertMayListen(safe, viewers, 10)).rejects.toMatchObject({ code: 'administrator_missing' });
      const expired = await createStore({ rights: ['manage'], expiresAt: 5 });
      await expect(assertMayListen(safe, expired, 10)).rejects.toMatchObject({ code: 'administrator_missing' });
      for (const jwtSecret of [undefined, 'changeme', 'a'.repeat(40)])
        await expect(assertMayListen({ ...safe, jwtSecret }, store, 10)).rejects.toMatchObject({
          code: 'secret_too_weak',
        });
    },
  );
});

it.each([
  'short',
  'x'.repeat(64),
  'abcabcabcabcabcabcabcabcabcabcabcabc',
  'deadbeefcafebabedeadbeefcafebabe',
  'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKL',
  'your-secret-key-change-in-production-please',
  'my-super-secret-jwt-signing-key-for-tutti',
  'correct-horse-changeme-battery-staple-x9',
])('A13: %s is a weak secret', (secret) => expect(isWeakSecret(secret)).toBe(true));

it.each([STRONG, '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'])('%s is a real secret', (secret) =>
  expect(isWeakSecret(secret)).toBe(false),
);
