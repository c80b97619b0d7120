import type { Clock } from '../ports/clock.ts';

/** Rejects with the signal's reason. */
export async function pause(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const { promise, resolve } = Promise.withResolvers<void>();
  const onAbort = () => resolve();
  signal.addEventListener('abort', onAbort, { once: true });
  const callOff = clock.at(clock.now() + milliseconds, resolve);
  await promise;
  callOff();
  signal.removeEventListener('abort', onAbort);
  signal.throwIfAborted();
}
