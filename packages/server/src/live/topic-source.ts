import type { Principal, StepPath, Glimpse } from '@tutti/protocol';
import type { Batch } from './batch.ts';
import type { Tail } from './tail.ts';
import type { Shown } from './under-way.ts';

/** Where followers of a topic get it from. */
export interface TopicSource {
  readonly topic: string;
  readonly tail: Tail;
  /** Somebody read the store to its end there. */
  settle(cursor: number): void;
  /** What comes after the cursor, from the store. */
  read(principal: Principal, after: number): Promise<Batch | undefined>;
  listGlimpses(shown: Map<StepPath, Shown>): readonly Glimpse[];
  /** Calls `wake` when there is something new. Returns how to stop. */
  listen(wake: () => void): () => void;
}
