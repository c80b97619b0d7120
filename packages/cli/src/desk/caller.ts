import type { CallAnswer, CallArguments } from '@tutti/sdk';
import type { LocalRoute } from '@tutti/server/local';

/** A client of a server, or what answers as one in this process. */
export interface Caller {
  call<Name extends LocalRoute>(name: Name, ...input: CallArguments<Name>): Promise<CallAnswer<Name>>;
}
