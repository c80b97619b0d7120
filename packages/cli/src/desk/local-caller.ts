import type { CallAnswer, CallArguments } from '@tutti/sdk';
import type { Home } from '@tutti/server/home';
import type { LocalRoute } from '@tutti/server/local';
import type { Caller } from './caller.ts';

/** Answers in this process what a server would be asked. */
export function createLocalCaller(home: Home): Caller {
  return {
    async call<Name extends LocalRoute>(name: Name, ...[input]: CallArguments<Name>) {
      const { answerLocally } = await import('@tutti/server/local'); // Only these commands need it.
      return (await answerLocally(home, name, { ...(input as object | undefined) })) as CallAnswer<Name>;
    },
  };
}
