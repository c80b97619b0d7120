/** Who works at an installation: what a process says of itself, and what the store knows of it. */
import * as z from 'zod';
import { Instant, WorkerId } from './ids.ts';

const count = z.int().nonnegative();

/** `server` answers requests, `worker` drives runs; one process may do both. */
export const WorkerRole = z.enum(['server', 'worker']);
export type WorkerRole = z.infer<typeof WorkerRole>;

/** `draining`: finishes what it drives and claims no more. `lost`: its lease passed, and another process ended it. */
export const WorkerState = z.enum(['at_work', 'draining', 'ended', 'lost']);
export type WorkerState = z.infer<typeof WorkerState>;

/** What a process announces of itself. */
export const WorkerCard = z.object({
  worker: WorkerId,
  /** `host:pid`, or what its operator chose. */
  name: z.string().min(1).max(200),
  roles: z.array(WorkerRole),
  build: z.string().max(200),
  pid: count,
  host: z.string().max(255),
  /** Where its server answers, when it has one. */
  url: z.string().max(2_000).optional(),
  /** How many runs it drives at once; 0: none. */
  room: count,
  draining: z.boolean(),
  /** What it can replay: `team`, `team@1/1`, … */
  programs: z.array(z.string().max(200)),
});
export type WorkerCard = z.infer<typeof WorkerCard>;

/** A card with what the store counted; all its times are the store's own. */
export const WorkerRecord = WorkerCard.extend({
  startedAt: Instant,
  leaseUntil: Instant,
  /** How long ago it last renewed its lease or said anything, by the store's clock: no other machine's is compared with it. */
  quietMs: count,
  state: WorkerState,
  endedAt: Instant.optional(),
  /** Runs that it owns right now. */
  driving: count,
  /** Runs that were taken over from it when its lease passed. */
  lostRuns: count,
  /** Runs that it freed from others' passed leases. */
  takenOver: count,
  /** The name of the process that ended its lease. */
  endedBy: z.string().optional(),
});
export type WorkerRecord = z.infer<typeof WorkerRecord>;
