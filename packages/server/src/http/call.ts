import type { EventEmitter } from 'node:events';
import type { Route, RouteParts } from '@tutti/protocol/api';
import type { IdPrefix } from '@tutti/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../access/caller.ts';

/** A request that was let in and parsed. Apart from `handler.ts`, so that who serves a call need not know all that handlers work with. */
export interface Call<R extends Route> extends RouteParts<R> {
  /** On routes with access `anyone` it is ANYONE, who has no rights. */
  readonly caller: Caller;
  readonly requestId: string;
  /** W3C traceparent, of the request or made for it. */
  readonly trace: string | undefined;
  /** New ids for what the request makes; the same ones again when the same Idempotency-Key comes again with the same body. */
  newIds<Prefix extends IdPrefix>(...prefixes: readonly Prefix[]): Promise<Record<Prefix, string>>;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** What of it is there without a request: somebody asks, and may go before there is an answer. */
export interface HomeCall<R extends Route> extends RouteParts<R> {
  readonly caller: Caller;
  readonly reply: { readonly raw: Pick<EventEmitter, 'once'> };
}
