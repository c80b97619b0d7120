import type { WorkerView } from '@tutti/protocol/api';

export interface WorkersSum {
  readonly atWork: number;
  readonly driving: number;
}

/** One that drains takes nothing new and still drives what it has; what one that is gone had is driven by others. */
export function sumWorkers(workers: readonly WorkerView[]): WorkersSum {
  const present = workers.filter(({ state }) => state === 'at_work' || state === 'draining');
  const atWork = present.filter(({ state }) => state === 'at_work').length;
  return { atWork, driving: present.reduce((sum, { driving }) => sum + driving, 0) };
}
