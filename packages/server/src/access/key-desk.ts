/** API keys: what is kept of one is its hash, and its secret can be told again only to whoever makes it again with one id. */
import { type Access, type Clock, createRedact, type Redact, RunError } from '@tutti/engine';
import { type ApiKey, ApiKeyId } from '@tutti/protocol';
import { sha256 } from '../sha256.ts';
import type { NewKey } from './access-desk.ts';
import type { Caller } from './caller.ts';
import { deriveText, isSameHash } from './secrets.ts';

const TOKEN = /^tut_(key_[0-9a-z]{36})_[A-Za-z0-9_-]{43}$/;

const MADE_ELSEWHERE =
  'this key was made at a server with another secret, which alone can tell it again: revoke it and make another, or give all servers the same JWT_SECRET_KEY';

export interface KeyDeskParts {
  readonly store: Pick<Access, 'addKey' | 'findKey'>;
  readonly clock: Clock;
  readonly serverSecret: Uint8Array;
}

/** Which key a token claims to be; undefined where it has another form. */
export function findClaimedKey(token: string): ApiKeyId | undefined {
  return ApiKeyId.safeParse(TOKEN.exec(token)?.[1]).data;
}

export class KeyDesk {
  readonly #parts: KeyDeskParts;
  /** Somebody names a key after another one. */
  readonly #redact: Redact = createRedact();

  constructor(parts: KeyDeskParts) {
    this.#parts = parts;
  }

  async create(
    { principal }: Caller,
    { id, name, rights, expiresAt }: NewKey,
  ): Promise<{ key: ApiKey; secret: string }> {
    const { store, clock, serverSecret } = this.#parts;
    const missing = rights.filter((right) => !principal.rights.includes(right));
    if (missing.length > 0)
      throw new RunError('forbidden', `nobody can give the right to ${missing.join(', ')} without having it`);
    const secret = `tut_${id}_${deriveText(serverSecret, `api-key:${id}`)}`;
    const key: ApiKey = {
      id,
      tenant: principal.tenant,
      name: this.#redact(name),
      rights: [...new Set(rights)],
      hash: sha256(secret),
      by: principal.user,
      createdAt: clock.now(),
      ...(expiresAt !== undefined && { expiresAt }),
    };
    if ((await store.addKey(key)) === 'added') return { key, secret };
    const kept = (await store.findKey(id)) ?? key;
    if (isSameHash(kept.hash, key.hash)) return { key: kept, secret };
    throw new RunError('idempotency_conflict', MADE_ELSEWHERE);
  }

  /** The same time is taken whether there is no such key or the secret is wrong. */
  async verify(token: string, id: ApiKeyId): Promise<ApiKey | undefined> {
    const key = await this.#parts.store.findKey(id);
    const hash = sha256(token);
    const isRight = isSameHash(hash, key?.hash ?? sha256(''));
    return isRight && this.#isGood(key) ? key : undefined;
  }

  async isGood(id: ApiKeyId): Promise<boolean> {
    return this.#isGood(await this.#parts.store.findKey(id));
  }

  #isGood(key: ApiKey | undefined): key is ApiKey {
    if (!key || key.revokedAt !== undefined) return false;
    return key.expiresAt === undefined || key.expiresAt > this.#parts.clock.now();
  }
}
