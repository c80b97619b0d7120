/** What is asked of the server about one agent: what it was, what it has done, and what is wrong with a text about it. */
import { queryOptions } from '@tanstack/react-query';
import type { AgentForm } from '@tutti/protocol';
import type { Client } from '@tutti/sdk';

export const AGENTS = ['agents'] as const;

/** Other people, other servers and files change agents while one looks. */
const EVERY_MS = 4_000;
const CHECK_KEPT_MS = 10_000;
const PAGE = 200;

/** Like `agentQuery`, and kept true. */
export const liveAgentQuery = (client: Client, agent: string) =>
  queryOptions({
    queryKey: [...AGENTS, agent],
    queryFn: ({ signal }) => client.call('getAgent', { agent }, { signal }),
    refetchInterval: EVERY_MS,
  });

export const retiredAgentsQuery = (client: Client) =>
  queryOptions({
    queryKey: [...AGENTS, '', 'retired'],
    queryFn: async ({ signal }) =>
      (await client.call('listAgents', { limit: PAGE, retired: 'true' }, { signal })).items,
  });

export const agentVersionsQuery = (client: Client, agent: string) =>
  queryOptions({
    queryKey: [...AGENTS, agent, 'versions'],
    queryFn: async ({ signal }) => (await client.call('listAgentVersions', { agent, limit: PAGE }, { signal })).items,
    refetchInterval: EVERY_MS,
  });

export const agentVersionQuery = (client: Client, agent: string, number: number) =>
  queryOptions({
    queryKey: [...AGENTS, agent, 'version', number],
    queryFn: ({ signal }) => client.call('getAgentVersion', { agent, number }, { signal }),
  });

/** `from`: another version, or what is shipped; absent: the version before. */
export const agentDiffQuery = (client: Client, agent: string, { to, from }: { to: number; from?: number | 'base' }) =>
  queryOptions({
    queryKey: [...AGENTS, agent, 'diff', to, from ?? ''],
    queryFn: ({ signal }) =>
      client.call('compareAgentVersions', { agent, number: to, ...(from !== undefined && { from }) }, { signal }),
  });

export const agentRecordQuery = (client: Client, agent: string) =>
  queryOptions({
    queryKey: [...AGENTS, agent, 'record'],
    queryFn: ({ signal }) => client.call('getAgentRecord', { agent }, { signal }),
    refetchInterval: EVERY_MS,
  });

export type AgentWish = { readonly text: string } | { readonly form: AgentForm };

export const agentCheckQuery = (client: Client, wish: AgentWish, id: string | undefined) =>
  queryOptions({
    queryKey: ['agent-check', id ?? '', wish],
    queryFn: ({ signal }) => client.call('checkAgent', { ...wish, ...(id !== undefined && { id }) }, { signal }),
    gcTime: CHECK_KEPT_MS,
  });
