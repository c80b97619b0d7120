import { useSyncExternalStore } from 'react';

/** Whether a media query holds: for layouts that differ in more than style. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const list = matchMedia(query);
      list.addEventListener('change', listener);
      return () => list.removeEventListener('change', listener);
    },
    () => matchMedia(query).matches,
  );
}

export const PHONE = '(max-width: 639px)';
/** Room for a panel beside the list. */
export const WIDE = '(min-width: 1024px)';
