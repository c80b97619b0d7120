import { type MouseEvent, useEffect, useRef, useState } from 'react';

export type Press = (event: MouseEvent<HTMLButtonElement>) => unknown;

/**
 * A press that starts something slow cannot be repeated until it has ended, however fast the second click comes:
 * the ref refuses it before React has drawn the button anew.
 */
export function useGuardedPress(onPress: Press | undefined, busy: boolean) {
  const [pending, setPending] = useState(false);
  const running = useRef(false);
  const mounted = useRef(true);
  useEffect(() => {
    mounted.current = true;
    return () => {
      mounted.current = false;
    };
  }, []);

  function press(event: MouseEvent<HTMLButtonElement>): void {
    if (busy || running.current) {
      event.preventDefault();
      return;
    }
    const outcome = onPress?.(event);
    if (!(outcome instanceof Promise)) return;
    running.current = true;
    setPending(true);
    // Whoever made the promise deals with its failure; the button only waits for the end.
    void outcome.then(release, release);
  }

  function release(): void {
    running.current = false;
    if (mounted.current) setPending(false);
  }

  return { press, pending: pending || busy };
}
