/**
 * The typed client of a server: one function for all calls, typed by the contract, and two ways to follow what happens.
 * `const { run } = await createClient({ url, token }).call('submitTask', { goal: 'Plan the party' });`
 */
import { API, type Api, type RouteInput, type RouteName, type RouteOutput } from '@tutti/protocol/api';
import { callRoute, type CallOptions } from './call-route.ts';
import { followRun, type FollowOptions, type RunNews } from './follow-run.ts';
import { type ClientOptions, createLink } from './link.ts';
import { type Live, openLive } from './live/open-live.ts';

type HasBytes<Name extends RouteName> =
  Extract<Api[Name]['answers'][keyof Api[Name]['answers']], { readonly mediaType: string }> extends never
    ? false
    : true;

/** The parsed body; bytes where the answer is no JSON, nothing where it has no body. */
export type CallAnswer<Name extends RouteName> = [RouteOutput<Api[Name]>] extends [never]
  ? HasBytes<Name> extends true
    ? Uint8Array
    : undefined
  : RouteOutput<Api[Name]>;

/** Input that may be left out altogether where the route needs none of it. */
export type CallArguments<Name extends RouteName> =
  object extends RouteInput<Api[Name]>
    ? [input?: RouteInput<Api[Name]>, options?: CallOptions]
    : [input: RouteInput<Api[Name]>, options?: CallOptions];

export interface Client {
  /** Throws ProblemError where the server refuses, UnreachableError where nobody answers. */
  call<Name extends RouteName>(name: Name, ...rest: CallArguments<Name>): Promise<CallAnswer<Name>>;
  /** What happened in a run and what happens; ends with the run. */
  followRun(run: string, options?: FollowOptions): AsyncGenerator<RunNews>;
  /** One connection for many topics. */
  openLive(): Live;
}

export function createClient(options: ClientOptions): Client {
  const link = createLink(options);
  return {
    async call<Name extends RouteName>(name: Name, ...[input, callOptions]: CallArguments<Name>) {
      const call = { route: API[name], input: { ...(input as object | undefined) } };
      // Parsed by the schemas of this very route.
      return (await callRoute(link, call, callOptions)) as CallAnswer<Name>;
    },
    followRun: (run, followOptions) => followRun(link, run, followOptions),
    openLive: () => openLive(link),
  };
}
