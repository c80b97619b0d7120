import { useQuery } from '@tanstack/react-query';
import type { WorkerId } from '@tutti/protocol';
import { workersQuery } from '../client/queries.ts';
import { useServices } from '../client/services-context.tsx';
import { useMayManage } from './use-may-manage.ts';

const SHORT = 8;
const NAMES_LAST_MS = 30_000;

/** What workers are called. Names are told to those who look after the installation; to others, and of the long gone, the end of the id. */
export function useWorkerNames(): (worker: WorkerId) => string {
  const { client } = useServices();
  const mayManage = useMayManage() === true;
  const { data } = useQuery({
    ...workersQuery(client),
    enabled: mayManage,
    refetchInterval: false,
    staleTime: NAMES_LAST_MS,
  });
  return (worker) => data?.items.find((view) => view.worker === worker)?.name ?? `…${worker.slice(-SHORT)}`;
}
