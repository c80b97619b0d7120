import type { Instant } from '@tutti/protocol';

export interface Clock {
  now(): Instant;
  /** Calls `wake` once, at or after the instant. Returns how to call it off. */
  at(instant: Instant, wake: () => void): () => void;
}

/** Timers take at most this many milliseconds at once. */
const LONGEST_TIMER_MS = 2_147_000_000;

export const systemClock: Clock = createClock(() => Date.now());

/** A clock that shows what `now` says, and rings by the timers of this process. */
export function createClock(now: () => Instant): Clock {
  return {
    now,
    at(instant, wake) {
      let timer: NodeJS.Timeout;
      const arm = () => {
        const wait = instant - now();
        timer = setTimeout(wait > LONGEST_TIMER_MS ? arm : wake, Math.min(Math.max(wait, 0), LONGEST_TIMER_MS));
      };
      arm();
      return () => clearTimeout(timer);
    },
  };
}
