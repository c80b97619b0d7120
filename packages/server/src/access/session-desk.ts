/** Browsers that are signed in. They are in the store, so a restart signs nobody out. */
import type { Access, Clock, Random } from '@tutti/engine';
import type { ApiKeyId, Hash, Instant, Principal, Session } from '@tutti/protocol';
import type { Logger } from 'pino';
import { describe } from '../log/log-request.ts';
import { sha256 } from '../sha256.ts';
import type { Caller } from './caller.ts';
import { deriveText } from './secrets.ts';

const LONGEST_MS = 30 * 24 * 3_600_000;
/** How often the end of a session that is used is written anew. */
const EXTENDED_EVERY_MS = 60_000;

/** What a one-time code opens. */
export interface Grant {
  readonly principal: Principal;
  /** The API key that asked for the code, if one did. */
  readonly key?: ApiKeyId;
}

export interface SessionDeskParts {
  readonly store: Pick<Access, 'addSession' | 'findSession' | 'extendSession' | 'removeSession'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly sessionSeconds: number;
  readonly log: Pick<Logger, 'warn'>;
  readonly isKeyGood: (key: ApiKeyId) => Promise<boolean>;
}

export class SessionDesk {
  static readonly longestSeconds = LONGEST_MS / 1_000;
  readonly #parts: SessionDeskParts;

  constructor(parts: SessionDeskParts) {
    this.#parts = parts;
  }

  /** Always under a new id: what a browser carried before is worth nothing. */
  async open({ principal, key }: Grant): Promise<{ caller: Caller; id: string }> {
    const { store, clock, random } = this.#parts;
    const id = Buffer.from(random.bytes(32)).toString('base64url');
    const now = clock.now();
    const session: Session = {
      hash: sha256(id),
      ...principal,
      createdAt: now,
      expiresAt: this.#toEnd(now, now),
      ...(key !== undefined && { key }),
    };
    await store.addSession(session);
    return { caller: toCaller(session, id), id };
  }

  async find(id: string): Promise<Caller | undefined> {
    const session = await this.#findGood(sha256(id));
    return session && toCaller(await this.#extend(session), id);
  }

  /** Counts as use: a page that somebody watches without a request of its own stays signed in. */
  async isGood(hash: Hash): Promise<boolean> {
    const session = await this.#findGood(hash);
    if (session) await this.#extend(session);
    return session !== undefined;
  }

  async close(hash: Hash): Promise<void> {
    await this.#parts.store.removeSession(hash);
  }

  async #findGood(hash: Hash): Promise<Session | undefined> {
    const session = await this.#parts.store.findSession(hash);
    if (!session || session.expiresAt <= this.#parts.clock.now()) return undefined;
    return session.key === undefined || (await this.#parts.isKeyGood(session.key)) ? session : undefined;
  }

  async #extend(session: Session): Promise<Session> {
    const { store, clock, sessionSeconds, log } = this.#parts;
    const now = clock.now();
    const expiresAt = this.#toEnd(now, session.createdAt);
    if (expiresAt - session.expiresAt < Math.min(EXTENDED_EVERY_MS, sessionSeconds * 250)) return session;
    try {
      await store.extendSession(session.hash, expiresAt, now);
      return { ...session, expiresAt };
    } catch (error) {
      // A full disk must not keep readers out for as long as the session still lasts.
      log.warn(describe(error), 'a session could not be extended');
      return session;
    }
  }

  #toEnd(now: Instant, createdAt: Instant): Instant {
    return Math.min(now + this.#parts.sessionSeconds * 1_000, createdAt + LONGEST_MS);
  }
}

/** The proof is made of what only the browser's cookie holds, so that it is the same at every server of an installation. */
function toCaller({ hash, tenant, user, rights, expiresAt, key }: Session, id: string): Caller {
  const csrf = deriveText(Buffer.from(id), 'csrf');
  const principal = { tenant, user, rights };
  return { principal, by: 'session', session: hash, expiresAt, csrf, ...(key !== undefined && { key }) };
}
