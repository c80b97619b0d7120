import type * as z from 'zod';
import { InvalidInputError } from '../errors.ts';

/** Throws an InvalidInputError that names the first field that is wrong. */
export function parseInput<Value>(schema: z.ZodType<Value>, input: unknown): Value {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.join('.') ?? '';
  throw new InvalidInputError(`${field || 'the input'}: ${issue?.message ?? 'invalid'}`, field, {
    cause: parsed.error,
  });
}
