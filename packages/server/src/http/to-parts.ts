import type { Route } from '@tutti/protocol/api';
import type { GivenParts } from './parse-parts.ts';

/** As a client sends it: what the path names, and the rest as the query or the body. */
export function toParts({ params, method }: Route, input: Readonly<Record<string, unknown>>): GivenParts {
  const named = Object.keys(params?.shape ?? {});
  const entries = Object.entries(input).filter(([, value]) => value !== undefined);
  const inPath = Object.fromEntries(entries.filter(([field]) => named.includes(field)));
  const rest = Object.fromEntries(entries.filter(([field]) => !named.includes(field)));
  return method === 'GET' ? { params: inPath, query: rest, body: {} } : { params: inPath, query: {}, body: rest };
}
