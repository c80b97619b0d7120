import { useQuery } from '@tanstack/react-query';
import { anyModelQuery } from '../client/model-queries.ts';
import { useServices } from '../client/services-context.tsx';

/** Whether nothing but the rehearsal model can answer here; undefined until it is known. */
export function useRehearsal(): boolean | undefined {
  const { client } = useServices();
  const { data } = useQuery(anyModelQuery(client));
  return data && !data.items.some(({ provider }) => provider !== REHEARSAL_PROVIDER);
}

export const REHEARSAL_PROVIDER = 'tutti';
