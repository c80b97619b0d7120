import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useReducer, useState } from 'react';
import { newestRunsQuery, type RunFilter, RUNS_ON_PAGE } from '../../client/queries.ts';
import { useServices } from '../../client/services-context.tsx';
import { useTaskNotices } from '../../client/use-task-notices.ts';
import { changeRunList, type RunListChange, type RunList } from './run-list.ts';

const LIVE_EVERY_MS = 3_000;
const keptKey = (status: readonly string[], text: string) => ['run-list', status, text] as const;

/** Rows that stay true. `hold`: new ones are counted, not shown, until `release`. Belongs to one filter. */
export function useRunList({ status, text }: RunFilter, hold: boolean) {
  const { client } = useServices();
  const queries = useQueryClient();
  const key = keptKey(status, text);
  const kept = queries.getQueryData<RunList>(key);
  const [list, change] = useReducer<RunList | undefined, [RunListChange]>(changeRunList, kept);
  const keep = useEffectEvent(() => queries.setQueryData(key, list));
  // Whoever comes back from a run finds the list as long as it was.
  useEffect(() => () => void keep(), []);
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
