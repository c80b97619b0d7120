import type { Route, RouteParts } from '@tutti/protocol/api';
import * as z from 'zod';
import { RequestError } from './request-error.ts';

export interface GivenParts {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

const NOTHING = z.strictObject({});

/** From what came to what the route asks for; the first thing that is wrong is told. */
export function parseParts<R extends Route>(route: R, given: GivenParts): RouteParts<R> {
  const parts = {
    params: parse(route.params ?? NOTHING, given.params),
    query: parse(route.query ?? NOTHING, given.query),
    body: route.method === 'GET' ? undefined : parse(route.body ?? NOTHING, given.body),
  };
  return parts as RouteParts<R>;
}

function parse(schema: z.ZodObject, value: unknown): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = issue?.path.map(String).join('.') ?? '';
  throw new RequestError('invalid_input', [path, issue?.message ?? 'invalid'].filter(Boolean).join(': '), {
    ...(path !== '' && { path }),
  });
}
