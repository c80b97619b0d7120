import type { LiveNotice } from '@tutti/protocol';

export interface LiveFeed {
  publish(notice: LiveNotice): void;
}
