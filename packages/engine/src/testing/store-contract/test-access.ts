import type { ApiKey, KeptRequest, Session } from '@tutti/protocol';
import { expect, it } from 'vitest';
import { sha256 } from './run-script.ts';
import { type OpenStoreUnderTest, renewStore, shareStore, type StoreFixture } from './store-under-test.ts';
import { nextKeyId, nextTenant, nextUser } from './test-ids.ts';

export function testAccess(open: OpenStoreUnderTest): void {
  const fixture = shareStore(open);
  testKeys(fixture);
  testSessions(fixture);
  testRequests(fixture);
  testManagers(open);
}

function testKeys(fixture: StoreFixture): void {
  it('finds a key by its id alone, and nothing where there is none', async () => {
    const key = toKey(fixture, { expiresAt: 9 });
    expect(await fixture.store.addKey(key)).toBe('added');
    expect(await fixture.store.findKey(key.id)).toEqual(key);
    expect(await fixture.store.findKey(nextKeyId())).toBeUndefined();
  });

  it('leaves a key as it is when its id comes again', async () => {
    const key = toKey(fixture);
    await fixture.store.addKey(key);
    expect(await fixture.store.addKey({ ...key, tenant: nextTenant(), rights: ['manage'] })).toBe('known');
    expect(await fixture.store.findKey(key.id)).toEqual(key);
  });

  it('lists the keys of a tenant page by page, the newest first', async () => {
    const keys = [toKey(fixture), toKey(fixture), toKey(fixture)];
    for (const key of keys) await fixture.store.addKey(key);
    await fixture.store.addKey(toKey(fixture, { tenant: nextTenant() }));

    const first = await fixture.store.listKeys(fixture.tenant, { limit: 2 });
    expect(first.keys).toEqual([keys[2], keys[1]]);
    const second = await fixture.store.listKeys(fixture.tenant, { limit: 2, cursor: first.next ?? '' });
    expect(second).toEqual({ keys: [keys[0]], next: undefined });
    expect(await fixture.store.listKeys(nextTenant(), { limit: 2 })).toEqual({ keys: [], next: undefined });
  });

  it('rejects a cursor of keys that it did not give out', async () => {
    const wrong = fixture.store.listKeys(fixture.tenant, { limit: 5, cursor: 'x' });
    await expect(wrong).rejects.toMatchObject({ code: 'invalid_input', field: 'cursor' });
  });

  it('revokes a key at once; the first time counts', async () => {
    const key = toKey(fixture);
    await fixture.store.addKey(key);
    expect(await fixture.store.revokeKey(fixture.tenant, key.id, 50)).toEqual({ ...key, revokedAt: 50 });
    expect(await fixture.store.findKey(key.id)).toEqual({ ...key, revokedAt: 50 });
    expect(await fixture.store.revokeKey(fixture.tenant, key.id, 60)).toEqual({ ...key, revokedAt: 50 });
    expect((await fixture.store.listKeys(fixture.tenant, { limit: 9 })).keys).toEqual([{ ...key, revokedAt: 50 }]);
    await fixture.reopen();
    expect(await fixture.store.findKey(key.id)).toEqual({ ...key, revokedAt: 50 });
  });

  it('does not revoke a key of another tenant', async () => {
    const key = toKey(fixture);
    await fixture.store.addKey(key);
    expect(await fixture.store.revokeKey(nextTenant(), key.id, 50)).toBeUndefined();
    expect(await fixture.store.revokeKey(fixture.tenant, nextKeyId(), 50)).toBeUndefined();
    expect(await fixture.store.findKey(key.id)).toEqual(key);
  });
}

function testManagers(open: OpenStoreUnderTest): void {
  const fixture = renewStore(open);

  it('knows whether anybody may manage by key, of whatever tenant', async () => {
    const { store } = fixture;
    await store.addKey(toKey(fixture, { rights: ['view', 'use'] }));
    expect(await store.hasManager(10)).toBe(false);

    await store.addKey(toKey(fixture, { rights: ['manage'], expiresAt: 20 }));
    expect(await store.hasManager(19)).toBe(true);
    expect(await store.hasManager(20)).toBe(false);

    const lasting = toKey(fixture, { rights: ['view', 'manage'], tenant: nextTenant() });
    await store.addKey(lasting);
    expect(await store.hasManager(20)).toBe(true);
    await store.revokeKey(lasting.tenant, lasting.id, 30);
    expect(await store.hasManager(20)).toBe(false);
  });
}

