/** What driving a run needs from outside. */
import type { WorkerId } from '@tutti/protocol';
import type { Clock } from '../ports/clock.ts';
import type { LiveFeed } from '../ports/live-feed.ts';
import type { Random } from '../ports/random.ts';
import type { Store } from '../ports/store.ts';
import type { ProgramBook } from './program.ts';
import type { Redact } from './redact.ts';
import type { WaitingLine } from './waiting-line.ts';

/** Places at which a test may end or stop the process. */
export type Failpoint = 'before-append' | 'after-append' | 'before-act' | 'after-act' | 'before-park';

export interface DrivePorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly live: LiveFeed;
  readonly redact: Redact;
  readonly programs: ProgramBook;
  readonly worker: WorkerId;
  /** Of the code: results recorded by another build may differ in their inputs. */
  readonly build: string;
  /** Shared by all runs that this process drives. */
  readonly line?: WaitingLine;
  readonly failpoint?: (point: Failpoint, path: string) => void;
}
