/**
 * Asks a server in the public internet for something, and nobody else: every hop of it is judged by its protocol, port, name
 * and every address that the name stands for, and the connection is made to an address that was judged.
 */
import { type LookupAddress, lookup as lookupHost } from 'node:dns';
import { type IncomingMessage, request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isForbiddenAddress, isForbiddenHost, isOwnHost, isPublicAddress, toHost } from './address.ts';
import { NetworkError } from './network-error.ts';
import { readBody } from './read-body.ts';

export interface PublicPolicy {
  readonly ports: readonly number[];
  /** `host:port` of servers that are not public and allowed all the same. */
  readonly open: readonly string[];
}

export interface PublicRequest {
  readonly policy: PublicPolicy;
  readonly headers: Readonly<Record<string, string>>;
  readonly bodyBytes: number;
  readonly limitMs: number;
  readonly signal: AbortSignal;
  /** Asked before every hop to another host, the first one too; absent: anywhere. */
  mayGo?(host: string): boolean;
  /** How names become addresses; tests give their own. */
  readonly resolve?: LookupFunction;
}

export interface PublicAnswer {
  /** Of the last hop. */
  readonly url: URL;
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

const MOST_HOPS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const HEAD_BYTES = 32 * 1024;

export async function getPublic(start: URL, request: PublicRequest): Promise<PublicAnswer> {
  const limit = AbortSignal.timeout(request.limitMs);
  const signal = AbortSignal.any([request.signal, limit]);
  try {
    return await follow(start, { ...request, signal });
  } catch (error) {
    if (!limit.aborted || request.signal.aborted) throw error;
    const problem = { code: 'ETIMEDOUT', phase: 'asking', cause: error } as const;
    throw new NetworkError(`${start.host} did not answer within ${request.limitMs / 1_000} seconds`, problem);
  }
}

async function follow(start: URL, request: PublicRequest): Promise<PublicAnswer> {
  let url = start;
  if (request.mayGo?.(start.hostname) === false)
    throw refuse(`${start.host} may not be reached with what has been read`);
  for (let hop = 0; hop <= MOST_HOPS; hop++) {
    assertAllowed(url, request.policy);
    const message = await send(url, request);
    const status = message.statusCode ?? 0;
    const { location } = message.headers;
    if (!REDIRECTS.has(status) || location === undefined) {
      const body = await readBody(message, request);
      return { url, status, headers: message.headers, body };
    }
    message.destroy();
    const next = toNext(url, location);
    if (next.hostname !== url.hostname && request.mayGo?.(next.hostname) === false)
      throw refuse(
        `${url.host} points to ${next.host}, which may not be reached with what has been read`,
        'REDIRECTED',
      );
    url = next;
  }
  throw refuse(`${start.host} points elsewhere more than ${MOST_HOPS} times`, 'REDIRECTED');
}

function toNext(from: URL, location: string): URL {
  const next = URL.parse(location, from.href);
  if (!next) throw refuse(`${from.host} points to something that is no URL`, 'REDIRECTED');
  // From plain to secure is how most of the web sends its visitors on; every other change of protocol is a trick.
  const isUpgrade = from.protocol === 'http:' && next.protocol === 'https:';
  if (next.protocol !== from.protocol && !isUpgrade)
    throw refuse(`${from.host} points to another protocol (${next.protocol})`, 'REDIRECTED');
  next.hash = '';
  return next;
}

/** Throws a NetworkError with the code `FORBIDDEN_ADDRESS` where nobody may be asked there. */
export function assertAllowed(url: URL, { ports, open }: PublicPolicy): void {
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw refuse(`only http and https are spoken, not ${url.protocol}`);
  if (url.username !== '' || url.password !== '') throw refuse('a URL that carries a name or a password is not used');
  const host = toHost(url);
  if (isForbiddenHost(host)) throw refuse(`nobody may be asked at ${host}`);
  if (isOpen(url, open)) return;
  if (!ports.includes(toPort(url))) throw refuse(`port ${toPort(url)} of ${host} is not one of those that are used`);
  const isPublic = isIP(host) === 0 ? !isOwnHost(host) : isPublicAddress(host);
  if (!isPublic) throw refuse(`${host} is not in the public internet`);
}

function isOpen(url: URL, open: readonly string[]): boolean {
  return open.includes(`${url.hostname.replace(/\.$/, '')}:${toPort(url)}`);
}

function toPort({ port, protocol }: URL): number {
  return port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
}

async function send(
  url: URL,
  { policy, headers, signal, resolve = lookupHost }: PublicRequest,
): Promise<IncomingMessage> {
  signal.throwIfAborted();
  const judge = isOpen(url, policy.open) ? (address: string) => !isForbiddenAddress(address) : isPublicAddress;
  const { promise, resolve: answer, reject } = Promise.withResolvers<IncomingMessage>();
  const request = (url.protocol === 'https:' ? secureRequest : plainRequest)(url, {
    method: 'GET',
    headers: { ...headers, 'accept-encoding': 'gzip, deflate, br' },
    // No connection is kept: the next one is judged anew.
    agent: false,
    maxHeaderSize: HEAD_BYTES,
    lookup: createJudgedLookup(resolve, judge),
    signal,
  });
  let connected = false;
  request.once('socket', (socket) => {
    socket.once('connect', () => {
      connected = true;
      // The lookup has judged it already; a literal address never passes there.
      if (!judge(socket.remoteAddress ?? ''))
        request.destroy(refuse(`${url.hostname} stands for an address of the own network`));
    });
  });
  request.once('response', answer);
  // No answer follows it: without this the call would wait for its limit.
  request.once('upgrade', (_message, socket) => {
    socket.destroy();
    reject(new NetworkError(`${url.host} changed to another protocol`, { code: 'UPGRADED', phase: 'asking' }));
  });
  request.on('error', (error) => reject(signal.aborted ? signal.reason : toNetworkError(error, connected)));
  request.end();
  return promise;
}

/** One address that is not public is enough to refuse all: whoever mixes them hopes for a second try. */
function createJudgedLookup(resolve: LookupFunction, judge: (address: string) => boolean): LookupFunction {
  return (host, options, done) => {
    resolve(host, { ...options, all: true }, (error, found) => {
      const addresses = toAddresses(found);
      if (error) done(error, '');
      else if (addresses.length === 0) done(refuse(`${host} has no address`, 'ENOTFOUND'), '');
      else if (!addresses.every(({ address }) => judge(address)))
        done(refuse(`${host} stands for an address that is not in the public internet`), '');
      else if (options.all) done(null, [...addresses]);
      else done(null, addresses[0]?.address ?? '', addresses[0]?.family ?? 4);
    });
  };
}

function toAddresses(found: string | LookupAddress[] | undefined): readonly LookupAddress[] {
  if (found === undefined) return [];
  return typeof found === 'string' ? [{ address: found, family: isIP(found) }] : found;
}

function toNetworkError(error: Error, connected: boolean): NetworkError {
  if (error instanceof NetworkError) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : 'UNKNOWN';
  return new NetworkError(error.message || code, { code, phase: connected ? 'asking' : 'connecting', cause: error });
}

function refuse(message: string, code = 'FORBIDDEN_ADDRESS'): NetworkError {
  return new NetworkError(message, { code, phase: 'connecting' });
}
