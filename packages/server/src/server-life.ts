import type { Instant } from '@tutti/protocol';

/** What changes about the server while it runs. */
export interface ServerLife {
  readonly startedAt: Instant;
  /** It goes down: what is under way may end, nothing new that changes something is taken. */
  draining: boolean;
}
