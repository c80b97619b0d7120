/** What is asked of the server about servers of tools. */
import { queryOptions } from '@tanstack/react-query';
import type { Client } from '@tutti/sdk';

const TOOL_SETS = ['tool-sets'] as const;
const TOOL_RULES = ['tool-rules'] as const;
export const TOOL_SERVERS = ['tool-servers'] as const;

/** They start, fail and change while one looks. */
const EVERY_MS = 4_000;

export const toolServersQuery = (client: Client) =>
  queryOptions({
    queryKey: TOOL_SERVERS,
    queryFn: ({ signal }) => client.call('listToolServers', {}, { signal }),
    refetchInterval: EVERY_MS,
  });

/** Somebody may be mending a file while one looks. */
const FILES_EVERY_MS = 10_000;

export const toolSetsQuery = (client: Client) =>
  queryOptions({
    queryKey: TOOL_SETS,
    queryFn: ({ signal }) => client.call('listToolSets', {}, { signal }),
    refetchInterval: FILES_EVERY_MS,
  });

export const toolRulesQuery = (client: Client) =>
  queryOptions({
    queryKey: TOOL_RULES,
    queryFn: ({ signal }) => client.call('getToolRules', {}, { signal }),
    refetchInterval: FILES_EVERY_MS,
  });
