import * as z from 'zod';
import { RANDOM_BYTES, TenantId, toIdText, UserId } from './ids.ts';

export const Tenant = z.object({ id: TenantId, name: z.string().min(1).max(200) });
export type Tenant = z.infer<typeof Tenant>;

export const Right = z.enum(['view', 'use', 'manage']);
export type Right = z.infer<typeof Right>;

/** Who asks. Every entry point takes one; nothing of another tenant is visible to it. */
export const Principal = z.object({ tenant: TenantId, user: UserId, rights: z.array(Right) });
export type Principal = z.infer<typeof Principal>;

const NOBODY_ELSE = new Uint8Array(RANDOM_BYTES);

/** For a program of one's own that knows nobody else. An installation that people share makes up its own ids. */
export const LOCAL_OWNER: Principal = Principal.parse({
  tenant: toIdText('ten', 0, NOBODY_ELSE),
  user: toIdText('usr', 0, NOBODY_ELSE),
  rights: ['view', 'use', 'manage'],
});
