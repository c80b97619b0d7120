/** MCP over HTTP: each request is served by itself, whichever server of several it reaches. */
import { Readable } from 'node:stream';
import { type AuthInfo, createMcpHandler, type McpHttpHandler } from '@modelcontextprotocol/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { logFailure } from '../../log/log-request.ts';
import type { Exchange, MountTools } from '../../http/mount.ts';
import { describeFailure } from '../describe-failure.ts';
import { createServerDesk } from '../server-desk.ts';
import { MOST_AT_ONCE, type Visit, type Visits } from '../visits.ts';
import { createMcpServer } from './create-mcp-server.ts';
import type { McpDoor } from './mcp-door.ts';

/** What the protocol reads. Who it is was found out before, and its secret goes no further. */
const READ = /^(accept|content-type|last-event-id|mcp-.*)$/;

export type ServeMcp = (exchange: Exchange) => Promise<FastifyReply>;

export function createServeMcp(tools: MountTools, visits: Visits): ServeMcp {
  const doors = new WeakMap<AuthInfo, Omit<McpDoor, 'closingCancels'>>();
  const handler = createMcpHandler(
    ({ era, authInfo }) => {
      const door = authInfo && doors.get(authInfo);
      if (!door) throw new TypeError('the request was not admitted');
      // Before 2026-07-28 a connection that breaks says nothing about what its client wants.
      return createMcpServer({ ...door, closingCancels: era === 'modern' });
    },
    // Each is a visit, of which one tenant has only so many.
    { maxSubscriptions: MOST_AT_ONCE, onerror: () => {} },
  );
  return async (exchange) => {
    const { caller } = tools.find(exchange.request);
    const { principal } = caller;
    const visit = visits.enter(caller, exchange.reply);
    const authInfo: AuthInfo = { token: '', clientId: principal.user, scopes: [...principal.rights] };
    doors.set(authInfo, createDoor(tools, exchange, visit));
    return answer(handler, exchange, { authInfo, gone: visit.gone });
  };
}

function createDoor(tools: MountTools, exchange: Exchange, visit: Visit): Omit<McpDoor, 'closingCancels'> {
  const { home, config, clock, log } = tools.deps;
  const { id, headers } = exchange.request;
  return {
    desk: createServerDesk(tools, exchange),
    clock,
    leaving: visit.ending,
    pages: config.publicUrl ?? `http://${headers.host ?? ''}`,
    describe(error) {
      const failure = describeFailure(error, home.redact);
      if (failure.code === 'internal') logFailure(log, error, id);
      return failure;
    },
  };
}

async function answer(
  handler: McpHttpHandler,
  exchange: Exchange,
  { authInfo, gone }: { authInfo: AuthInfo; gone: AbortSignal },
): Promise<FastifyReply> {
  const { request, reply } = exchange;
  const parsedBody = request.method === 'POST' ? request.body : undefined;
  const response = await handler.fetch(toWebRequest(exchange.request, gone), {
    authInfo,
    ...(parsedBody !== undefined && { parsedBody }),
  });
  reply.code(response.status).headers(Object.fromEntries(response.headers));
  if (response.body === null) return reply.send();
  return reply.send(Readable.fromWeb(response.body));
}

function toWebRequest(request: FastifyRequest, signal: AbortSignal): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers))
    if (READ.test(name) && value !== undefined) headers.set(name, String(value));
  return new Request(`http://${request.headers.host ?? 'localhost'}${request.url}`, {
    method: request.method,
    headers,
    signal,
  });
}
