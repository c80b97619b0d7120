import * as z from 'zod';
import { Hash } from './ids.ts';
import { Json } from './json.ts';

/** A value in an event: in place when it is small, else in the blob table under its hash. */
export const Payload = z.union([z.object({ value: Json }), z.object({ blob: Hash, bytes: z.int().nonnegative() })]);
export type Payload = z.infer<typeof Payload>;

export const INLINE_LIMIT_BYTES = 64 * 1024;
