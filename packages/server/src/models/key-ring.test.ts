import { LOCAL_OWNER, UserId } from '@tutti/protocol';
import { expect, it } from 'vitest';
import type { OpenedCredential } from '../credentials/credential-desk.ts';
import { KeyRing } from './key-ring.ts';

const { tenant, user } = LOCAL_OWNER;
const toKey = (name: string): OpenedCredential => ({
  provider: 'groq',
  name,
  fingerprint: name,
  baseUrl: 'https://api.groq.com',
  by: UserId.parse(user),
  at: 1,
  secret: `nobodys-${name}`,
  paid: false,
});

/** A ring whose reads end when they are told to, with the keys that they have seen. */
function openRing() {
  const reads: ((keys: readonly OpenedCredential[]) => void)[] = [];
  const changes: string[][] = [];
  const ring: KeyRing = new KeyRing({
    settings: { use: 'found', keyFile: '/k', catalogueUrl: 'http://127.0.0.1:9/', providers: [] },
    credentials: {
      open() {
        const { promise, resolve } = Promise.withResolvers<readonly OpenedCredential[]>();
        reads.push(resolve);
        return promise;
      },
    },
    onChange: () => changes.push(ring.list(tenant).map(({ name }) => name)),
    onLocked() {
      throw new Error('none is locked');
    },
  });
  return { ring, reads, changes };
}

it('a key that was removed does not come back with a read that began before and ends later', async () => {
  const { ring, reads, changes } = openRing();
  const both = [ring.read(tenant), ring.read(tenant)];
  reads[1]?.([toKey('left')]);
  await both[1];
  reads[0]?.([toKey('left'), toKey('removed')]);
  await both[0];
  expect(ring.list(tenant).map(({ name }) => name)).toEqual(['left']);
  expect(changes).toEqual([['left']]);
});

it('a read that began later counts where it ends later too', async () => {
  const { ring, reads, changes } = openRing();
  const both = [ring.read(tenant), ring.read(tenant)];
  reads[0]?.([toKey('old')]);
  await both[0];
  reads[1]?.([toKey('new')]);
  await both[1];
  expect(changes).toEqual([['old'], ['new']]);
});
