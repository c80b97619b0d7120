import { InvalidInputError } from '@tutti/engine';
import type { Json } from '@tutti/protocol';
import * as z from 'zod';

/** A tool's input, or an error that says which field is wrong and that nothing has happened. */
export function parseToolInput<Input>(schema: z.ZodType<Input>, input: Json): Input {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new InvalidInputError(z.prettifyError(parsed.error), parsed.error.issues[0]?.path.join('.') || 'input');
}
