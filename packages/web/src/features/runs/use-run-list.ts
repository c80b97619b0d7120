import { useQuery } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useReducer, useState } from 'react';
import { newestRunsQuery, type RunFilter, RUNS_ON_PAGE } from '../../client/queries.ts';
import { useServices } from '../../client/services-context.tsx';
import { useTaskNotices } from '../../client/use-task-notices.ts';
import { changeRunList, type RunListChange, type RunList } from './run-list.ts';

const LIVE_EVERY_MS = 3_000;

/** Rows that stay true. `hold`: new ones are counted, not shown, until `release`. Belongs to one filter. */
export function useRunList({ status, text }: RunFilter, hold: boolean) {
  const { client } = useServices();
  const [list, change] = useReducer<RunList | undefined, [RunListChange]>(changeRunList, undefined);
  const [busy, setBusy] = useState(false);
  const [olderError, setOlderError] = useState<unknown>();
  const newest = useQuery({
    ...newestRunsQuery(client, { status, text }),
    refetchInterval: ({ state }) => (state.data?.items.some((run) => run.status === 'running') ? LIVE_EVERY_MS : false),
  });
  const take = useEffectEvent((page: NonNullable<typeof newest.data>) => change({ type: 'newest', page, hold }));
  const { data } = newest;
  useEffect(() => {
    if (data) take(data);
  }, [data]);
  useTaskNotices((notices) => change({ type: 'notices', notices }));

  const loadMore = async (): Promise<void> => {
    if (!list?.next) return;
    setBusy(true);
    setOlderError(undefined);
    try {
      const page = await client.call('listRuns', {
        limit: RUNS_ON_PAGE,
        cursor: list.next,
        ...(status.length > 0 && { status: [...status] }),
        ...(text.trim() !== '' && { text: text.trim() }),
      });
      change({ type: 'older', page });
    } catch (error) {
      setOlderError(error);
    } finally {
      setBusy(false);
    }
  };
  return { list, newest, loadMore, busy, olderError, release: () => change({ type: 'released' }) };
}
