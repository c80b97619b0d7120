import type { LiveNotice, RunId } from '@tutti/protocol';

export interface LiveFeed {
  publish(notice: LiveNotice): void;
  /** Calls `ring` when the run may have come to rest in another process, where something tells of that. Returns how to stop. */
  follow?(run: RunId, ring: () => void): () => void;
}
