/** Who may come in, in a memory store. */
import type { ApiKey, ApiKeyId, Hash, Instant, KeptRequest, Session, TenantId } from '@tutti/protocol';
import type { KeyPage } from '../../ports/access.ts';
import { type MemoryData, toKey } from './memory-data.ts';
import { toBefore } from './memory-library.ts';

export function addKey({ keys }: MemoryData, key: ApiKey): 'added' | 'known' {
  if (keys.has(key.id)) return 'known';
  keys.set(key.id, key);
  return 'added';
}

export function listKeys(
  { keys }: MemoryData,
  tenant: TenantId,
  { limit, cursor }: { limit: number; cursor?: string },
): KeyPage {
  const before = toBefore(cursor);
  const found = [...keys.values()]
    .map((key, index) => ({ key, no: index + 1 }))
    .filter(({ key, no }) => key.tenant === tenant && no < before)
    .toReversed();
  const page = found.slice(0, limit);
  return { keys: page.map(({ key }) => key), next: found.length > limit ? page.at(-1)?.no.toString() : undefined };
}

export function revokeKey(
  { keys }: MemoryData,
  tenant: TenantId,
  { id, at }: { id: ApiKeyId; at: Instant },
): ApiKey | undefined {
  const key = keys.get(id);
  if (key?.tenant !== tenant) return undefined;
  const revoked = { ...key, revokedAt: key.revokedAt ?? at };
  keys.set(id, revoked);
  return revoked;
}

export function hasManager({ keys }: MemoryData, now: Instant): boolean {
  return [...keys.values()].some(
    ({ rights, revokedAt, expiresAt }) =>
      rights.includes('manage') && revokedAt === undefined && (expiresAt === undefined || expiresAt > now),
  );
}

export function addSession({ sessions }: MemoryData, session: Session): void {
  if (!sessions.has(session.hash)) sessions.set(session.hash, session);
}

/** What has ended is removed first, so that nothing comes back to life. */
export function extendSession(
  { sessions }: MemoryData,
  hash: Hash,
  { expiresAt, now }: { expiresAt: Instant; now: Instant },
): void {
  for (const session of sessions.values()) if (session.expiresAt < now) sessions.delete(session.hash);
  const session = sessions.get(hash);
  // Of two requests side by side the later one may be written first.
  if (session) sessions.set(hash, { ...session, expiresAt: Math.max(session.expiresAt, expiresAt) });
}

export function keepRequest({ requests }: MemoryData, request: KeptRequest, before: Instant): KeptRequest {
  const place = toKey(request.tenant, `${request.user}/${request.key}`);
  const kept = requests.get(place);
  if (kept && kept.at >= before) return kept;
  requests.set(place, request);
  return request;
}
