/**
 * The connections to the providers: bounded in number, kept open for the next call, straight to the address,
 * whatever proxy the environment names. A name that stands for a forbidden address is not connected to.
 */
import { type LookupAddress, lookup as lookupHost } from 'node:dns';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { LookupFunction, Socket } from 'node:net';
import { isForbiddenAddress } from '../../net/address.ts';
import { NetworkError } from '../../net/network-error.ts';

/** Below what servers keep an idle connection for, so that a request seldom meets one that is being closed. */
const IDLE_MS = 15_000;
/** More wait for their turn before they are sent, where no deadline runs yet. */
export const MOST_CALLS_TO_A_HOST = 1024;
/** The rest is for what is not counted among the calls: lists, embeddings, questions whether a server is back. */
const MOST_CONNECTIONS_TO_A_HOST = MOST_CALLS_TO_A_HOST + 256;
/** As many as are busy at once on a lively day: what is thrown away is shaken hands for anew. They close by themselves soon. */
const MOST_IDLE_TO_A_HOST = 128;

export interface Line {
  readonly plain: HttpAgent;
  readonly secure: HttpsAgent;
  /** Those that the other side has taken. */
  readonly connected: WeakSet<Socket>;
  close(): void;
}

/** `resolve` is how names become addresses; tests give their own. */
export function openLine(resolve: LookupFunction = lookupHost): Line {
  const options = {
    keepAlive: true,
    timeout: IDLE_MS,
    maxSockets: MOST_CONNECTIONS_TO_A_HOST,
    maxFreeSockets: MOST_IDLE_TO_A_HOST,
    lookup: createLookup(resolve),
  };
  const plain = new HttpAgent(options);
  const secure = new HttpsAgent(options);
  return {
    plain,
    secure,
    connected: new WeakSet(),
    close: () => {
      plain.destroy();
      secure.destroy();
    },
  };
}

function createLookup(resolve: LookupFunction): LookupFunction {
  return (host, options, done) => {
    resolve(host, options, (error, address, family) => {
      if (!error && toAddresses(address).some(isForbiddenAddress))
        done(
          new NetworkError(`${host} stands for an address at which no provider may live`, {
            code: 'FORBIDDEN_ADDRESS',
            phase: 'connecting',
          }),
          '',
        );
      else done(error, address, family);
    });
  };
}

function toAddresses(found: string | LookupAddress[] | undefined): readonly string[] {
  if (found === undefined) return [];
  return typeof found === 'string' ? [found] : found.map(({ address }) => address);
}
