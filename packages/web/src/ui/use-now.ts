import { useSyncExternalStore } from 'react';

/** The time, rounded down to the step: who asks is drawn anew once a step, and not at all while nobody looks. */
export function useNow(stepMs: number): number {
  return useSyncExternalStore(
    (listener) => {
      const timer = setInterval(listener, Math.min(stepMs, 1_000));
      return () => clearInterval(timer);
    },
    () => Math.floor(Date.now() / stepMs) * stepMs,
  );
}
