import * as z from 'zod';

/** What can be written into a journal and read back unchanged. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export const Json: z.ZodType<Json> = z.json() as z.ZodType<Json>;
