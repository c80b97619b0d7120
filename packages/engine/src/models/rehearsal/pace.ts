import type { Clock } from '../../ports/clock.ts';

export interface Pace {
  readonly clock: Clock;
  readonly firstTokenMs: number;
  readonly betweenTokensMs: number;
}

/** Resolves after the time on the clock; rejects with the signal's reason as soon as it aborts. */
export function waitFor(clock: Clock, durationMs: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  if (durationMs === 0) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const stop = () => {
      callOff();
      reject(signal.reason);
    };
    const callOff = clock.at(clock.now() + durationMs, () => {
      signal.removeEventListener('abort', stop);
      resolve();
    });
    signal.addEventListener('abort', stop, { once: true });
  });
}

/** Word-sized pieces that together are the text. */
export function toPieces(text: string): string[] {
  return text.match(/\s*\S{1,24}/gu)?.concat(/\s+$/u.exec(text)?.[0] ?? []) ?? (text === '' ? [] : [text]);
}
