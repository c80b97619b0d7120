import { expect, it } from 'vitest';
import type { StoredCredential } from '../../ports/credentials.ts';
import { type OpenStoreUnderTest, shareStore, type StoreFixture } from './store-under-test.ts';
import { nextTenant, nextUser } from './test-ids.ts';

export function testCredentials(open: OpenStoreUnderTest): void {
  const fixture = shareStore(open);

  it('keeps every byte of what was sealed, by provider and name', async () => {
    const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    const wanted = [
      toCredential(fixture, { provider: 'groq', name: 'second', sealed: new Uint8Array() }),
      toCredential(fixture, { provider: 'openai', baseUrl: 'https://eu.example.com/v1' }),
      toCredential(fixture, { provider: 'groq', name: 'main', sealed: all }),
    ];
    for (const credential of wanted) expect(await fixture.store.putCredential(credential)).toBe('added');
    await fixture.reopen();
    expect(await fixture.store.listCredentials(fixture.tenant)).toEqual([wanted[2], wanted[0], wanted[1]]);
    expect(await fixture.store.listCredentials(nextTenant())).toEqual([]);
  });

  it('puts a key in the place of the one with its name', async () => {
    const first = toCredential(fixture, { baseUrl: 'https://old.example.com' });
    const second = toCredential(fixture, { sealed: Uint8Array.of(9), fingerprint: 'bb', at: 50 });
    expect(await fixture.store.putCredential(first)).toBe('added');
    expect(await fixture.store.putCredential(second)).toBe('replaced');
    expect(await fixture.store.listCredentials(fixture.tenant)).toEqual([second]);
  });

  it('replaces a key only while it is sealed as it was read: neither one that was put since, nor one that was removed', async () => {
    const read = toCredential(fixture, { baseUrl: 'https://old.example.com' });
    const again = { ...read, sealed: Uint8Array.of(1, 2, 3, 4) };
    const newer = toCredential(fixture, { sealed: Uint8Array.of(9), fingerprint: 'bb', at: 50 });
    const { store, tenant } = fixture;
    const theirs = { ...read, tenant: nextTenant() };
    await store.putCredential(read);
    await store.putCredential(theirs);
    expect(await store.replaceCredential(again, Uint8Array.of(1, 2))).toBe(false);
    expect(await store.replaceCredential(again, read.sealed)).toBe(true);
    expect(await store.listCredentials(tenant)).toEqual([again]);
    await store.putCredential(newer);
    expect(await store.replaceCredential(read, again.sealed)).toBe(false);
    expect(await store.listCredentials(tenant)).toEqual([newer]);
    await store.removeCredential(tenant, newer);
    expect(await store.replaceCredential(again, newer.sealed)).toBe(false);
    expect(await store.listCredentials(tenant)).toEqual([]);
    expect(await store.listCredentials(theirs.tenant)).toEqual([theirs]);
  });

  it('lets one of several replace a key that all of them have read', async () => {
    const read = toCredential(fixture);
    await fixture.store.putCredential(read);
    const wishes = [4, 5, 6, 7].map((byte) => ({ ...read, sealed: Uint8Array.of(byte) }));
    const answers = await Promise.all(wishes.map((wish) => fixture.store.replaceCredential(wish, read.sealed)));
    expect(answers.filter(Boolean)).toHaveLength(1);
    expect(await fixture.store.listCredentials(fixture.tenant)).toEqual([wishes[answers.indexOf(true)]]);
  });

  it('removes a key of this tenant only', async () => {
    const mine = toCredential(fixture);
    const theirs = toCredential(fixture, { tenant: nextTenant() });
    await fixture.store.putCredential(mine);
    await fixture.store.putCredential(theirs);
    expect(await fixture.store.removeCredential(fixture.tenant, mine)).toBe(true);
    expect(await fixture.store.removeCredential(fixture.tenant, mine)).toBe(false);
    expect(await fixture.store.listCredentials(fixture.tenant)).toEqual([]);
    expect(await fixture.store.listCredentials(theirs.tenant)).toEqual([theirs]);
  });
}

function toCredential({ tenant }: StoreFixture, more: Partial<StoredCredential> = {}): StoredCredential {
  const sealed = Uint8Array.of(1, 2, 3);
  return { tenant, provider: 'groq', name: 'main', sealed, fingerprint: 'aa', by: nextUser(), at: 10, ...more };
}
