/** `/a2a`: each agent as an A2A agent with a card and an address of its own, and the server as one that chooses among them. */
import { AgentName } from '@tutti/protocol';
import type { FastifyReply, FastifyRequest, RouteShorthandOptions } from 'fastify';
import type { Exchange, Mount, MountTools } from '../../http/mount.ts';
import { RequestError } from '../../http/request-error.ts';
import { Visits } from '../visits.ts';

const CARD = '/.well-known/agent-card.json';
const AGENT = '/a2a/agents/:agent';

export function createA2aMount(): Mount {
  return (app, tools) => {
    const visits = new Visits(tools.deps);
    app.addHook('preClose', async () => visits.leave());
    const admitted: RouteShorthandOptions = {
      config: { compress: false },
      onRequest: (request, reply) => tools.admit('view', { request, reply }),
    };
    const sendCard = async (request: FastifyRequest, reply: FastifyReply) => {
      const { serveCard } = await import('./serve-card.ts');
      const isKnown = isClaimed(tools, request);
      return serveCard(
        tools,
        { request, reply },
        { isKnown, agent: isKnown ? await toId(tools, request) : toName(request) },
      );
    };
    const work = async (request: FastifyRequest, reply: FastifyReply) => {
      const { serveTasks } = await import('./serve-tasks.ts');
      return serveTasks(tools, { request, reply }, { agent: await toId(tools, request), visits });
    };
    for (const place of ['', '/a2a', AGENT]) {
      // Whoever shows a key shows a good one; whoever shows none sees no more than that there may be an agent.
      app.get(
        `${place}${CARD}`,
        { ...admitted, onRequest: (request, reply) => admitClaimed(tools, { request, reply }) },
        sendCard,
      );
      if (place !== '') app.post(place, admitted, work);
    }
  };
}

function isClaimed({ deps }: MountTools, { headers }: FastifyRequest): boolean {
  return headers.authorization !== undefined || !deps.config.authentication;
}

async function admitClaimed(tools: MountTools, exchange: Exchange): Promise<void> {
  if (isClaimed(tools, exchange.request)) await tools.admit('view', exchange);
}

function toName({ params }: FastifyRequest): string | undefined {
  if (params === null || typeof params !== 'object' || !('agent' in params)) return undefined;
  const name = AgentName.safeParse(params.agent).data;
  if (name === undefined) throw new RequestError('unknown_agent', 'this is no name of an agent');
  return name;
}

/** By whatever alias it is called, among those of whoever asks. */
async function toId({ deps, find }: MountTools, request: FastifyRequest): Promise<string | undefined> {
  const name = toName(request);
  if (name === undefined) return undefined;
  const agents = await deps.home.agents.of(find(request).caller.principal.tenant);
  return agents.get(name).id;
}
