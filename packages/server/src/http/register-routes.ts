/** Every route of the contract with its handler. The order of what a request passes is the order of this file. */
import { API, type Api, type Route, type RouteName } from '@tutti/protocol/api';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ANYONE } from '../access/caller.ts';
import { type Admission, admitRequest, assertNotDraining } from './admit-request.ts';
import type { Call } from './call.ts';
import type { Handlers, Reply } from './handler.ts';
import { giveIds, parseIdempotencyKey } from './idempotency.ts';
import { parseParts } from './parse-parts.ts';
import type { RequestBook } from './request-book.ts';
import type { ServerDeps } from '../server-deps.ts';

export interface RouteSetup {
  readonly deps: ServerDeps;
  readonly handlers: Handlers;
  readonly book: RequestBook;
}

const NAMES = Object.keys(API) as RouteName[];

export function registerRoutes(app: FastifyInstance, setup: RouteSetup): void {
  for (const name of NAMES) registerRoute(app, name, setup);
}

/** How Fastify writes the parameters of a path. */
export function toPattern(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}

function registerRoute<Name extends RouteName>(app: FastifyInstance, name: Name, setup: RouteSetup): void {
  const route: Api[Name] = API[name];
  const admission = toAdmission(route, setup.deps.config);
  app.route({
    method: route.method === 'GET' ? ['GET', 'HEAD'] : route.method,
    url: toPattern(route.path),
    bodyLimit: admission.bodyLimitBytes,
    // A page that compresses a secret beside what a stranger chose tells the secret by its length.
    config: { compress: route.tag !== 'access' },
    onRequest: (request, reply) => admitRequest(admission, { request, reply }, setup),
    handler: (request, reply) => serve(name, { request, reply }, setup),
  });
}

function toAdmission({ access, method, bodyLimitBytes = 0 }: Route, config: ServerDeps['config']): Admission {
  return { access, changes: method !== 'GET', bodyLimitBytes: Math.max(bodyLimitBytes, config.bodyLimitBytes) };
}

interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

async function serve<Name extends RouteName>(name: Name, exchange: Exchange, setup: RouteSetup): Promise<unknown> {
  const { deps, handlers } = setup;
  const route: Api[Name] = API[name];
  const call = createCall(name, exchange, setup);
  if (route.method !== 'GET') assertNotDraining(deps);
  const answer = await handlers[name](call, deps);
  return answer === 'sent' ? exchange.reply : send(route, answer, exchange.reply);
}

function createCall<Name extends RouteName>(
  name: Name,
  { request, reply }: Exchange,
  { deps, book }: RouteSetup,
): Call<Api[Name]> {
  const route: Route = API[name];
  const { params, query, body = {} } = request;
  const parts = parseParts<Api[Name]>(API[name], { params, query, body });
  const facts = book.find(request);
  const caller = facts?.caller ?? ANYONE;
  const key = route.creates ? parseIdempotencyKey(request.headers['idempotency-key']) : undefined;
  return {
    ...parts,
    caller,
    requestId: request.id,
    trace: facts?.trace,
    newIds: (...prefixes) => giveIds(deps, { caller, route: name, key, parts }, prefixes),
    request,
    reply,
  };
}

function send<R extends Route>(route: R, { status, headers = {}, body }: Reply<R>, reply: FastifyReply): FastifyReply {
  reply.code(status);
  const mediaType = route.answers[status]?.mediaType ?? 'application/json';
  if (body !== undefined) reply.type(mediaType.startsWith('text/') ? `${mediaType}; charset=utf-8` : mediaType);
  reply.headers(headers);
  if (body === undefined) return reply.send();
  if (body instanceof Uint8Array) return reply.send(Buffer.from(body.buffer, body.byteOffset, body.byteLength));
  return reply.send(typeof body === 'string' ? body : JSON.stringify(body));
}
