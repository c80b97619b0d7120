import { useQuery } from '@tanstack/react-query';
import { meQuery } from '../client/queries.ts';
import { useServices } from '../client/services-context.tsx';

/** Undefined for whoever has no session that could end. */
export function useSignOut(): (() => Promise<void>) | undefined {
  const { client } = useServices();
  const { data: me } = useQuery(meQuery(client));
  if (me?.by !== 'session') return undefined;
  return async () => {
    await client.call('closeSession');
    // A new page knows nothing of what this one has seen; nor does the next person at this screen.
    sessionStorage.clear();
    location.assign('/ui/login');
  };
}
