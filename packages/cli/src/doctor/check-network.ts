import type { ApiKeyView } from '@tutti/protocol/api';
import { assertMayListen, isLoopback } from '@tutti/server/access';
import type { ServerConfig } from '@tutti/server/config';
import { describeError } from '../report-error.ts';
import type { Finding } from './finding.ts';

const EVERYBODY = '0.0.0.0';

/** Whether a server would start at an address that others reach. Where the keys cannot be read there may be no administrator. */
export async function checkNetwork(
  config: ServerConfig,
  keys: readonly ApiKeyView[] | undefined,
  now: number,
): Promise<Finding> {
  const about = 'network';
  const isLocal = isLoopback(config.host);
  const store = { hasManager: async () => keys?.some((key) => isManager(key, now)) ?? false };
  try {
    await assertMayListen({ ...config, host: isLocal ? EVERYBODY : config.host }, store, now);
    const text = isLocal
      ? `only this machine reaches a server at ${config.host}; it could be opened to others`
      : config.host;
    return { about, state: 'ok', text };
  } catch (error) {
    const { code, message, remedy } = describeError(error);
    if (!isLocal) return { about, state: 'broken', text: `a server would not start: ${message} (${code})`, remedy };
    const text = `only this machine reaches a server at ${config.host}; for others it would not start yet (${code})`;
    return { about, state: 'ok', text };
  }
}

function isManager({ rights, revokedAt, expiresAt }: ApiKeyView, now: number): boolean {
  const isExpired = expiresAt !== undefined && Date.parse(expiresAt) <= now;
  return rights.includes('manage') && revokedAt === undefined && !isExpired;
}
