/** A refusal as RFC 9457 has it, with a code that stays the same. */
import * as z from 'zod';
import { ErrorCode } from '../error-codes.ts';

export const PROBLEM_TYPE = 'application/problem+json';

export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: ErrorCode,
    detail: z.string(),
    remedy: z.string(),
    /** The field that is meant. */
    path: z.string().optional(),
    requestId: z.string(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof Problem>;
