/** What is asked of the server about documents. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { Citation, type CollectionName } from '@tutti/protocol';
import type { Client } from '@tutti/sdk';

export const KNOWLEDGE = ['knowledge'] as const;

const NOTHING = Citation.parse(`kn:doc_${'0'.repeat(12)}.0.0-0`);
/** While something is on its way. */
const BUSY_MS = 1_000;
const IDLE_MS = 20_000;
/** How many passages there are changes as documents are read. */
const COUNTS_MS = 3_000;

export const collectionsQuery = (client: Client) =>
  queryOptions({
    queryKey: [...KNOWLEDGE, 'collections'],
    queryFn: ({ signal }) => client.call('listCollections', {}, { signal }),
    refetchInterval: COUNTS_MS,
  });

export const documentsQuery = (client: Client, collection: CollectionName) =>
  infiniteQueryOptions({
    queryKey: [...KNOWLEDGE, 'documents', collection],
    queryFn: ({ signal, pageParam }) =>
      client.call('listDocuments', { collection, ...(pageParam !== null && { cursor: pageParam }) }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    refetchInterval: ({ state: { data } }) => {
      const items = data?.pages.flatMap((page) => page.items) ?? [];
      return items.some(({ pending }) => pending !== undefined && pending.status !== 'failed') ? BUSY_MS : IDLE_MS;
    },
  });

export const passagesQuery = (client: Client, text: string, collection: CollectionName | undefined) =>
  queryOptions({
    queryKey: [...KNOWLEDGE, 'search', text, collection ?? ''],
    queryFn: ({ signal }) =>
      client.call('searchKnowledge', { text, ...(collection !== undefined && { collection }) }, { signal }),
    placeholderData: keepPreviousData,
  });

export const passageQuery = (client: Client, citation: Citation | undefined, around: number) =>
  queryOptions({
    queryKey: [...KNOWLEDGE, 'passage', citation, around],
    // What is no citation is refused as one that names nothing.
    queryFn: ({ signal }) => client.call('getPassage', { citation: citation ?? NOTHING, around }, { signal }),
    placeholderData: keepPreviousData,
  });
