/** The HTTP side of the server, not listening: what every request passes before and after its handler. */
import { type Random, type Redact, StoreUnavailableError } from '@tutti/engine';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { fastify } from 'fastify';
import { type Problem, PROBLEM_TYPE } from '@tutti/protocol/api';
import { applySecurityHeaders } from './access/security-headers.ts';
import { answerClientError } from './http/answer-client-error.ts';
import { checkHeaders } from './http/check-headers.ts';
import { compressReply } from './http/compress-reply.ts';
import { createHandlers } from './http/handlers.ts';
import { logFailure, logRequest } from './log/log-request.ts';
import { createMountTools, type Mount } from './http/mount.ts';
import { parseJson } from './http/parse-json.ts';
import { createRefuseUnknown } from './http/refuse-unknown.ts';
import { registerRoutes } from './http/register-routes.ts';
import { RequestBook } from './http/request-book.ts';
import { RequestError } from './http/request-error.ts';
import type { ServerDeps } from './server-deps.ts';
import { createStaticFiles } from './http/static-files.ts';
import { toProblem } from './http/to-problem.ts';
import { toTrace } from './http/trace.ts';

const REQUEST_ID = /^[\w-]{8,64}$/;
/** An id of an approval holds a path. */
const LONGEST_PARAMETER = 1_600;
/** A database that was started again answers after about so long. */
const RETRY_AFTER_SECONDS = '2';

export interface AppOptions {
  /** How long a request may take to arrive. An answer may take as long as it likes. */
  readonly requestTimeoutMs?: number;
  /** Routes beside those of the contract. */
  readonly mounts?: readonly Mount[];
}

/** Bodies are checked against the contract's own schemas: what Fastify would load for another kind of them only takes memory. */
function haveNoSchemas(): never {
  throw new Error('a route of this server has no schema of Fastify');
}

export function createApp(
  deps: ServerDeps,
  { requestTimeoutMs = 30_000, mounts = [] }: AppOptions = {},
): FastifyInstance {
  const book = new RequestBook();
  const { redact } = deps.home;
  const app = fastify({
    logger: false,
    bodyLimit: deps.config.bodyLimitBytes,
    requestTimeout: requestTimeoutMs,
    exposeHeadRoutes: false,
    requestIdHeader: false,
    genReqId: ({ headers }) => toRequestId(headers['x-request-id'], { random: deps.random, redact }),
    http: {
      headersTimeout: requestTimeoutMs,
      connectionsCheckingInterval: Math.ceil(requestTimeoutMs / 6),
      // Some clients offer HTTP/2 with their first request and mean to be answered all the same.
      shouldUpgradeCallback: ({ headers }) => headers.upgrade?.toLowerCase() === 'websocket',
    },
    return503OnClosing: false,
    schemaController: { compilersFactory: { buildValidator: haveNoSchemas, buildSerializer: haveNoSchemas } },
    routerOptions: { maxParamLength: LONGEST_PARAMETER, caseSensitive: true, ignoreTrailingSlash: false },
    frameworkErrors: (error, request, reply) => {
      openReply({ request, reply }, { deps, book });
      void answerError(error, { request, reply }, deps);
    },
    clientErrorHandler: (error, socket) => answerClientError(error, socket),
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, async (_request: FastifyRequest, body: Buffer) =>
    parseJson(body),
  );
  app.setErrorHandler((error, request, reply) => answerError(error, { request, reply }, deps));
  addHooks(app, { deps, book });
  registerRoutes(app, { deps, handlers: createHandlers(), book });
  for (const mount of mounts) mount(app, createMountTools(deps, book));
  const files = createStaticFiles(deps.config.webDirectory);
  const refuse = createRefuseUnknown();
  app.setNotFoundHandler(async (request, reply) => {
    if (await files.serve(request, reply)) return reply;
    throw refuse(request.method, toPath(request));
  });
  return app;
}

interface Surroundings {
  readonly deps: ServerDeps;
  readonly book: RequestBook;
}

interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

function addHooks(app: FastifyInstance, surroundings: Surroundings): void {
  const { deps, book } = surroundings;
  const refuse = createRefuseUnknown();
  app.addHook('onRequest', async (request, reply) => {
    openReply({ request, reply }, surroundings);
    checkHeaders(request.raw);
    deps.access.checkHost(request.headers);
    // Here and not in its handler, which would read the body first.
    if (request.is404 && request.method !== 'GET' && request.method !== 'HEAD')
      throw refuse(request.method, toPath(request));
  });
  app.addHook('onSend', async (_request, reply, payload) => {
    // So that nobody keeps a connection to a server that goes.
    if (deps.life.draining) reply.header('connection', 'close');
    return payload;
  });
  app.addHook('onSend', compressReply);
  app.addHook('onResponse', async (request, reply) => logRequest(deps.log, { request, reply }, book.find(request)));
}

function openReply({ request, reply }: Exchange, { deps, book }: Surroundings): void {
  const trace = toTrace(request.headers.traceparent, deps.random);
  book.open(request, { trace, caller: undefined, startedMs: performance.now() });
  reply.header('x-request-id', request.id);
  applySecurityHeaders(reply);
}

function answerError(error: unknown, { request, reply }: Exchange, { log, home }: ServerDeps): FastifyReply {
  const refusal = toRefusal(error);
  const problem = withoutSecrets(toProblem(refusal, request.id), home.redact);
  if (problem.status >= 500) logFailure(log, refusal, request.id);
  if (refusal instanceof RequestError) reply.headers(refusal.headers);
  if (refusal instanceof StoreUnavailableError) reply.header('retry-after', RETRY_AFTER_SECONDS);
  // Of the answer that was meant to be given and is not.
  reply.removeHeader('content-disposition').header('cache-control', 'no-store');
  // As bytes: to a text Fastify would add a charset, which this type does not have.
  return reply
    .code(problem.status)
    .type(PROBLEM_TYPE)
    .send(Buffer.from(JSON.stringify(problem)));
}

/** A message may tell what somebody else answered, word for word. */
function withoutSecrets({ detail, path, ...problem }: Problem, redact: Redact): Problem {
  return { ...problem, detail: redact(detail), ...(path !== undefined && { path: redact(path) }) };
}

/** Fastify's own refusals, in our words. */
function toRefusal(error: unknown): unknown {
  if (!(error instanceof Error) || !('statusCode' in error)) return error;
  const { statusCode } = error;
  if (statusCode === 413) return new RequestError('body_too_large', 'the body is too large', { cause: error });
  if (statusCode === 414) return new RequestError('route_not_found', 'the address is too long', { cause: error });
  if (statusCode === 415)
    return new RequestError('unsupported_media_type', 'the body is of no kind that is read here', { cause: error });
  if (statusCode === 400) return new RequestError('invalid_input', 'the request is malformed', { cause: error });
  return error;
}

interface RequestIdParts {
  readonly random: Random;
  readonly redact: Redact;
}

function toRequestId(given: string | string[] | undefined, { random, redact }: RequestIdParts): string {
  // It is logged and told: one that looks like a secret is not taken.
  if (typeof given === 'string' && REQUEST_ID.test(given) && redact(given) === given) return given;
  return `req_${Buffer.from(random.bytes(15)).toString('base64url')}`;
}

function toPath({ url }: FastifyRequest): string {
  return url.split('?', 1)[0] ?? '';
}
