/** A client of an A2A agent by its card, of protocol 1.0 or 0.3. Nothing goes anywhere but to the card's own host. */
import {
  Client,
  ClientFactory,
  DefaultAgentCardResolver,
  JsonRpcTransportFactory,
  RestTransportFactory,
} from '@a2a-js/sdk/client';
import type { Way } from '../open-way.ts';
import { RefusedError, toA2aError } from './to-a2a-error.ts';

export type A2aClient = Client;

const LEGACY = { enabled: true };

export async function openA2aClient(
  way: Way,
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<A2aClient> {
  const fetchImpl: typeof fetch = async (input, init = {}) => {
    const all = new Headers(init.headers);
    for (const [name, value] of Object.entries(headers)) all.set(name, value);
    const response = await way.fetch(input, { ...init, headers: all });
    if (response.status !== 401 && response.status !== 403) return response;
    throw new RefusedError(response.status, await response.text().catch(() => ''));
  };
  const options = { fetchImpl, legacyCompat: LEGACY };
  const factory = new ClientFactory({
    transports: [new JsonRpcTransportFactory(options), new RestTransportFactory(options)],
    cardResolver: new DefaultAgentCardResolver(options),
  });
  try {
    // An address that ends in .json is the card itself.
    return await (url.endsWith('.json') ? factory.createFromUrl(url, '') : factory.createFromUrl(url));
  } catch (error) {
    throw toA2aError(error, way.origin, { phase: 'before' });
  }
}
