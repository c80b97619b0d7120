/**
 * The same request twice is one request. What it makes gets its ids before anything is done, and the ids are kept under the
 * key that the client chose: whoever comes again with it, even after a crash in between, acts on the same ids.
 */
import { type Hash, type IdPrefix, type Instant, RANDOM_BYTES, toCanonicalText, toIdText } from '@tutti/protocol';
import type { RouteName } from '@tutti/protocol/api';
import type { Caller } from '../access/caller.ts';
import { RequestError } from './request-error.ts';
import type { ServerDeps } from '../server-deps.ts';
import { sha256 } from '../sha256.ts';

const KEPT_MS = 24 * 60 * 60 * 1_000;
const KEY = /^[\x21-\x7e]{1,200}$/;

export interface Wish {
  readonly caller: Caller;
  readonly route: RouteName;
  /** Of the header; undefined where none came or the route makes nothing. */
  readonly key: string | undefined;
  /** Parameters, query and body, parsed: how they were written does not matter. */
  readonly parts: unknown;
}

type Ports = Pick<ServerDeps, 'home' | 'clock' | 'random'>;

export function parseIdempotencyKey(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  if (typeof header === 'string' && KEY.test(header)) return header;
  throw new RequestError('invalid_input', 'an Idempotency-Key is 1 to 200 visible ASCII characters', {
    path: 'Idempotency-Key',
  });
}

export async function giveIds<Prefix extends IdPrefix>(
  ports: Ports,
  wish: Wish,
  prefixes: readonly Prefix[],
): Promise<Record<Prefix, string>> {
  const now = ports.clock.now();
  const fresh = createIds(ports, now, prefixes);
  if (wish.key === undefined) return fresh;
  const { tenant, user } = wish.caller.principal;
  const hash = hashOf(wish);
  // Of the key only its hash is kept: some people take a secret for it.
  const kept = await ports.home.store.keepRequest(
    { tenant, user, key: sha256(wish.key), hash, ids: fresh, at: now },
    now - KEPT_MS,
  );
  if (kept.hash !== hash)
    throw new RequestError('idempotency_conflict', 'this Idempotency-Key was used for another request', {
      path: 'Idempotency-Key',
    });
  // The same request asks for the same prefixes, so nothing of what was just made up remains.
  return { ...fresh, ...kept.ids };
}

function createIds<Prefix extends IdPrefix>(
  { random }: Ports,
  now: Instant,
  prefixes: readonly Prefix[],
): Record<Prefix, string> {
  const ids = prefixes.map((prefix) => [prefix, toIdText(prefix, now, random.bytes(RANDOM_BYTES))]);
  return Object.fromEntries(ids) as Record<Prefix, string>;
}

function hashOf({ route, parts }: Wish): Hash {
  return sha256(toCanonicalText({ route, parts }));
}
