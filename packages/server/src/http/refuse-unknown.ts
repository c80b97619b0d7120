import { API, type Route } from '@tutti/protocol/api';
import { RequestError } from './request-error.ts';

interface Known {
  readonly pattern: RegExp;
  readonly methods: readonly string[];
}

/** Tells what a path would take from a path that there is none of. */
export function createRefuseUnknown(): (method: string, path: string) => RequestError {
  const known = Object.values<Route>(API).map(({ method, path }): Known => {
    const pattern = new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`);
    return { pattern, methods: method === 'GET' ? ['GET', 'HEAD'] : [method] };
  });
  return (method, path) => {
    const methods = known.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods: each }) => each);
    if (methods.length === 0) return new RequestError('route_not_found', 'there is nothing at this address');
    return new RequestError('method_not_allowed', `this address does not take ${method.slice(0, 20)}`, {
      headers: { allow: methods.join(', ') },
    });
  };
}
