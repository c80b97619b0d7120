/** The provider keys that people store: encrypted before the store sees them, opened only to be used. */
import { createHmac } from 'node:crypto';
import type { Clock, Credentials, Random, StoredCredential } from '@tutti/engine';
import type { Instant, ProviderId, TenantId, UserId } from '@tutti/protocol';
import type { KeyFile, MasterKeys } from './key-file.ts';
import { KeyFileError } from './key-file-error.ts';
import type { MasterKey } from './master-key.ts';
import { findMasterKeyId, openSecret, type ProviderSecret, sealSecret } from './seal-secret.ts';
import type { SecretBook } from './secret-book.ts';

export interface CredentialPorts {
  readonly store: Credentials;
  /** Absent: nothing can be stored here, and nothing that is stored can be read. */
  readonly keyFile: KeyFile | undefined;
  readonly secrets: SecretBook;
  readonly clock: Clock;
  readonly random: Random;
}

export interface NewCredential {
  readonly provider: ProviderId;
  readonly name: string;
  readonly secret: string;
  readonly baseUrl: string;
  readonly paid: boolean;
}

/** A stored key, without its secret. */
export interface ListedCredential {
  readonly provider: ProviderId;
  readonly name: string;
  readonly fingerprint: string;
  readonly baseUrl: string;
  readonly by: UserId;
  readonly at: Instant;
  /** Which master key it was encrypted with, where this process has not got that. */
  readonly lockedWith?: string;
}

export interface OpenedCredential extends ListedCredential {
  readonly secret: string;
  /** Every call is charged, even of models that have a free tier. */
  readonly paid: boolean;
}

export interface Reencryption {
  readonly reencrypted: number;
  /** Encrypted with a master key that is not in the key file: they stay as they are. */
  readonly locked: number;
}

const FINGERPRINT_LENGTH = 8;
/** Each is one more only where somebody has changed a key in the round before. */
const MOST_ROUNDS = 20;

export class CredentialDesk {
  readonly #ports: CredentialPorts;

  constructor(ports: CredentialPorts) {
    this.#ports = ports;
  }

  /** Makes the key file where there is none yet; but where others have stored keys already, theirs is needed. */
  async put({ tenant, by }: { tenant: TenantId; by: UserId }, credential: NewCredential): Promise<ListedCredential> {
    const { store, clock, random, secrets } = this.#ports;
    const { provider, name, secret, baseUrl, paid } = credential;
    const [key] = await this.#openMasterKeys(tenant, credential);
    secrets.add([secret]);
    const sealed = sealSecret({ secret, baseUrl, paid }, { tenant, provider, name }, { key, random });
    const fingerprint = toFingerprint(key, provider, secret);
    const at = clock.now();
    await store.putCredential({ tenant, provider, name, sealed, fingerprint, baseUrl, by, at });
    return { provider, name, fingerprint, baseUrl, by, at };
  }

  remove(tenant: TenantId, which: { provider: ProviderId; name: string }): Promise<boolean> {
    return this.#ports.store.removeCredential(tenant, which);
  }

  /** Each with its secret where it can be opened here. */
  async open(tenant: TenantId): Promise<readonly (OpenedCredential | ListedCredential)[]> {
    const stored = await this.#ports.store.listCredentials(tenant);
    if (stored.length === 0) return [];
    const keys = await this.#findMasterKeys();
    return stored.map((credential) => this.#open(credential, keys));
  }

  /** Everything of the tenant is encrypted with a new master key. Other servers need the key file as it is then. */
  async reencrypt(tenant: TenantId): Promise<Reencryption> {
    await this.#getKeyFile().addKey();
    let round = await this.#reencryptOnce(tenant);
    // What was put meanwhile may have been closed with an older one still.
    for (let count = 1; round.overtaken > 0 && count < MOST_ROUNDS; count += 1)
      round = await this.#reencryptOnce(tenant);
    return { reencrypted: round.reencrypted, locked: round.locked };
  }

  /** With the newest key of the file as it is now. What was put or removed since it was read stays so. */
  async #reencryptOnce(tenant: TenantId): Promise<Reencryption & { readonly overtaken: number }> {
    const { store, random } = this.#ports;
    const file = this.#getKeyFile();
    const stored = await store.listCredentials(tenant);
    const keys = (await file.find()) ?? [];
    const [key] = keys;
    if (!key) throw new KeyFileError(`the key file ${file.path} is missing`);
    let [reencrypted, locked, overtaken] = [0, 0, 0];
    for (const credential of stored) {
      const secret = find(credential, keys);
      if (!secret) locked += 1;
      else if (findMasterKeyId(credential.sealed) === key.id) reencrypted += 1;
      else {
        const sealed = sealSecret(secret, credential, { key, random });
        if (await store.replaceCredential({ ...credential, sealed }, credential.sealed)) reencrypted += 1;
        else overtaken += 1;
      }
    }
    return { reencrypted, locked, overtaken };
  }

  #open(credential: StoredCredential, keys: readonly MasterKey[]): OpenedCredential | ListedCredential {
    const { provider, name, fingerprint, by, at, sealed } = credential;
    const found = find(credential, keys);
    const { baseUrl = '' } = credential;
    const listed = { provider, name, fingerprint, by, at };
    if (!found) return { ...listed, baseUrl, lockedWith: findMasterKeyId(sealed) ?? 'unknown' };
    this.#ports.secrets.add([found.secret]);
    // What was encrypted counts: what stands beside it could have been changed by whoever can write to the database.
    return { ...listed, ...found };
  }

  /** Two key files for one database would leave each server with a part of the keys. */
  async #openMasterKeys(tenant: TenantId, replaced: NewCredential): Promise<MasterKeys> {
    const file = this.#getKeyFile();
    const keys = (await file.find()) ?? [];
    const stored = await this.#ports.store.listCredentials(tenant);
    const others = stored.filter(({ provider, name }) => provider !== replaced.provider || name !== replaced.name);
    const locked = others.find((credential) => !find(credential, keys));
    if (!locked) return file.open();
    const what = keys.length === 0 ? 'is missing' : 'is another one';
    const which = `the key ${locked.name} of ${locked.provider} was encrypted with ${toName(locked)}`;
    throw new KeyFileError(`the key file ${file.path} ${what}: ${which}`);
  }

  /** A server without it goes on without these keys. */
  async #findMasterKeys(): Promise<readonly MasterKey[]> {
    try {
      return (await this.#ports.keyFile?.find()) ?? [];
    } catch (error) {
      if (error instanceof KeyFileError) return [];
      throw error;
    }
  }

  #getKeyFile(): KeyFile {
    const { keyFile } = this.#ports;
    if (!keyFile) throw new KeyFileError('no key file is set, so no provider key can be stored here');
    return keyFile;
  }
}

function find(credential: StoredCredential, keys: readonly MasterKey[]): ProviderSecret | undefined {
  const { tenant, provider, name, sealed } = credential;
  for (const key of keys) {
    const secret = openSecret(sealed, { tenant, provider, name }, key);
    if (secret) return secret;
  }
  return undefined;
}

function toName({ sealed }: StoredCredential): string {
  return `the master key ${findMasterKeyId(sealed) ?? 'of an unknown format'}`;
}

/** Tells two keys apart. Without the master key it says nothing about either, however many are guessed. */
function toFingerprint({ bytes }: MasterKey, provider: ProviderId, secret: string): string {
  const digest = createHmac('sha256', bytes).update(`fingerprint|${provider}|${secret}`).digest('hex');
  return digest.slice(0, FINGERPRINT_LENGTH);
}
