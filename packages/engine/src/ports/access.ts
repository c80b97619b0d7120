/** Who may come in, and which of their requests came before. Written durably, and seen by every server of the installation. */
import type { ApiKey, ApiKeyId, Hash, Instant, KeptRequest, Session, TenantId } from '@tutti/protocol';

export interface KeyPage {
  /** The newest first. */
  readonly keys: readonly ApiKey[];
  readonly next: string | undefined;
}

export interface Access {
  /** The same id twice is one key: what is there stays as it is. */
  addKey(key: ApiKey): Promise<'added' | 'known'>;
  /** Whosever it is: the caller does not know yet. Reads what was written last. */
  findKey(id: ApiKeyId): Promise<ApiKey | undefined>;
  listKeys(tenant: TenantId, page: { limit: number; cursor?: string }): Promise<KeyPage>;
  /** The key as it stands then; the first time counts. Undefined where the tenant has none with this id. */
  revokeKey(tenant: TenantId, id: ApiKeyId, at: Instant): Promise<ApiKey | undefined>;
  /** Whether any key of any tenant is neither revoked nor expired and may manage. */
  hasManager(now: Instant): Promise<boolean>;
  addSession(session: Session): Promise<void>;
  findSession(hash: Hash): Promise<Session | undefined>;
  /** Also removes those that expired before `now`. */
  extendSession(hash: Hash, expiresAt: Instant, now: Instant): Promise<void>;
  removeSession(hash: Hash): Promise<void>;
  /** Keeps it unless one with this tenant, user and key is kept; returns the one that is. Those older than `before` count no more. */
  keepRequest(request: KeptRequest, before: Instant): Promise<KeptRequest>;
}
