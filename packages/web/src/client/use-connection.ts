import { useSyncExternalStore } from 'react';
import { useServices } from './services-context.tsx';

/** `offline`: this machine has no network. `refused`: the server does not let us in any more. */
export type Connection = 'open' | 'connecting' | 'reconnecting' | 'offline' | 'refused';

export function useConnection(): Connection {
  const { line } = useServices();
  return useSyncExternalStore(
    (listener) => {
      const stop = line.onStatus(listener);
      window.addEventListener('online', listener);
      window.addEventListener('offline', listener);
      return () => {
        stop();
        window.removeEventListener('online', listener);
        window.removeEventListener('offline', listener);
      };
    },
    () => toConnection(line.live.status, navigator.onLine),
  );
}

export function toConnection(
  status: 'connecting' | 'open' | 'reconnecting' | 'closed' | 'refused',
  onLine: boolean,
): Connection {
  if (status === 'open' || status === 'refused' || status === 'connecting') return status;
  return onLine ? 'reconnecting' : 'offline';
}
