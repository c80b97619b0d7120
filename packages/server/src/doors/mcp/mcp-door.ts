import type { Clock } from '@tutti/engine';
import type { DoorDesk, ToldFailure } from '../door-desk.ts';

/** What the tools work with, at a server and in a command. */
export interface McpDoor {
  readonly desk: DoorDesk;
  readonly clock: Clock;
  /** How errors are told. */
  readonly describe: (error: unknown) => ToldFailure;
  /** Where a connection that closes is how a client cancels its call. */
  readonly closingCancels: boolean;
  /** This process goes: whoever waits is told how to go on. */
  readonly leaving: AbortSignal;
  /** Where people see runs; absent where nothing serves pages. */
  readonly pages?: string | undefined;
}
