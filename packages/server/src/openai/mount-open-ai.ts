/** The endpoint that speaks as OpenAI does: its routes, and its errors in OpenAI's shape. */
import { createGateway, type Models, type ProviderPort } from '@tutti/engine';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteShorthandOptions } from 'fastify';
import type { Right } from '@tutti/protocol';
import type { Mount, MountTools } from '../http/mount.ts';
import { RequestError } from '../http/request-error.ts';
import { logFailure } from '../log/log-request.ts';
import { VERSION } from '../version.ts';
import { getModel, listModels } from './list-models.ts';
import type { OpenAiCaller, OpenAiDesk } from './open-ai-desk.ts';
import { TargetBook } from './target-book.ts';
import { toOpenAiRefusal } from './to-open-ai-error.ts';
import { untilGone } from './until-gone.ts';

/** Images come with the request, a third larger than they are. */
const BODY_LIMIT_BYTES = 16 * 1_048_576;
const CLOSE_GRACE_MS = 2_000;
const ADDRESSES = 'There are /v1/models, /v1/chat/completions, /v1/responses and /v1/embeddings.';

export interface OpenAiSources {
  readonly models: Models;
  readonly providers: ProviderPort;
}

export function createOpenAiMount(sources: OpenAiSources): Mount {
  return (app, tools) => mount(app, tools, createDesk(tools, sources));
}

function mount(app: FastifyInstance, tools: MountTools, desk: OpenAiDesk): void {
  const { deps } = tools;
  const change = toOptions(tools, 'use');
  const look = toOptions(tools, 'view');
  const since = Math.floor(deps.life.startedAt / 1_000);
  const toSources = async (request: FastifyRequest) => {
    const { tenant } = toCaller(tools, request).caller.principal;
    return { agents: await deps.home.agents.of(tenant), providers: desk.providers, since, tenant };
  };
  // What speaks OpenAI's words is loaded by the first who does, and looked up once: the loader's own look-up costs each call.
  let chat: Promise<typeof import('./chat/answer-chat.ts')> | undefined;
  app.post('/v1/chat/completions', change, async (request, reply) => {
    chat ??= import('./chat/answer-chat.ts');
    const { answerChat } = await chat;
    return answerChat(desk, toCaller(tools, request), { request, reply });
  });
  app.post('/v1/responses', change, async (request, reply) => {
    const { answerResponse } = await import('./responses/answer-response.ts');
    return answerResponse(desk, toCaller(tools, request), { request, reply });
  });
  app.post('/v1/embeddings', change, async (request, reply) => {
    const { createEmbeddings } = await import('./embeddings/embeddings.ts');
    using gone = untilGone(reply);
    const { body, headers } = await createEmbeddings(desk, toCaller(tools, request), { body: request.body, ...gone });
    return reply.headers(headers).send(body);
  });
  app.get('/v1/models', look, async (request) => listModels(await toSources(request)));
  app.get('/v1/models/*', look, async (request) => getModel(await toSources(request), toRest(request.params)));
  app.all('/v1/*', toOptions(tools, 'view'), async () => {
    throw new RequestError('route_not_found', 'there is nothing at this address', { remedy: ADDRESSES });
  });
  app.addHook('onClose', () => desk.gateway.close(CLOSE_GRACE_MS));
}

function createDesk({ deps }: MountTools, { models, providers }: OpenAiSources): OpenAiDesk {
  const { home, random } = deps;
  const { store, clock, hub, worker, agents } = home;
  const gateway = createGateway({
    store,
    clock,
    random,
    models,
    providers,
    live: hub,
    redact: home.redact,
    worker: worker.id,
    build: `tutti/${VERSION}`,
  });
  return { deps, gateway, providers, targets: new TargetBook((tenant) => agents.of(tenant), providers) };
}

function toOptions(tools: MountTools, access: Right): RouteShorthandOptions {
  return {
    bodyLimit: BODY_LIMIT_BYTES,
    config: { compress: false },
    onRequest: (request, reply) => tools.admit(access, { request, reply }, { bodyLimitBytes: BODY_LIMIT_BYTES }),
    errorHandler: (error, request, reply) => answerError(tools, error, { request, reply }),
  };
}

function answerError(
  { deps }: MountTools,
  error: unknown,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
): void {
  const { status, headers, error: told } = toOpenAiRefusal(error, { requestId: request.id, clock: deps.clock });
  if (status >= 500) logFailure(deps.log, error, request.id);
  void reply
    .code(status)
    .headers(headers)
    .type('application/json')
    .send(JSON.stringify({ error: told }));
}

function toCaller(tools: MountTools, request: FastifyRequest): OpenAiCaller {
  return tools.find(request);
}

function toRest(params: unknown): string {
  return params !== null && typeof params === 'object' && '*' in params ? String(params['*']) : '';
}
