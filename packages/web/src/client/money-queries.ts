/** What is asked of the server about money. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { TaskId } from '@tutti/protocol';
import type { CostsBy, Time } from '@tutti/protocol/api';
import type { Client } from '@tutti/sdk';

export const BUDGETS = ['budgets'] as const;
const COSTS = ['costs'] as const;
const MONEY_EVERY_MS = 5_000;
const NEVER_OLD = Number.POSITIVE_INFINITY;
const MOST_DAYS = 200;
const MOST_ROWS = 50;

export interface CostsWish {
  readonly by: CostsBy;
  /** Absent: from the beginning. */
  readonly from: Time | undefined;
}

export const costsQuery = (client: Client, { by, from }: CostsWish) =>
  queryOptions({
    queryKey: [...COSTS, by, from],
    queryFn: ({ signal }) =>
      client.call(
        'getCosts',
        { by, limit: by === 'day' ? MOST_DAYS : MOST_ROWS, ...(from !== undefined && { from }) },
        { signal },
      ),
    refetchInterval: MONEY_EVERY_MS,
    placeholderData: keepPreviousData,
  });

export const budgetsQuery = (client: Client) =>
  queryOptions({
    queryKey: BUDGETS,
    queryFn: ({ signal }) => client.call('listBudgets', {}, { signal }),
    refetchInterval: MONEY_EVERY_MS,
  });

/** What a task was about: its goal does not change. */
export const taskQuery = (client: Client, task: TaskId) =>
  queryOptions({
    queryKey: ['task', task],
    queryFn: ({ signal }) => client.call('getTask', { task }, { signal }),
    staleTime: NEVER_OLD,
  });
