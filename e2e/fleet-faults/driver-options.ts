/** How a process of the fleet is told what to be, and what it says of itself: one line of JSON each. */
import { FailpointPlan } from '@tutti/server/home';
import { Epoch, Hash, type Principal, RunId, TenantId, toIdText, UserId, WorkerId } from '@tutti/protocol';
import * as z from 'zod';

export const DriverOptions = z.object({
  connectionString: z.string(),
  schema: z.string(),
  name: z.string(),
  /** Where the world outside lies, for all processes of the fleet. */
  folder: z.string(),
  /** How many runs it drives at once; 0: it drives none. */
  room: z.int().nonnegative(),
  /** It takes requests over HTTP. */
  serves: z.boolean(),
  leaseMs: z.int().positive().optional(),
  lookEveryMs: z.int().positive().optional(),
  graceMs: z.int().positive().optional(),
  /** `after-act:*:3`: it ends as `kill -9` ends it. */
  failpoint: z.string().optional(),
  /** Ends between the commit of so many submissions and the answer to whoever asked. */
  diesAfterSubmissions: z.int().positive().optional(),
  /** `old` knows the first version of its programs and writes journals of today; `new` knows two, and writes journals that `old` cannot read. */
  release: z.enum(['old', 'new']).optional(),
});
export type DriverOptions = z.input<typeof DriverOptions>;

export function parseFailpoint(plan: string | undefined): FailpointPlan | undefined {
  return plan === undefined ? undefined : FailpointPlan.parse(plan);
}

export const Spoken = z.discriminatedUnion('say', [
  z.object({ say: z.literal('ready'), worker: WorkerId, url: z.string().optional() }),
  /** Durable by now. */
  z.object({ say: z.literal('event'), run: RunId, seq: z.int(), hash: Hash, type: z.string() }),
  z.object({ say: z.literal('claimed'), run: RunId, epoch: Epoch, at: z.number() }),
  /** The store would not take what a driver that was replaced has written. */
  z.object({ say: z.literal('fenced'), run: RunId }),
  z.object({ say: z.literal('drained'), tookMs: z.number() }),
]);
export type Spoken = z.infer<typeof Spoken>;

/** Each number is a tenant of its own. */
export function principalOf(tenant: number): Principal {
  const bytes = new Uint8Array(16).fill(tenant);
  return {
    tenant: TenantId.parse(toIdText('ten', 1, bytes)),
    user: UserId.parse(toIdText('usr', 1, bytes)),
    rights: ['view', 'use', 'manage'],
  };
}
