/** Routes beside those of the contract, such as the endpoint that speaks as OpenAI does: let in in the same way, answered in their own. */
import type { Right } from '@tutti/protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../access/caller.ts';
import type { ServerDeps } from '../server-deps.ts';
import { admitRequest, assertNotDraining } from './admit-request.ts';
import type { RequestBook } from './request-book.ts';

export interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

export interface Admitted {
  readonly caller: Caller;
  /** W3C traceparent, of the request or made for it. */
  readonly trace: string | undefined;
}

export interface MountTools {
  readonly deps: ServerDeps;
  /**
   * To be called in `onRequest`, before the body is read: who it is, whether they may, whether a browser proves its change, whether the
   * server still takes work. `bodyLimitBytes` where it is not the server's own; then the route's `bodyLimit` has to be the same.
   */
  admit(access: Right, exchange: Exchange, options?: { readonly bodyLimitBytes?: number }): Promise<void>;
  /** Of a request that was admitted. */
  find(request: FastifyRequest): Admitted;
}

/** Adds its routes. Errors that they throw become problem documents, unless the route has an `errorHandler` of its own. */
export type Mount = (app: FastifyInstance, tools: MountTools) => void;

export function createMountTools(deps: ServerDeps, book: RequestBook): MountTools {
  return {
    deps,
    async admit(access, exchange, { bodyLimitBytes = deps.config.bodyLimitBytes } = {}) {
      const changes = exchange.request.method !== 'GET';
      await admitRequest({ access, changes, bodyLimitBytes }, exchange, { deps, book });
      if (changes) assertNotDraining(deps);
    },
    find(request) {
      const facts = book.find(request);
      if (!facts?.caller) throw new TypeError('the request was not admitted');
      return { caller: facts.caller, trace: facts.trace };
    },
  };
}
