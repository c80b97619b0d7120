/** What the killed process tells the one that kills it. */
import { Hash, type Principal, RunId, TenantId, toIdText, UserId } from '@tutti/protocol';
import * as z from 'zod';

/** An event that is durable: `found` recorded at the beginning of that life, or written in it. */
export const Printed = z.object({
  run: RunId,
  seq: z.int().positive(),
  hash: Hash,
  life: z.int().positive(),
  found: z.boolean(),
});
export type Printed = z.infer<typeof Printed>;

/** Everything is open; from here on runs are driven. */
export const READY = { ready: true } as const;

export const PRINCIPAL: Principal = {
  tenant: TenantId.parse(toIdText('ten', 1, new Uint8Array(16))),
  user: UserId.parse(toIdText('usr', 1, new Uint8Array(16))),
  rights: ['view', 'use'],
};
