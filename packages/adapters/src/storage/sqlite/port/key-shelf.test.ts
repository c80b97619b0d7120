import { ApiKey, ApiKeyId } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import { KeyShelf } from './key-shelf.ts';

const id = ApiKeyId.parse(`key_${'0'.repeat(36)}`);
const key = ApiKey.parse({
  id,
  tenant: `ten_${'0'.repeat(36)}`,
  name: 'ci',
  rights: ['use'],
  hash: 'a'.repeat(64),
  by: `usr_${'0'.repeat(36)}`,
  createdAt: 1,
});
const revoked = { ...key, revokedAt: 2 };

describe('KeyShelf', () => {
  it('reads a key once, and what is no key each time', async () => {
    const shelf = new KeyShelf();
    const found = [await shelf.find(id, async () => undefined), await shelf.find(id, async () => key)];
    expect([...found, await shelf.find(id, async () => revoked)]).toEqual([undefined, key, key]);
  });

  it('reads it again after a change', async () => {
    const shelf = new KeyShelf();
    await shelf.find(id, async () => key);
    expect(await shelf.change(id, async () => 'done')).toBe('done');
    expect(await shelf.find(id, async () => revoked)).toBe(revoked);
  });

  it('keeps nothing that was read before or while it was changed', async () => {
    const shelf = new KeyShelf();
    const early = Promise.withResolvers<ApiKey>();
    const before = shelf.find(id, () => early.promise);
    await shelf.change(id, async () => {
      expect(await shelf.find(id, async () => key)).toBe(key);
    });
    early.resolve(key);
    expect(await before).toBe(key);
    expect(await shelf.find(id, async () => revoked)).toBe(revoked);
  });
});
