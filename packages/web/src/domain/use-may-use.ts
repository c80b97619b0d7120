import { useQuery } from '@tanstack/react-query';
import { meQuery } from '../client/queries.ts';
import { useServices } from '../client/services-context.tsx';

/** Whether this person may change things, or only look; until it is known nobody is told that they may not. */
export function useMayUse(): boolean {
  const { client } = useServices();
  const { data } = useQuery(meQuery(client));
  return data?.rights.includes('use') ?? true;
}
