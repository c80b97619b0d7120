/** Who it is, and whether they may: the same for every route, before the body is read. */
import type { Right } from '@tutti/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ANYONE } from '../access/caller.ts';
import type { ServerDeps } from '../server-deps.ts';
import { checkBodyHeaders, checkNoBody } from './check-headers.ts';
import type { RequestBook } from './request-book.ts';
import { RequestError } from './request-error.ts';

export interface Admission {
  readonly access: Right | 'anyone';
  /** It is more than a look. */
  readonly changes: boolean;
  readonly bodyLimitBytes: number;
}

interface Ports {
  readonly deps: ServerDeps;
  readonly book: RequestBook;
}

export async function admitRequest(
  { access, changes, bodyLimitBytes }: Admission,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
  { deps, book }: Ports,
): Promise<void> {
  reply.header('cache-control', 'no-store');
  // A path that ends in a slash would be a route with an empty name.
  if (Object.values(request.params ?? {}).includes(''))
    throw new RequestError('route_not_found', 'there is nothing at this address');
  const { headers, url, ip } = request;
  const caller = access === 'anyone' ? ANYONE : await deps.access.authenticate({ headers, url, ip });
  book.setCaller(request, caller);
  if (access !== 'anyone' && !caller.principal.rights.includes(access))
    throw new RequestError('forbidden', `this needs the right to ${access}`);
  if (!changes) return checkNoBody(request);
  if (access !== 'anyone') deps.access.checkChange(request.headers, caller);
  checkBodyHeaders(request, bodyLimitBytes);
}

export function assertNotDraining({ life }: ServerDeps): void {
  if (!life.draining) return;
  throw new RequestError('server_draining', 'the server is shutting down', { headers: { 'retry-after': '5' } });
}
