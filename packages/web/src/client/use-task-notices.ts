import { useEffect, useEffectEvent } from 'react';
import { useServices } from './services-context.tsx';
import type { NoticeListener } from './task-notices.ts';

/** Hears of every run of the tenant that begins, waits or ends; lists are refreshed by themselves. */
export function useTaskNotices(listener: NoticeListener): void {
  const { notices } = useServices();
  const tell = useEffectEvent(listener);
  useEffect(() => notices.subscribe((heard) => tell(heard)), [notices]);
}
