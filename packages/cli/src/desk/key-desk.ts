/** API keys, as commands ask for them: at a server, or in a directory that no server has open. */
import type { ApiKeyId, Right } from '@tutti/protocol';
import type { ApiKeyView } from '@tutti/protocol/api';
import type { Client } from '@tutti/sdk';
import { readAll } from './read-all.ts';

export interface NewKeyWish {
  readonly name: string;
  readonly rights: readonly Right[];
  /** ISO time. */
  readonly expiresAt?: string;
}

export interface CreatedKey {
  readonly key: ApiKeyView;
  /** Told here and never again. */
  readonly secret: string;
}

export interface KeyDesk {
  list(): Promise<readonly ApiKeyView[]>;
  create(wish: NewKeyWish): Promise<CreatedKey>;
  revoke(key: ApiKeyId): Promise<ApiKeyView>;
}

export function createKeyDesk(client: Client): KeyDesk {
  return {
    list: () => readAll((page) => client.call('listKeys', page)),
    create: ({ rights, ...wish }) => client.call('createKey', { ...wish, rights: [...rights] }),
    revoke: (key) => client.call('revokeKey', { key }),
  };
}
