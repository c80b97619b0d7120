import { AgentId } from '@tutti/protocol';
import { AgentView, type Api, findAgents } from '@tutti/protocol/api';
import type { Handler } from '../http/handler.ts';
import { RequestError } from '../http/request-error.ts';

export const listAgents: Handler<Api['listAgents']> = async ({ query }, { home }) => {
  const { limit, cursor, ...wish } = query;
  if (cursor !== undefined && !AgentId.safeParse(cursor).success)
    throw new RequestError('invalid_input', 'this cursor belongs to no page', { path: 'cursor' });
  const found = findAgents(home.catalogue.list(), wish);
  const rest = found.filter(({ id }) => cursor === undefined || id > cursor);
  const items = rest.slice(0, limit).map((agent) => AgentView.parse(agent));
  return { status: 200, body: { items, next: rest.length > limit ? (items.at(-1)?.id ?? null) : null } };
};

export const getAgent: Handler<Api['getAgent']> = async ({ params }, { home }) => {
  const agent = home.catalogue.get(params.agent);
  return { status: 200, body: { ...agent, works: await home.runtimes.view(agent) } };
};
