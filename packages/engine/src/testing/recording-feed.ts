import type { LiveFeed } from '../ports/live-feed.ts';
import type { LiveNotice } from '@tutti/protocol';

/** Keeps all that was published, to be looked at afterwards. */
export interface RecordingFeed extends LiveFeed {
  readonly notices: readonly LiveNotice[];
  listOf<Type extends LiveNotice['type']>(type: Type): Extract<LiveNotice, { type: Type }>[];
}

export function createRecordingFeed(): RecordingFeed {
  const notices: LiveNotice[] = [];
  return {
    notices,
    publish: (notice) => void notices.push(notice),
    listOf: <Type extends LiveNotice['type']>(type: Type) =>
      notices.filter((notice): notice is Extract<LiveNotice, { type: Type }> => notice.type === type),
  };
}
