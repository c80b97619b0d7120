import type { Instant } from '@tutti/protocol';

/** A key that somebody adds meanwhile must not lie unused for longer. */
const LONGEST_MS = 900_000;

/** When whoever waits for a model looks whether something has changed; since then it has waited. */
export function toLookAgain(until: Instant, since: Instant): Instant {
  return Math.min(until, since + LONGEST_MS);
}
