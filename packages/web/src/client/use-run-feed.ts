import type { RunId } from '@tutti/protocol';
import { useEffect, useSyncExternalStore } from 'react';
import type { RunPicture } from './run-feed.ts';
import { useServices } from './services-context.tsx';

/** A run as it grows, for as long as the component is there. */
export function useRunFeed(run: RunId): RunPicture & { retry(): void } {
  const { feeds } = useServices();
  const feed = feeds.get(run);
  useEffect(() => feeds.watch(run), [feeds, run]);
  const picture = useSyncExternalStore(feed.subscribe, () => feed.picture);
  return { ...picture, retry: () => feed.retry() };
}
