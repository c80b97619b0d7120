import { useInfiniteQuery } from '@tanstack/react-query';
import { approvalsQuery } from '../client/queries.ts';
import { useServices } from '../client/services-context.tsx';
import { appText } from '../strings/app.ts';

export interface Waiting {
  /** What the badge shows; undefined while there is nothing to show. */
  readonly badge: string | undefined;
  readonly label: string | undefined;
}

/** How much waits for the person at the screen; task notices keep it true. */
export function useWaiting(): Waiting {
  const { client } = useServices();
  const { data } = useInfiniteQuery(approvalsQuery(client));
  const count = data?.pages.reduce((sum, page) => sum + page.items.length, 0) ?? 0;
  if (count === 0) return { badge: undefined, label: undefined };
  const more = typeof data?.pages.at(-1)?.next === 'string';
  return { badge: appText.many(count, more), label: appText.waiting(count) };
}
