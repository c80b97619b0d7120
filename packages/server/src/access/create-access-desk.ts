import type { Clock, Random } from '@tutti/engine';
import type { Logger } from 'pino';
import type { ServerConfig } from '../config/server-config.ts';
import type { Home } from '../home/open-home.ts';
import type { AccessDesk } from './access-desk.ts';
import { assertMayListen } from './assert-may-listen.ts';
import { FrontDesk } from './front-desk.ts';
import { KeyDesk } from './key-desk.ts';
import { openOwnerToken, openServerSecret } from './secrets.ts';
import { SessionDesk } from './session-desk.ts';

export interface AccessParts {
  readonly home: Pick<Home, 'directory' | 'store' | 'principal'>;
  readonly config: Omit<ServerConfig, 'settings'>;
  readonly log: Pick<Logger, 'warn'>;
  readonly clock: Clock;
  readonly random: Random;
}

/** Refuses where a server with these settings would be open to those that it must not be open to. */
export async function createAccessDesk(parts: AccessParts): Promise<AccessDesk> {
  const { home, config, log, clock, random } = parts;
  await assertMayListen(config, home.store, clock.now());
  const secretParts = toSecretParts(parts);
  const [ownerToken, serverSecret] = await Promise.all([openOwnerToken(secretParts), openServerSecret(secretParts)]);
  const { store } = home;
  const { sessionSeconds } = config;
  const keys = new KeyDesk({ store, clock, serverSecret });
  const isKeyGood = keys.isGood.bind(keys);
  const sessions = new SessionDesk({ store, clock, random, sessionSeconds, log, isKeyGood });
  return new FrontDesk({ keys, sessions, ownerToken, owner: home.principal, config, clock, random });
}

/** For whoever works at the data directory itself, with no server: the first administrator is made so. */
export async function openKeyDesk(parts: AccessParts): Promise<KeyDesk> {
  const secretParts = toSecretParts(parts);
  await openOwnerToken(secretParts);
  return new KeyDesk({
    store: parts.home.store,
    clock: parts.clock,
    serverSecret: await openServerSecret(secretParts),
  });
}

function toSecretParts({ home, config, random, log }: AccessParts) {
  return { directory: home.directory, jwtSecret: config.jwtSecret, random, log };
}
