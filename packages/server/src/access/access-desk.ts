import type { IncomingHttpHeaders } from 'node:http';
import type { ApiKey, ApiKeyId, Instant, Right } from '@tutti/protocol';
import type { Caller } from './caller.ts';

/** What a request says about who sent it. */
export interface Credentials {
  readonly headers: IncomingHttpHeaders;
  /** Path and query: credentials in the query are refused. */
  readonly url: string;
  readonly ip: string;
}

export interface NewKey {
  readonly id: ApiKeyId;
  readonly name: string;
  readonly rights: readonly Right[];
  readonly expiresAt?: Instant;
}

export interface OpenedSession {
  readonly caller: Caller;
  /** The whole `Set-Cookie` header. */
  readonly cookie: string;
}

/** Where every request shows who it is. */
export interface AccessDesk {
  /** Told once the port is known: Host, Origin and the cookie's name depend on it. Before, the configured one counts. */
  listensOn(port: number): void;
  /** Host and Origin, before anything else and for WebSocket upgrades too. Throws RequestError `host_refused`. */
  checkHost(headers: IncomingHttpHeaders): void;
  /** Throws RequestError `unauthenticated` or `too_many_requests`. */
  authenticate(request: Credentials): Promise<Caller>;
  /** Throws `csrf_refused` where a browser session changes something without proof. */
  checkChange(headers: IncomingHttpHeaders, caller: Caller): void;
  /** Asked now and then for long connections: revoked, expired, signed out. To be connected is to use a session, which lasts on. */
  isStillGood(caller: Caller): Promise<boolean>;
  /** For a browser of this caller's, with the same rights; without one, for the owner's. */
  createLoginUrl(caller?: Caller): { url: string; expiresAt: Instant };
  /** Exchanges a one-time code for a browser session. */
  openSession(code: string, request: Credentials): Promise<OpenedSession>;
  /** Answers with the `Set-Cookie` header that removes the cookie. */
  closeSession(caller: Caller): Promise<string>;
  /** The same id twice is one key with one secret. Throws `forbidden` where it would have rights that the caller has not. */
  createKey(caller: Caller, key: NewKey): Promise<{ key: ApiKey; secret: string }>;
}
