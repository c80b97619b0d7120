import { useQuery } from '@tanstack/react-query';
import { rehearsalQuery } from '../client/model-queries.ts';
import { useServices } from '../client/services-context.tsx';

/** Whether nothing but the rehearsal model answers here; undefined until it is known. */
export function useRehearsal(): boolean | undefined {
  const { client } = useServices();
  const { data } = useQuery(rehearsalQuery(client));
  return data ?? undefined;
}

export const REHEARSAL_PROVIDER = 'tutti';
