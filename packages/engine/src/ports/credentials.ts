/** The keys of providers, as they were sealed: the store knows nobody's secret. */
import type { Instant, ProviderId, TenantId, UserId } from '@tutti/protocol';

export interface CredentialName {
  readonly provider: ProviderId;
  /** Of the key, among those of its provider. */
  readonly name: string;
}

export interface StoredCredential extends CredentialName {
  readonly tenant: TenantId;
  readonly sealed: Uint8Array;
  /** Tells keys apart without telling them. */
  readonly fingerprint: string;
  /** Only there is it sent. */
  readonly baseUrl?: string;
  readonly by: UserId;
  readonly at: Instant;
}

export interface Credentials {
  /** In the place of the one with its tenant, provider and name, if any. */
  putCredential(credential: StoredCredential): Promise<'added' | 'replaced'>;
  /** In the place of the one that is sealed with just these bytes. False where that is there no more: nothing is written. */
  replaceCredential(credential: StoredCredential, sealed: Uint8Array): Promise<boolean>;
  /** By provider, then name. */
  listCredentials(tenant: TenantId): Promise<readonly StoredCredential[]>;
  /** False where there is none. */
  removeCredential(tenant: TenantId, which: CredentialName): Promise<boolean>;
}
