/** From what a caller gives in one object to path, query and body. */
import type { Route } from '@tutti/protocol/api';

export interface RoutedRequest {
  /** With its query, behind the address of the server. */
  readonly path: string;
  readonly body: string | undefined;
}

export function toRequest(route: Route, input: Readonly<Record<string, unknown>>): RoutedRequest {
  const rest = new Map(Object.entries(input).filter(([, value]) => value !== undefined));
  const take = (name: string) => {
    const value = rest.get(name);
    rest.delete(name);
    return value;
  };
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(toText(take(name))));
  // What belongs nowhere goes where the server sees and refuses it.
  const inQuery = route.body ? Object.keys(route.query?.shape ?? {}) : [...rest.keys()];
  const query = new URLSearchParams();
  for (const name of inQuery) {
    const value = take(name);
    if (value !== undefined) query.set(name, toText(value));
  }
  const search = query.size > 0 ? `?${query.toString()}` : '';
  return { path: `${path}${search}`, body: route.body ? JSON.stringify(Object.fromEntries(rest)) : undefined };
}

function toText(value: unknown): string {
  return Array.isArray(value) ? value.map(toText).join(',') : String(value);
}
