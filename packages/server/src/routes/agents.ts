import { checkAgentFile, toAgentForm } from '@tutti/engine';
import { AgentId } from '@tutti/protocol';
import { type Api, type AgentDetails, AgentView, findAgents } from '@tutti/protocol/api';
import type { Caller } from '../access/caller.ts';
import * as acts from '../agents/change-agent.ts';
import { checkDefinition } from '../agents/check-definition.ts';
import type { CurrentAgent } from '../agents/tenant-agents.ts';
import * as views from '../agents/to-agent-views.ts';
import type { Home } from '../home/open-home.ts';
import type { HomeHandler } from '../http/handler.ts';
import { RequestError } from '../http/request-error.ts';

export const listAgents: HomeHandler<Api['listAgents']> = async ({ caller, query }, { home }) => {
  const { limit, cursor, retired, ...wish } = query;
  if (cursor !== undefined && !AgentId.safeParse(cursor).success)
    throw new RequestError('invalid_input', 'this cursor belongs to no page', { path: 'cursor' });
  const agents = await home.agents.of(caller.principal.tenant);
  const found = findAgents(retired === 'true' ? agents.listRetired() : agents.list(), wish);
  const rest = found.filter(({ id }) => cursor === undefined || id > cursor);
  const items = rest.slice(0, limit).map((agent) => ({ ...AgentView.parse(agent), kind: agents.find(agent.id)?.kind }));
  return { status: 200, body: { items, next: rest.length > limit ? (items.at(-1)?.id ?? null) : null } };
};

export const getAgent: HomeHandler<Api['getAgent']> = async ({ caller, params }, { home }) => {
  const agents = await home.agents.of(caller.principal.tenant);
  return { status: 200, body: await toDetails(home, agents.getCurrent(params.agent)) };
};

export const createAgent: HomeHandler<Api['createAgent']> = async ({ caller, body }, { home }) => {
  const made = await acts.createAgent(toDesk(home, caller), body);
  return { status: 201, body: await toDetails(home, made), headers: { location: `/api/v1/agents/${made.agent.id}` } };
};

export const changeAgent: HomeHandler<Api['changeAgent']> = async ({ caller, params, body }, { home }) => {
  const changed = await acts.changeAgent(toDesk(home, caller), params.agent, body);
  return { status: 200, body: await toDetails(home, changed) };
};

export const retireAgent: HomeHandler<Api['retireAgent']> = async ({ caller, params, query }, { home }) => {
  await acts.retireAgent(toDesk(home, caller), params.agent, query);
  return { status: 204 };
};

export const returnAgent: HomeHandler<Api['returnAgent']> = async ({ caller, params, body }, { home }) => {
  const changed = await acts.returnAgent(toDesk(home, caller), params.agent, body);
  return { status: 200, body: await toDetails(home, changed) };
};

export const checkAgent: HomeHandler<Api['checkAgent']> = async ({ caller, body }, { home }) => {
  const { tools } = toDesk(home, caller);
  const { tenant } = caller.principal;
  const agents = await home.agents.of(tenant);
  const mayWorkElsewhere = tenant === home.agents.tenant;
  const { agent, text, problems, warnings } = checkDefinition(body, { agents, tools, id: body.id, mayWorkElsewhere });
  const found = agent && { agent, form: toAgentForm(agent) };
  return { status: 200, body: { text, problems: [...problems], warnings: [...warnings], ...found } };
};

export const listAgentVersions: HomeHandler<Api['listAgentVersions']> = async ({ caller, params, query }, { home }) => {
  const { limit, cursor } = query;
  const agents = await home.agents.of(caller.principal.tenant);
  const before = cursor === undefined ? Number.POSITIVE_INFINITY : Number(cursor);
  if (Number.isNaN(before))
    throw new RequestError('invalid_input', 'this cursor belongs to no page', { path: 'cursor' });
  const all = views.toVersionViews(agents, agents.getCurrent(params.agent)).filter(({ number }) => number < before);
  const items = all.slice(0, limit);
  return { status: 200, body: { items, next: all.length > limit ? String(items.at(-1)?.number) : null } };
};

export const getAgentVersion: HomeHandler<Api['getAgentVersion']> = async ({ caller, params }, { home }) => {
  const agents = await home.agents.of(caller.principal.tenant);
  const current = agents.getCurrent(params.agent);
  const view = views.toVersionViews(agents, current).find(({ number }) => number === params.number);
  if (!view) throw noVersion(current, params.number);
  const { text } = await readText(home, caller, { current, number: params.number });
  const { agent } = checkAgentFile(text);
  return { status: 200, body: { ...view, text, ...(agent && { agent: { ...agent, version: view.number } }) } };
};

export const compareAgentVersions: HomeHandler<Api['compareAgentVersions']> = async (call, { home }) => {
  const { caller, params, query } = call;
  const agents = await home.agents.of(caller.principal.tenant);
  const current = agents.getCurrent(params.agent);
  const to = await readText(home, caller, { current, number: params.number });
  if (query.from === 'base') return { status: 200, body: views.toDiffView(toBase(home, current), to) };
  const numbers = views.toVersionViews(agents, current).map(({ number }) => number);
  const number = query.from ?? numbers.find((each) => each < params.number);
  const from = number === undefined ? { number: 0, text: '' } : await readText(home, caller, { current, number });
  return { status: 200, body: views.toDiffView(from, to) };
};

export const getAgentRecord: HomeHandler<Api['getAgentRecord']> = async ({ caller, params, query }, { home }) => {
  const { tenant } = caller.principal;
  const { id } = (await home.agents.of(tenant)).getCurrent(params.agent).agent;
  const work = await home.store.listAgentWork(tenant, id, query.runs + 1);
  return { status: 200, body: views.toRecordView(work, query.runs) };
};

function toDesk({ agents, tools }: Home, { principal }: Caller): acts.Desk {
  const names = new Set(tools.toolbox.list().flatMap((source) => source.names));
  return { shelf: agents, principal, tools: names };
}

async function toDetails({ runtimes }: Home, current: CurrentAgent): Promise<AgentDetails> {
  const { agent, text } = current;
  return { ...agent, works: await runtimes.view(agent), source: views.toSource(current), text };
}

interface Which {
  readonly current: CurrentAgent;
  readonly number: number;
}

async function readText({ store }: Home, { principal }: Caller, { current, number }: Which): Promise<views.DiffSide> {
  const { agent, text } = current;
  if (number === agent.version) return { number, text };
  const version = await store.findAgentVersion(principal.tenant, agent.id, number);
  if (!version) throw noVersion(current, number);
  return version;
}

function toBase({ agents }: Home, { agent, base }: CurrentAgent): views.DiffSide {
  if (base) return { number: 0, text: agents.toText(base).text };
  throw new RequestError('agent_version_not_found', `${agent.id} neither comes with Tutti nor lies in a file`);
}

function noVersion({ agent }: CurrentAgent, number: number): RequestError {
  return new RequestError('agent_version_not_found', `${agent.id} has no version ${number}`);
}
