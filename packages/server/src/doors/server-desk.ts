/** The desk of one caller of this server: every request goes through the handler of the route that the API has for it. */
import { API, type Api, type RouteOutput } from '@tutti/protocol/api';
import type { Exchange, MountTools } from '../http/mount.ts';
import { followShared } from '../home/follow-shared.ts';
import type { Call } from '../http/call.ts';
import { giveIds } from '../http/idempotency.ts';
import { parseParts } from '../http/parse-parts.ts';
import { RequestError } from '../http/request-error.ts';
import { toParts } from '../http/to-parts.ts';
import { listAgents } from '../routes/agents.ts';
import { downloadArtefact } from '../routes/artefacts.ts';
import { cancelRun, getRun, listRuns } from '../routes/runs.ts';
import { analyzeTask, submitTask } from '../routes/tasks.ts';
import type { Handler } from '../http/handler.ts';
import type { DoorDesk, Once } from './door-desk.ts';

const HANDLERS = { listAgents, analyzeTask, submitTask, listRuns, getRun, downloadArtefact, cancelRun };
type Served = keyof typeof HANDLERS;
type ServedHandlers = { readonly [Name in Served]: Handler<Api[Name]> };

type Serve = <Name extends Served>(
  name: Name,
  input: Readonly<Record<string, unknown>>,
  once?: Once,
) => Promise<RouteOutput<Api[Name]> | Uint8Array | string | undefined>;

/** Of a request that was admitted; the rights of each route are asked for all the same. */
export function createServerDesk(tools: MountTools, exchange: Exchange): DoorDesk {
  const { home } = tools.deps;
  const { principal } = tools.find(exchange.request).caller;
  const serve = createServe(tools, exchange);
  return {
    async findAgents(search) {
      const { items, next } = toBody(await serve('listAgents', { ...search }));
      return { items, next: next ?? undefined };
    },
    analyzeTask: async (request, most) => toBody(await serve('analyzeTask', { request, most })),
    submit: async (task, once) => toBody(await serve('submitTask', { ...task }, once)).run,
    async listRuns({ status, ...search }) {
      const { items, next } = toBody(await serve('listRuns', { ...search, status: status && [...status] }));
      return { runs: items, next: next ?? undefined };
    },
    getRun: async (run) => toBody(await serve('getRun', { run })),
    async readArtefact(run, artefact) {
      const bytes = await serve('downloadArtefact', { run, artefact });
      return bytes instanceof Uint8Array ? bytes : new Uint8Array();
    },
    async cancel(run, reason) {
      await serve('cancelRun', { run, reason });
    },
    follow: (run, following) =>
      followShared({ home: { engine: home.engine, hub: home.hub, principal }, clock: home.clock, run }, following),
  };
}

function createServe({ deps, find }: MountTools, exchange: Exchange): Serve {
  const { caller, trace } = find(exchange.request);
  return async (name, input, once) => {
    const { access } = API[name];
    if (!caller.principal.rights.includes(access))
      throw new RequestError('forbidden', `this needs the right to ${access}`);
    const parts = parseParts<Api[typeof name]>(API[name], toParts(API[name], input));
    const call: Call<Api[typeof name]> = {
      ...parts,
      ...exchange,
      caller,
      trace,
      requestId: exchange.request.id,
      newIds: (...prefixes) =>
        giveIds(deps, { caller, route: name, key: once?.key, parts: once?.wish ?? parts }, prefixes),
    };
    const handlers: ServedHandlers = HANDLERS;
    const answer = await handlers[name](call, deps);
    if (answer === 'sent') throw new TypeError(`${name} has answered by itself`);
    return answer.body;
  };
}

function toBody<Body extends object>(body: Body | Uint8Array | string | undefined): Body {
  if (body === undefined || typeof body === 'string' || body instanceof Uint8Array)
    throw new TypeError('the route has no body to speak of');
  return body;
}
