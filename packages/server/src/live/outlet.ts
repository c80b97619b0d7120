import type { Glimpse, Instant } from '@tutti/protocol';
import type { Batch } from './batch.ts';

/** Where messages for one client go out. What was written and not sent yet is all that a client costs. */
export interface Outlet {
  /** Nothing more should be written before it has drained. */
  readonly isFull: boolean;
  /** Since when somebody has been waiting for it to drain. */
  readonly stalledSince: Instant | undefined;
  /** Resolves when there is room, and when it is closed. */
  drained(): Promise<void>;
  sendBatch(batch: Batch): void;
  sendCaughtUp(topic: string, cursor: number): void;
  sendGlimpse(topic: string, glimpse: Glimpse): void;
}
