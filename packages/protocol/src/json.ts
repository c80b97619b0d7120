import * as z from 'zod';

/** What can be written into a journal and read back unchanged. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export const Json: z.ZodType<Json> = z.json() as z.ZodType<Json>;

/** The same text for the same value, whatever the order in which its keys were set: what a hash of a state is made of. */
export function toCanonicalText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => toCanonicalText(item ?? null)).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value ?? null);
  const present = Object.entries(value).filter(([, item]) => item !== undefined);
  const sorted = present.toSorted(([one], [other]) => (one < other ? -1 : 1));
  return `{${sorted.map(([key, item]) => `${JSON.stringify(key)}:${toCanonicalText(item)}`).join(',')}}`;
}
