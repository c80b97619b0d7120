import type { Access } from '@tutti/engine';
import type { Instant } from '@tutti/protocol';
import type { ServerConfig } from '../config/server-config.ts';
import { isWeakSecret } from './is-weak-secret.ts';
import { StartRefusedError } from './start-refused-error.ts';

/** Reached from this machine only. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** Beyond this machine only with a person who answers for it and a secret that nobody can guess. */
export async function assertMayListen(
  { host, authentication, jwtSecret }: Pick<ServerConfig, 'host' | 'authentication' | 'jwtSecret'>,
  store: Pick<Access, 'hasManager'>,
  now: Instant,
): Promise<void> {
  if (isLoopback(host)) return;
  if (!authentication)
    throw new StartRefusedError(
      'auth_required_beyond_loopback',
      `ENABLE_AUTH is off, and ${host} can be reached by others`,
    );
  if (!(await store.hasManager(now)))
    throw new StartRefusedError('administrator_missing', `${host} can be reached by others, and no API key may manage`);
  if (jwtSecret === undefined || isWeakSecret(jwtSecret)) {
    const what = jwtSecret === undefined ? 'is not set' : 'can be guessed';
    throw new StartRefusedError('secret_too_weak', `${host} can be reached by others, and JWT_SECRET_KEY ${what}`);
  }
}
