/** What is asked of the server about models and their providers. */
import { queryOptions } from '@tanstack/react-query';
import type { ModelView } from '@tutti/protocol/api';
import type { Client } from '@tutti/sdk';

export const MODELS = ['models'] as const;
export const PROVIDERS = ['providers'] as const;

/** Health and quotas change while one looks; what nobody can call does not. */
const OFFERED_EVERY_MS = 5_000;
const PROVIDERS_EVERY_MS = 10_000;
const UNKNOWN_EVERY_MS = 1_000;
const MINUTES_5 = 300_000;
const MOST = 200;

export type Models = Awaited<ReturnType<typeof listAll>>;

/** Those that can be called here, with what is left of their quotas. */
export const offeredModelsQuery = (client: Client) =>
  queryOptions({
    queryKey: [...MODELS, 'offered'],
    queryFn: ({ signal }) => listAll(client, { offered: true, signal }),
    refetchInterval: OFFERED_EVERY_MS,
  });

/** The rest of the catalogue. */
export const otherModelsQuery = (client: Client) =>
  queryOptions({
    queryKey: [...MODELS, 'others'],
    queryFn: ({ signal }) => listAll(client, { offered: false, signal }),
    staleTime: MINUTES_5,
  });

/** Whether the rehearsal model stands in: where models are set up that cannot be called now, runs wait for them instead. */
export const rehearsalQuery = (client: Client) =>
  queryOptions({
    queryKey: [...MODELS, 'rehearsal'],
    queryFn: async ({ signal }) => (await client.call('getStatus', {}, { signal })).models?.rehearsal ?? null,
    staleTime: PROVIDERS_EVERY_MS,
    // Null: the server has not looked yet, and does so now.
    refetchInterval: ({ state }) => (state.data === null ? UNKNOWN_EVERY_MS : false),
  });

export const providersQuery = (client: Client) =>
  queryOptions({
    queryKey: PROVIDERS,
    queryFn: ({ signal }) => client.call('listProviders', {}, { signal }),
    refetchInterval: PROVIDERS_EVERY_MS,
  });

async function listAll(client: Client, { offered, signal }: { offered: boolean; signal: AbortSignal }) {
  const models: ModelView[] = [];
  for (let cursor: string | undefined; ; ) {
    const wish = { offered: offered ? 'true' : 'false', limit: MOST, ...(cursor !== undefined && { cursor }) };
    const { items, next, catalogue } = await client.call('listModels', wish, { signal });
    models.push(...items);
    if (next === null) return { models, catalogue };
    cursor = next;
  }
}
