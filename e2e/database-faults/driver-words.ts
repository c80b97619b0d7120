/** How a process that drives runs is told what to do, and what it says of itself: one line of JSON each. */
import { type Principal, TenantId, toIdText, UserId } from '@tutti/protocol';
import * as z from 'zod';

export const DriverOptions = z.object({
  connectionString: z.string(),
  schema: z.string(),
  /** Where the world outside lies. */
  folder: z.string(),
  /** How many runs it drives at once. */
  room: z.int().positive(),
  leaseMs: z.int().positive(),
  connections: z.int().positive(),
  /** How long one statement may take, and for how long an operation is tried in all. */
  statementTimeoutMs: z.int().positive(),
  patienceMs: z.int().positive(),
  /** How far its own clock is from the right time. */
  skewMs: z.int(),
});
export type DriverOptions = z.infer<typeof DriverOptions>;

export const Said = z.discriminatedUnion('say', [
  z.object({ say: z.literal('ready') }),
  z.object({ say: z.literal('claimed'), run: z.string(), epoch: z.int(), at: z.number() }),
  z.object({ say: z.literal('health'), state: z.string(), message: z.string(), at: z.number() }),
  z.object({ say: z.literal('problem'), code: z.string(), message: z.string(), at: z.number() }),
  /** A timer that was to fire at `due` by the right time. */
  z.object({ say: z.literal('fired'), run: z.string(), due: z.number(), at: z.number() }),
]);
export type Said = z.infer<typeof Said>;

export const PRINCIPAL: Principal = {
  tenant: TenantId.parse(toIdText('ten', 1, new Uint8Array(16))),
  user: UserId.parse(toIdText('usr', 1, new Uint8Array(16))),
  rights: ['view', 'use', 'manage'],
};
