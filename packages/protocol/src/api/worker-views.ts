/** A process that works at the installation, as the API shows it. */
import * as z from 'zod';
import { WorkerId } from '../ids.ts';
import { type WorkerRecord, WorkerRole, WorkerState } from '../worker.ts';
import { Time, toOptionalTime, toTime } from './values.ts';

export const WorkerView = z
  .object({
    worker: WorkerId,
    name: z.string(),
    roles: z.array(WorkerRole),
    state: WorkerState,
    build: z.string(),
    pid: z.int().nonnegative(),
    host: z.string(),
    /** Where its server answers, when it has one. */
    url: z.string().optional(),
    /** How many runs it drives at once; 0: none. */
    room: z.int().nonnegative(),
    /** Runs that it drives right now, of all tenants. */
    driving: z.int().nonnegative(),
    programs: z.array(z.string()),
    startedAt: Time,
    /** How long ago it was last heard of. It was measured by the store's clock when this was asked, so no two clocks are compared. */
    quietMs: z.int().nonnegative(),
    endedAt: Time.optional(),
    /** Who found that it was lost. */
    endedBy: z.string().optional(),
    /** Runs that others took over when it was lost. */
    lostRuns: z.int().nonnegative(),
    /** Runs that it freed from workers that were lost. */
    takenOver: z.int().nonnegative(),
  })
  .meta({ id: 'Worker' });
export type WorkerView = z.infer<typeof WorkerView>;

/** It takes runs that are ready; a server without a worker, or one that drains, does not. */
export function drivesRuns({ state, room }: Pick<WorkerView, 'state' | 'room'>): boolean {
  return state === 'at_work' && room > 0;
}

export function toWorkerView(record: WorkerRecord): WorkerView {
  const { worker, name, roles, state, build, pid, host, url, room, driving, programs } = record;
  const { startedAt, endedAt, endedBy, quietMs, lostRuns, takenOver } = record;
  return {
    worker,
    name,
    roles,
    state,
    build,
    pid,
    host,
    url,
    room,
    driving,
    programs,
    startedAt: toTime(startedAt),
    quietMs,
    endedAt: toOptionalTime(endedAt),
    endedBy,
    lostRuns,
    takenOver,
  };
}
