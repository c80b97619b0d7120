/** An answer of a model by the schema that it was asked for with; without one, its text. */
import * as z from 'zod';

export function readAnswer<Answer>(text: string, schema: z.ZodType<Answer> | undefined): z.ZodSafeParseResult<Answer> {
  if (!schema) return { success: true, data: text as Answer };
  return z.string().transform(toJson).pipe(schema).safeParse(text);
}

function toJson(text: string, context: z.RefinementCtx): unknown {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'the text is not JSON' });
    return z.NEVER;
  }
}
