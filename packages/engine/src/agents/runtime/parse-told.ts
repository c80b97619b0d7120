/** The answer of somebody who was asked for data, but is bound to nothing: often the data stand between fences. */
import * as z from 'zod';

const FENCED = /^\s*```(?:json)?\s*\n([\s\S]*?)\n\s*```\s*$/;

export function parseTold<Answer>(text: string, schema: z.ZodType<Answer> | undefined): z.ZodSafeParseResult<Answer> {
  if (!schema) return { success: true, data: text as Answer };
  return z.string().transform(toJson).pipe(schema).safeParse(text);
}

function toJson(text: string, context: z.RefinementCtx): unknown {
  try {
    return JSON.parse(FENCED.exec(text)?.[1] ?? text);
  } catch {
    context.addIssue({ code: 'custom', message: 'the text is not JSON' });
    return z.NEVER;
  }
}
