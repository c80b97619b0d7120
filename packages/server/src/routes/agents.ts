import { type Agent, AgentId } from '@tutti/protocol';
import type { AgentView, Api } from '@tutti/protocol/api';
import type { Handler } from '../http/handler.ts';
import { RequestError } from '../http/request-error.ts';

export const listAgents: Handler<Api['listAgents']> = async ({ query }, { home }) => {
  const { limit, cursor, text, capability } = query;
  if (cursor !== undefined && !AgentId.safeParse(cursor).success)
    throw new RequestError('invalid_input', 'this cursor belongs to no page', { path: 'cursor' });
  const found = home.catalogue.list().filter((agent) => isMeant(agent, { text, capability }));
  const rest = found.filter(({ id }) => cursor === undefined || id > cursor);
  const items = rest.slice(0, limit).map(toAgentView);
  return { status: 200, body: { items, next: rest.length > limit ? (items.at(-1)?.id ?? null) : null } };
};

export const getAgent: Handler<Api['getAgent']> = async ({ params }, { home }) => {
  return { status: 200, body: home.catalogue.get(params.agent) };
};

function isMeant(
  { id, purpose, capabilities }: Agent,
  { text = '', capability }: { text: string | undefined; capability: string | undefined },
): boolean {
  if (capability !== undefined && !capabilities.includes(capability)) return false;
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const said = [id, purpose, ...capabilities].join(' ').toLowerCase();
  return words.every((word) => said.includes(word));
}

function toAgentView({ id, version, purpose, capabilities, tools, runtime }: Agent): AgentView {
  return { id, version, purpose, capabilities, tools, runtime };
}
