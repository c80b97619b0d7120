import type { Api, Route, RouteName, RouteOutput } from '@tutti/protocol/api';
import type { Call, HomeCall } from './call.ts';
import type { ServerDeps } from '../server-deps.ts';

export interface Reply<R extends Route> {
  readonly status: keyof R['answers'] & number;
  readonly body?: RouteOutput<R> | Uint8Array | string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** `sent`: the handler took the socket over, as a stream does. */
export type Handler<R extends Route> = (call: Call<R>, deps: ServerDeps) => Promise<Reply<R> | 'sent'>;

/** It needs no more than a home, so it also answers in the process of a command, where no server runs. */
export type HomeHandler<R extends Route> = (call: HomeCall<R>, deps: Pick<ServerDeps, 'home'>) => Promise<Reply<R>>;

/** One for each route of the contract: a missing one is a type error. */
export type Handlers = { readonly [Name in RouteName]: Handler<Api[Name]> };
