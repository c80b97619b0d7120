import * as z from 'zod';
import { TenantId, UserId } from './ids.ts';

export const Tenant = z.object({ id: TenantId, name: z.string().min(1).max(200) });
export type Tenant = z.infer<typeof Tenant>;

export const Right = z.enum(['view', 'use', 'manage']);
export type Right = z.infer<typeof Right>;

/** Who asks. Every entry point takes one; nothing of another tenant is visible to it. */
export const Principal = z.object({ tenant: TenantId, user: UserId, rights: z.array(Right) });
export type Principal = z.infer<typeof Principal>;
