import { type ApiKeyId, type Hash, type Instant, LOCAL_OWNER, type Principal } from '@tutti/protocol';
import type { MeView } from '@tutti/protocol/api';

/** Who a request comes from, and by what it was known. */
export interface Caller {
  readonly principal: Principal;
  readonly by: MeView['by'];
  readonly expiresAt?: Instant;
  /** Of a browser's session: what a change must prove itself with. */
  readonly csrf?: string;
  readonly session?: Hash;
  /** The API key, or the one whose link opened the session: whatever comes of it ends with it. */
  readonly key?: ApiKeyId;
}

/** Who calls a route that asks for no credentials: a tenant that nothing belongs to, and no rights there. */
export const ANYONE: Caller = { principal: { ...LOCAL_OWNER, rights: [] }, by: 'open' };

/** Whoever works at the data directory itself. */
export function toOwner(principal: Principal): Caller {
  return { principal, by: 'owner_token' };
}
