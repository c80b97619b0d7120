import { InvalidInputError, type ModelKey } from '@tutti/engine';
import type { ModelCard, ModelId } from '@tutti/protocol';
import { createHash } from 'node:crypto';
import type { Api, Family } from './families/family.ts';
import { findFamily } from './families/find-family.ts';
import { isOwnHost, toHost } from '../net/address.ts';
import { parseBaseUrl } from './net/base-url.ts';
import type { ProviderConfig, ProviderKey } from './provider-config.ts';

/** A key as the router sees it, and the secret that it never sees. */
export interface EndpointKey {
  readonly offered: ModelKey;
  readonly secret: string;
}

/** One address of one provider, with all the keys that may be sent there. */
export interface Endpoint {
  readonly provider: string;
  readonly family: Family;
  readonly base: URL;
  readonly baseUrl: string;
  readonly api: Api;
  /** In the own network. */
  readonly near: boolean;
  readonly local: boolean | undefined;
  readonly parallel: number | undefined;
  readonly models: readonly (ModelId | ModelCard)[] | undefined;
  /** Empty: it is called without one. */
  readonly keys: readonly EndpointKey[];
}

/** Rejects what no key may be sent to. A provider that needs a key and has none, or has no address, has no endpoint. */
export function toEndpoints(config: ProviderConfig): readonly Endpoint[] {
  const family = findFamily(config.provider);
  const addresses = new Map<string, ProviderKey[]>();
  for (const key of config.keys) {
    const address = key.baseUrl ?? config.baseUrl ?? family.baseUrl;
    if (address === undefined)
      throw new InvalidInputError(`${config.provider} has no address of its own: give its base URL`, 'baseUrl');
    addresses.set(address, [...(addresses.get(address) ?? []), key]);
  }
  const open = config.baseUrl ?? family.baseUrl;
  const endpoints = [...addresses].map(([address, keys]) => toEndpoint(config, address, keys));
  // A key that only one tenant may use takes nothing from the others.
  const isOpen = !family.needsKey && config.keys.every(({ tenant }) => tenant !== undefined);
  return isOpen && open !== undefined ? [...endpoints, toEndpoint(config, open, [])] : endpoints;
}

function toEndpoint(config: ProviderConfig, address: string, keys: readonly ProviderKey[]): Endpoint {
  const { provider, api, local, parallel, models } = config;
  const base = parseBaseUrl(address);
  const family = findFamily(provider);
  return {
    provider,
    family,
    base,
    baseUrl: base.href.replace(/\/+$/, ''),
    api: api ?? family.api ?? 'chat',
    near: isOwnHost(toHost(base)),
    local,
    parallel,
    models,
    keys: keys.map((key) => toEndpointKey(provider, key)),
  };
}

function toEndpointKey(provider: string, { id, name, secret, tenant, billing, limits }: ProviderKey): EndpointKey {
  return {
    secret,
    offered: {
      id: id ?? `${provider}/${name}`,
      name,
      fingerprint: createHash('sha256').update(`tutti provider key\0${secret}`).digest('hex').slice(0, 16),
      ...(tenant !== undefined && { tenant }),
      ...(billing !== undefined && { billing }),
      ...(limits !== undefined && { limits }),
    },
  };
}
