import { useQuery } from '@tanstack/react-query';
import { meQuery } from '../client/queries.ts';
import { useServices } from '../client/services-context.tsx';

/** Whether this person looks after the installation; until it is known nothing is asked that may be refused. */
export function useMayManage(): boolean | undefined {
  const { client } = useServices();
  const { data } = useQuery(meQuery(client));
  return data?.rights.includes('manage');
}
