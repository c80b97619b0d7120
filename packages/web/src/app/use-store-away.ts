import { notifyManager, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useSyncExternalStore } from 'react';
import { healthQuery } from '../client/queries.ts';
import { useServices } from '../client/services-context.tsx';
import { toRefusal } from '../client/to-refusal.ts';

/** Whether something on the page was refused because the server cannot reach its database; as soon as it can, all is asked for again. */
export function useStoreAway(): boolean {
  const queries = useQueryClient();
  const { client } = useServices();
  const cache = queries.getQueryCache();
  const subscribe = useCallback((listener: () => void) => cache.subscribe(notifyManager.batchCalls(listener)), [cache]);
  const isAway = useSyncExternalStore(subscribe, () =>
    cache.getAll().some((query) => query.isActive() && isRefusedForStore(query.state.error)),
  );
  const { data, dataUpdatedAt } = useQuery({ ...healthQuery(client), enabled: isAway });
  const isBack = isAway && data !== undefined && data.status !== 'degraded';
  useEffect(() => {
    if (isBack) void queries.invalidateQueries();
  }, [isBack, dataUpdatedAt, queries]);
  return isAway;
}

function isRefusedForStore(error: unknown): boolean {
  return error !== null && toRefusal(error).code === 'store_unavailable';
}