function testSessions(fixture: StoreFixture): void {
  it('finds a session until it is removed', async () => {
    const session = toSession(fixture, 100);
    await fixture.store.addSession(session);
    expect(await fixture.store.findSession(session.hash)).toEqual(session);
    await fixture.reopen();
    expect(await fixture.store.findSession(session.hash)).toEqual(session);
    await fixture.store.removeSession(session.hash);
    expect(await fixture.store.findSession(session.hash)).toBeUndefined();
    await fixture.store.removeSession(session.hash);
  });

  it('extends a session and removes those that have expired', async () => {
    const [session, expired, ending] = [toSession(fixture, 200), toSession(fixture, 149), toSession(fixture, 150)];
    for (const each of [session, expired, ending]) await fixture.store.addSession(each);
    await fixture.store.extendSession(session.hash, 300, 150);

    expect(await fixture.store.findSession(session.hash)).toEqual({ ...session, expiresAt: 300 });
    expect(await fixture.store.findSession(expired.hash)).toBeUndefined();
    expect(await fixture.store.findSession(ending.hash)).toEqual(ending);
  });

  it('brings no expired session back and makes none shorter', async () => {
    const [session, expired] = [toSession(fixture, 400), toSession(fixture, 310)];
    for (const each of [session, expired]) await fixture.store.addSession(each);
    await fixture.store.extendSession(expired.hash, 900, 320);
    await fixture.store.extendSession(session.hash, 390, 320);
    expect(await fixture.store.findSession(expired.hash)).toBeUndefined();
    expect(await fixture.store.findSession(session.hash)).toEqual(session);
    await fixture.store.extendSession(sha256('nobody'), 900, 320);
    expect(await fixture.store.findSession(sha256('nobody'))).toBeUndefined();
  });
}

function testRequests(fixture: StoreFixture): void {
  it('answers with the request that was kept first', async () => {
    const first = toRequest(fixture, 'one');
    const later = { ...first, hash: sha256('other'), ids: { run: 'other' }, at: 20 };
    expect(await fixture.store.keepRequest(first, 0)).toEqual(first);
    expect(await fixture.store.keepRequest(later, 0)).toEqual(first);
    await fixture.reopen();
    expect(await fixture.store.keepRequest(later, 0)).toEqual(first);
  });

  it('keeps one of two that come at the same time', async () => {
    const one = toRequest(fixture, 'same');
    const other = { ...one, ids: { run: 'other' } };
    const kept = await Promise.all([fixture.store.keepRequest(one, 0), fixture.store.keepRequest(other, 0)]);
    expect(kept).toEqual([one, one]);
  });

  it('takes a key that is too old for new', async () => {
    const old = toRequest(fixture, 'again');
    const later = { ...old, ids: { run: 'later' }, at: 90 };
    await fixture.store.keepRequest(old, 0);
    expect(await fixture.store.keepRequest(later, old.at)).toEqual(old);
    expect(await fixture.store.keepRequest(later, old.at + 1)).toEqual(later);
    expect(await fixture.store.keepRequest(old, 0)).toEqual(later);
  });

  it('keeps the requests of each tenant and user apart', async () => {
    const mine = toRequest(fixture, 'mine');
    const theirs = [
      { ...mine, tenant: nextTenant() },
      { ...mine, user: nextUser() },
      { ...mine, key: 'mine too' },
    ];
    await fixture.store.keepRequest(mine, 0);
    for (const request of theirs) expect(await fixture.store.keepRequest(request, 0)).toEqual(request);
  });
}

function toKey({ tenant }: StoreFixture, more: Partial<ApiKey> = {}): ApiKey {
  const id = nextKeyId();
  return { id, tenant, name: 'a key', rights: ['view'], hash: sha256(id), by: nextUser(), createdAt: 1, ...more };
}

function toSession({ tenant }: StoreFixture, expiresAt: number): Session {
  const user = nextUser();
  return { hash: sha256(user), tenant, user, rights: ['view', 'use'], createdAt: 1, expiresAt };
}

function toRequest({ tenant }: StoreFixture, key: string): KeptRequest {
  return { tenant, user: nextUser(), key, hash: sha256(key), ids: { run: 'one', tsk: 'two' }, at: 10 };
}
