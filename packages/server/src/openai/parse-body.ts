import * as z from 'zod';
import { RequestError } from '../http/request-error.ts';

const LONGEST_MESSAGE = 500;

/** Says of the first thing that is wrong where it stands, as OpenAI writes it: `messages[0].content`. */
export function parseBody<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const param = toParam(issue?.path ?? []);
  const message = (issue?.message ?? 'invalid').slice(0, LONGEST_MESSAGE);
  throw new RequestError('invalid_input', param === '' ? message : `${param}: ${message}`, {
    ...(param !== '' && { path: param }),
  });
}

export function toParam(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${String(part)}`))
    .join('');
}

/** What is understood and cannot be done is refused, so that nobody takes an answer for another one. */
export function refuseParameter(param: string, why: string): RequestError {
  return new RequestError('parameter_unsupported', `${param}: ${why}`, { path: param });
}
