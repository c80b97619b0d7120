/** The providers as the API shows them to a tenant: never a secret, and addresses only to those who manage. */
import { type ProviderId, providerOf, type TenantId } from '@tutti/protocol';
import { type ProviderKeyView, type ProviderView, toTime } from '@tutti/protocol/api';
import { PROVIDER_NAMES, type ProviderSetting, type SetKey } from '../config/model-settings.ts';
import { SETTINGS } from '../config/settings.ts';
import { sha256 } from '../sha256.ts';
import type { HomeModels } from './home-models.ts';
import type { LoadedModels } from './loaded-models.ts';
import { type KeptKey, OFF } from './key-ring.ts';
import { listOwnServers } from './list-own-servers.ts';
import { toOwnOffer } from './to-own-offer.ts';
import { findFamily, findOwnUrl } from './sort-configs.ts';

export interface Viewer {
  readonly tenant: TenantId;
  readonly manages: boolean;
}

const FINGERPRINT_LENGTH = 8;

export async function listProviders(models: HomeModels, viewer: Viewer): Promise<readonly ProviderView[]> {
  const loaded = await models.load(viewer.tenant);
  const kept = await models.listKeys(viewer.tenant);
  const known = PROVIDER_NAMES.map(({ provider }) => provider);
  const all = new Set([...known, ...kept.map(({ provider }) => provider)]);
  return [...all].map((provider) => {
    const set = models.settings.providers.find((each) => each.provider === provider);
    const own = kept.filter((key) => key.provider === provider);
    return toProviderView({ provider, set, kept: own, loaded }, viewer);
  });
}

export async function getProviderKey(
  models: HomeModels,
  viewer: Viewer,
  { provider, name }: { provider: ProviderId; name: string },
): Promise<ProviderKeyView | undefined> {
  const kept = await models.listKeys(viewer.tenant);
  const key = kept.find((each) => each.provider === provider && each.name === name);
  return key && toStoredKeyView(key, viewer);
}

interface ProviderFacts {
  readonly provider: ProviderId;
  readonly set: ProviderSetting | undefined;
  readonly kept: readonly KeptKey[];
  readonly loaded: LoadedModels;
}

function toProviderView(facts: ProviderFacts, viewer: Viewer): ProviderView {
  const { provider, set, kept } = facts;
  const names = PROVIDER_NAMES.find((each) => each.provider === provider);
  const baseUrl = set?.baseUrl ?? findOwnUrl(provider);
  const keys = [
    ...(set?.keys ?? []).map((key) => toSetKeyView(provider, key, { baseUrl, viewer })),
    ...kept.map((key) => toStoredKeyView(key, viewer)),
  ];
  const models = countModels(facts, viewer.tenant);
  return {
    provider,
    name: names?.title ?? provider,
    ...toState(facts, { models, viewer, keys }),
    ...(viewer.manages && baseUrl !== undefined && { baseUrl }),
    local: findFamily(provider)?.needsKey === false && provider === 'ollama',
    models,
    variables: names?.keys === undefined ? [] : [...SETTINGS[names.keys].variables],
    keys,
  };
}

function countModels({ provider, loaded }: ProviderFacts, tenant: TenantId): number {
  const offers = loaded.providers.offers().filter(({ card }) => providerOf(card.id) === provider);
  return new Set(offers.flatMap((offer) => toOwnOffer(offer, tenant)?.card.id ?? [])).size;
}

interface Seen {
  readonly models: number;
  readonly viewer: Viewer;
  readonly keys: readonly ProviderKeyView[];
}

function toState(
  { provider, set, loaded }: ProviderFacts,
  { models, viewer, keys }: Seen,
): Pick<ProviderView, 'state' | 'detail'> {
  if (set?.baseUrl === OFF) return { state: 'not_found', detail: 'it is switched off' };
  if (models > 0) return { state: 'ready' };
  const asked = listOwnServers(loaded, { provider, tenant: viewer.tenant });
  const why = asked.find(({ message }) => message !== undefined)?.message;
  if (asked.length > 0) return { state: 'not_found', ...(viewer.manages && why !== undefined && { detail: why }) };
  if (keys.some(({ readable }) => !readable))
    return { state: 'no_key', detail: 'its keys were encrypted with another key file than this server has' };
  return { state: 'no_key' };
}

function toSetKeyView(
  provider: ProviderId,
  { name, secret, from, paid }: SetKey,
  { baseUrl, viewer }: { baseUrl: string | undefined; viewer: Viewer },
): ProviderKeyView {
  const fingerprint = sha256(`tutti provider key|${provider}|${secret}`).slice(0, FINGERPRINT_LENGTH);
  return {
    name,
    from,
    billing: paid ? 'paid' : 'free',
    readable: true,
    ...(viewer.manages && { fingerprint, host: toHost(baseUrl) }),
  };
}

function toStoredKeyView(key: KeptKey, { manages }: Viewer): ProviderKeyView {
  const { name, fingerprint, baseUrl, at, by } = key;
  return {
    name,
    from: 'stored',
    storedAt: toTime(at),
    by,
    readable: 'secret' in key,
    ...('secret' in key && { billing: key.paid ? ('paid' as const) : ('free' as const) }),
    ...(manages && { fingerprint, host: toHost(baseUrl) }),
  };
}

function toHost(baseUrl: string | undefined): string | undefined {
  return baseUrl === undefined ? undefined : URL.parse(baseUrl)?.host;
}
