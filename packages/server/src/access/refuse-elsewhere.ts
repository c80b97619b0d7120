/** Credentials where they do not belong, and requests that a page of another site made the browser send. */
import type { IncomingHttpHeaders } from 'node:http';
import { RequestError } from '../http/request-error.ts';

const CREDENTIALS: ReadonlySet<string> = new Set(['token', 'api_key', 'apikey', 'access_token', 'key', 'code']);

/** What stands in an address stands in histories and logs too. */
export function refuseQueryCredentials(url: string): void {
  const start = url.indexOf('?');
  if (start < 0) return;
  const names = new URLSearchParams(url.slice(start + 1)).keys();
  if (names.some((name) => CREDENTIALS.has(name.toLowerCase().replaceAll('-', '_'))))
    throw new RequestError('unauthenticated', 'credentials are not read from the address; send them as a header', {
      headers: { 'www-authenticate': CHALLENGE },
    });
}

export const CHALLENGE = 'Bearer realm="tutti"';

/** A browser says itself who made it ask. Another port of this machine is the same site, and still not ours. */
export function refuseOtherSites(headers: IncomingHttpHeaders): void {
  const site = headers['sec-fetch-site'];
  if (site === undefined || site === 'same-origin' || site === 'none') return;
  throw new RequestError('host_refused', 'the request comes from a page of another site');
}
