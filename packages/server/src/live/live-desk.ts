import type { Server } from 'node:http';
import type { Api } from '@tutti/protocol/api';
import type { Call } from '../http/call.ts';

/** Where everybody who follows something live is served. */
export interface LiveDesk {
  /** Takes the upgrades to `/ws` of this server. */
  attach(server: Server): void;
  /** The events of a run as an event stream, on a response that is taken over. */
  streamEvents(call: Call<Api['readEvents']>): Promise<'sent'>;
  readonly followers: number;
  /** Tells everybody that the server restarts, and ends every connection. */
  close(): Promise<void>;
}
