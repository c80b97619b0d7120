/** What every route of the endpoint works with. */
import type { Gateway, ProviderPort } from '@tutti/engine';
import type { Caller } from '../access/caller.ts';
import type { ServerDeps } from '../server-deps.ts';
import type { TargetBook } from './target-book.ts';

export interface OpenAiDesk {
  readonly deps: ServerDeps;
  readonly gateway: Gateway;
  readonly providers: ProviderPort;
  readonly targets: TargetBook;
}

/** Who asks. */
export interface OpenAiCaller {
  readonly caller: Caller;
  readonly trace: string | undefined;
}
