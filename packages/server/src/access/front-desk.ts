import type { IncomingHttpHeaders } from 'node:http';
import type { Clock, Random } from '@tutti/engine';
import type { ApiKey, Instant, Principal } from '@tutti/protocol';
import type { ServerConfig } from '../config/server-config.ts';
import { RequestError } from '../http/request-error.ts';
import type { AccessDesk, Credentials, NewKey, OpenedSession } from './access-desk.ts';
import { Attempts } from './attempts.ts';
import type { Caller } from './caller.ts';
import { findClaimedKey, type KeyDesk } from './key-desk.ts';
import { LoginCodes } from './login-codes.ts';
import { OwnAddresses } from './own-addresses.ts';
import { CHALLENGE, refuseOtherSites, refuseQueryCredentials } from './refuse-elsewhere.ts';
import { isSameSecret } from './secrets.ts';
import { findSessionCookie, toSetCookie } from './session-cookie.ts';
import { type Grant, SessionDesk } from './session-desk.ts';

const LONGEST_TOKEN = 300;

export interface FrontDeskParts {
  readonly keys: KeyDesk;
  readonly sessions: SessionDesk;
  readonly ownerToken: string;
  readonly owner: Principal;
  readonly config: Pick<ServerConfig, 'host' | 'port' | 'publicUrl' | 'authentication'>;
  readonly clock: Clock;
  readonly random: Random;
}

export class FrontDesk implements AccessDesk {
  readonly #parts: FrontDeskParts;
  readonly #addresses: OwnAddresses;
  readonly #attempts: Attempts;
  readonly #codes: LoginCodes<Grant>;

  constructor(parts: FrontDeskParts) {
    this.#parts = parts;
    this.#addresses = new OwnAddresses(parts.config);
    this.#attempts = new Attempts(parts.clock);
    this.#codes = new LoginCodes(parts);
  }

  listensOn(port: number): void {
    this.#addresses.listensOn(port);
  }

  checkHost(headers: IncomingHttpHeaders): void {
    this.#addresses.assertOwn(headers);
  }

  async authenticate({ headers, url, ip }: Credentials): Promise<Caller> {
    refuseQueryCredentials(url);
    refuseOtherSites(headers);
    if (!this.#parts.config.authentication) return { principal: this.#parts.owner, by: 'open' };
    if (headers.authorization !== undefined) return this.#findByToken(toToken(headers.authorization), ip);
    // Not counted: nobody guesses at 256 bits, and a browser whose session has ended asks many times.
    const id = findSessionCookie(headers.cookie, this.#addresses);
    const caller = id === undefined ? undefined : await this.#parts.sessions.find(id);
    if (!caller) throw unauthenticated('the request carries no credentials that count');
    return caller;
  }

  checkChange({ origin, 'x-tutti-csrf': proof }: IncomingHttpHeaders, { by, csrf }: Caller): void {
    if (by !== 'session') return;
    const isOurs = this.#addresses.isOwnOrigin(origin);
    if (isOurs && csrf !== undefined && typeof proof === 'string' && isSameSecret(proof, csrf)) return;
    throw new RequestError('csrf_refused', 'a change from a browser needs its Origin and X-Tutti-Csrf');
  }

  async isStillGood({ by, session, key }: Caller): Promise<boolean> {
    switch (by) {
      case 'owner_token':
      case 'open':
        return true;
      case 'session':
        return session !== undefined && this.#parts.sessions.isGood(session);
      case 'api_key':
        return key !== undefined && this.#parts.keys.isGood(key);
      default:
        return by satisfies never;
    }
  }

  createLoginUrl(caller?: Caller): { url: string; expiresAt: Instant } {
    const principal = caller?.principal ?? this.#parts.owner;
    const { code, expiresAt } = this.#codes.make({ principal, ...(caller?.key && { key: caller.key }) });
    // Behind the #, which no server, no log and no other page ever sees.
    return { url: `${this.#addresses.base}/ui/login#code=${code}`, expiresAt };
  }

  async openSession(code: string, { headers, url, ip }: Credentials): Promise<OpenedSession> {
    refuseQueryCredentials(url);
    refuseOtherSites(headers);
    this.#attempts.assertAllowed(ip, 'code');
    const offer = this.#codes.take(code);
    if (!offer) {
      this.#attempts.fail(ip, 'code');
      throw unauthenticated('this code was used, is too old, or never was one');
    }
    try {
      return await this.#exchange(offer.grant, headers);
    } catch (error) {
      // Of a full disk nobody can tell that the code was worth nothing afterwards.
      this.#codes.giveBack(code, offer);
      throw error;
    }
  }

  async closeSession({ session }: Caller): Promise<string> {
    if (session !== undefined) await this.#parts.sessions.close(session);
    return toSetCookie(this.#addresses, '', 0);
  }

  createKey(caller: Caller, key: NewKey): Promise<{ key: ApiKey; secret: string }> {
    return this.#parts.keys.create(caller, key);
  }

  async #exchange(grant: Grant, { cookie }: IncomingHttpHeaders): Promise<OpenedSession> {
    const { sessions } = this.#parts;
    const before = findSessionCookie(cookie, this.#addresses);
    const known = before === undefined ? undefined : await sessions.find(before);
    const { caller, id } = await sessions.open(grant);
    if (known?.session) await sessions.close(known.session);
    return { caller, cookie: toSetCookie(this.#addresses, id, SessionDesk.longestSeconds) };
  }

  async #findByToken(token: string, ip: string): Promise<Caller> {
    const id = findClaimedKey(token);
    const claim = id ?? (token.startsWith('tut_owner_') ? 'owner' : 'other');
    this.#attempts.assertAllowed(ip, claim);
    const caller = id === undefined ? this.#findOwner(token) : await this.#findByKey(token, id);
    if (caller) return caller;
    this.#attempts.fail(ip, claim);
    throw unauthenticated('the request carries no credentials that count');
  }

  #findOwner(token: string): Caller | undefined {
    const { ownerToken, owner } = this.#parts;
    return isSameSecret(token, ownerToken) ? { principal: owner, by: 'owner_token' } : undefined;
  }

  async #findByKey(token: string, id: ApiKey['id']): Promise<Caller | undefined> {
    const key = await this.#parts.keys.verify(token, id);
    if (!key) return undefined;
    const { tenant, by: user, rights, expiresAt } = key;
    return { principal: { tenant, user, rights }, by: 'api_key', key: id, ...(expiresAt && { expiresAt }) };
  }
}

/** Anything else is the same as a wrong token. */
function toToken(authorization: string): string {
  const token = /^Bearer +([\x21-\x7e]+)$/i.exec(authorization)?.[1] ?? '';
  return token.length > LONGEST_TOKEN ? '' : token;
}

function unauthenticated(message: string): RequestError {
  return new RequestError('unauthenticated', message, { headers: { 'www-authenticate': CHALLENGE } });
}
