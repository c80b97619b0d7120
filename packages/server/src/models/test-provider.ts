/** One cheap call with each key: the only way to know that a provider can be used. */
import type { ModelKey, ModelOffer } from '@tutti/engine';
import { ERRORS, type FailureClass, type ModelId, type ProviderId, providerOf, type TenantId } from '@tutti/protocol';
import type { ProviderTestView } from '@tutti/protocol/api';
import type { HomeModels } from './home-models.ts';
import { listOwnServers } from './list-own-servers.ts';
import type { LoadedModels } from './loaded-models.ts';
import { toOwnOffer } from './to-own-offer.ts';

export interface TestWish {
  readonly provider: ProviderId;
  /** Only this one. */
  readonly key?: string | undefined;
  /** Absent: the cheapest. */
  readonly model?: ModelId | undefined;
  readonly signal: AbortSignal;
}

/** Empty where it has no key that can be tried. */
export async function testProvider(
  models: HomeModels,
  tenant: TenantId,
  wish: TestWish,
): Promise<readonly ProviderTestView[]> {
  const loaded = await models.load(tenant);
  // What a key opens may have changed since somebody last looked.
  await loaded.providers.refresh();
  const offers = loaded.providers
    .offers()
    .filter(({ card }) => providerOf(card.id) === wish.provider && (wish.model === undefined || card.id === wish.model))
    .flatMap((offer) => toOwnOffer(offer, tenant) ?? []);
  const keys = new Map(offers.flatMap(({ keys: each }) => each).map((key) => [key.id, key]));
  const chosen = [...keys.values()].filter(({ name }) => wish.key === undefined || name === wish.key);
  const tried = wish.key === undefined && offers.some(({ keys: each }) => each.length === 0) ? [undefined] : [];
  const tests = [...chosen, ...tried].map((key) => testKey(loaded, { offers, key, signal: wish.signal }));
  const servers = listOwnServers(loaded, { ...wish, tenant });
  return [...(await Promise.all(tests)), ...listDown(servers, wish, keys)];
}

interface Trial {
  readonly offers: readonly ModelOffer[];
  readonly key: ModelKey | undefined;
  readonly signal: AbortSignal;
}

async function testKey({ models, providers }: LoadedModels, { offers, key, signal }: Trial): Promise<ProviderTestView> {
  const open = offers.filter(({ keys }) => (key ? keys.some(({ id }) => id === key.id) : keys.length === 0));
  const [cheapest] = open.toSorted((one, other) => toRank(one) - toRank(other));
  const named = key && { key: key.name };
  if (!cheapest) return { ...named, ok: false, tookMs: 0, ...toWords('not_found', 'it opens no model') };
  const startedAt = performance.now();
  const { id: model } = cheapest.card;
  const result = await providers.probe(model, key?.id, signal);
  const tookMs = Math.round(performance.now() - startedAt);
  if (result.status === 'ok') {
    models.confirm(model, key?.id);
    return { ...named, model, ok: true, tookMs };
  }
  return { ...named, model, ok: false, tookMs, ...toWords(result.class, result.message) };
}

/** Servers that were asked for their models and did not tell any: nothing of theirs can be tried. */
function listDown(
  servers: ReturnType<typeof listOwnServers>,
  { key }: TestWish,
  tried: ReadonlyMap<string, ModelKey>,
): readonly ProviderTestView[] {
  const names = new Set([...tried.values()].map(({ name }) => name));
  const down = servers.filter(({ models }) => models === 0);
  const meant = down.filter((server) => key === undefined || server.key === key);
  return meant
    .filter((server) => server.key === undefined || !names.has(server.key))
    .map((server) => ({
      ...(server.key !== undefined && { key: server.key }),
      ok: false,
      tookMs: 0,
      ...toWords('unreachable', server.message ?? `${server.host} lists no models`),
    }));
}

/** Chat before embeddings, what has a known price before what has none, free before paid, small before large. */
function toRank({ card }: ModelOffer): number {
  const price = (card.price?.input ?? 0) + (card.price?.output ?? 0);
  const unlike = (card.kind === 'chat' ? 0 : 1e15) + (card.price || card.local ? 0 : 1e14);
  return unlike + (card.free || card.local ? 0 : 1e13 + price) + card.strength;
}

const REMEDIES: Readonly<Record<FailureClass, string>> = {
  unauthorized: ERRORS.provider_key_refused[1],
  rate_limited: 'Wait a moment: the key counts, and others use it right now.',
  quota_exhausted: 'Wait until its quota begins anew, or store another key.',
  overloaded: 'Try again later: the provider has too much to do.',
  timed_out: 'Try again later, or check whether a proxy stands in between.',
  unreachable: 'Check the address, and whether this machine reaches it.',
  cut: 'Try again: the connection was cut.',
  malformed: 'Check that the address is that of the API, not of a page.',
  context_overflow: 'Try another model.',
  content_filtered: 'Try another model.',
  bad_request: 'Try another model, or check that the address is that of the right API.',
  not_found: 'Check the address and the model: `tutti models` lists what there is.',
};

function toWords(failure: FailureClass, message: string) {
  return { class: failure, message, remedy: REMEDIES[failure] };
}
