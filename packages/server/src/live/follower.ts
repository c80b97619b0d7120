import type { Instant } from '@tutti/protocol';
import type { Caller } from '../access/caller.ts';

/** A connection that stays open, whatever it speaks. */
export interface Follower {
  readonly caller: Caller;
  /** Called every second or so. */
  tick(now: Instant): void;
  /** Its caller is not welcome any more. */
  refuse(): void;
  /** The server goes down; the client comes back by itself. */
  sayRestart(): void;
  /** Something of this server is not as it was. */
  sayChanged(what: 'models'): void;
  /** At once, without a word. */
  drop(): void;
}
