/** What is asked of the server about servers of tools. */
import { queryOptions } from '@tanstack/react-query';
import type { Client } from '@tutti/sdk';

export const TOOL_SERVERS = ['tool-servers'] as const;

/** They start, fail and change while one looks. */
const EVERY_MS = 4_000;

export const toolServersQuery = (client: Client) =>
  queryOptions({
    queryKey: TOOL_SERVERS,
    queryFn: ({ signal }) => client.call('listToolServers', {}, { signal }),
    refetchInterval: EVERY_MS,
  });
