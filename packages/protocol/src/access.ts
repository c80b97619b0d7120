/** Who may come in: API keys and browser sessions. Secrets are known only by their hash. */
import * as z from 'zod';
import { ApiKeyId, Hash, Instant, TenantId, UserId } from './ids.ts';
import { Right } from './principal.ts';

export const ApiKey = z.object({
  id: ApiKeyId,
  tenant: TenantId,
  name: z.string().trim().min(1).max(100),
  rights: z.array(Right).min(1),
  /** Of the whole secret. */
  hash: Hash,
  by: UserId,
  createdAt: Instant,
  expiresAt: Instant.optional(),
  revokedAt: Instant.optional(),
});
export type ApiKey = z.infer<typeof ApiKey>;

export const Session = z.object({
  /** Of the cookie's value. */
  hash: Hash,
  tenant: TenantId,
  user: UserId,
  rights: z.array(Right),
  /** The API key whose link opened it: it ends with that key. */
  key: ApiKeyId.optional(),
  createdAt: Instant,
  expiresAt: Instant,
});
export type Session = z.infer<typeof Session>;

/** A request that creates something and may come twice: the ids that it was given stand before anything is done. */
export const KeptRequest = z.object({
  tenant: TenantId,
  user: UserId,
  key: z.string().min(1).max(200),
  /** Of method, path and body. */
  hash: Hash,
  ids: z.record(z.string(), z.string()),
  at: Instant,
});
export type KeptRequest = z.infer<typeof KeptRequest>;
