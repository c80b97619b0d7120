import { createHmac, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import type { Random } from '@tutti/engine';
import type { Logger } from 'pino';
import { sha256 } from '../sha256.ts';
import { isWeakSecret } from './is-weak-secret.ts';
import { openSecretFile } from './secret-file.ts';

export interface SecretParts {
  readonly directory: string;
  readonly jwtSecret: string | undefined;
  readonly random: Random;
  readonly log: Pick<Logger, 'warn'>;
}

/** What the owner's programs on this machine show. */
export function openOwnerToken({ directory, random, log }: SecretParts): Promise<string> {
  return openSecretFile({ path: join(directory, 'owner-token'), prefix: 'tut_owner_', random, log });
}

/** Everything that is derived comes from this; a weak one would let the secrets of API keys be computed. */
export async function openServerSecret({ directory, jwtSecret, random, log }: SecretParts): Promise<Buffer> {
  if (jwtSecret !== undefined && !isWeakSecret(jwtSecret)) return derive(Buffer.from(jwtSecret), 'server-secret');
  if (jwtSecret !== undefined) log.warn('JWT_SECRET_KEY is too weak to be used; a secret of its own is used instead');
  return Buffer.from(await openSecretFile({ path: join(directory, 'server-secret'), prefix: '', random, log }));
}

export function derive(secret: Uint8Array, purpose: string): Buffer {
  return createHmac('sha256', secret).update(purpose).digest();
}

export function deriveText(secret: Uint8Array, purpose: string): string {
  return derive(secret, purpose).toString('base64url');
}

/** Takes as long for any two texts: their hashes are compared. */
export function isSameSecret(given: string, known: string): boolean {
  return isSameHash(sha256(given), sha256(known));
}

export function isSameHash(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(one), Buffer.from(other));
}
