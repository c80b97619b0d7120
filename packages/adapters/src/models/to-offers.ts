/** What can be called: of each address, the models that it has, each with the keys that reach it. */
import type { ModelOffer } from '@tutti/engine';
import { ModelCard, providerOf } from '@tutti/protocol';
import { guessStrength } from './live/guess-strength.ts';
import type { LiveLists } from './live/create-live-lists.ts';
import { MOST_CALLS_TO_A_HOST } from './net/line.ts';
import type { Endpoint, EndpointKey } from './to-endpoints.ts';

/** Of a model that was named without saying more. */
const UNKNOWN_CONTEXT = 8192;
const UNKNOWN_OUTPUT = 4096;

/** An offer, and how it is reached. */
export interface Offered {
  readonly offer: ModelOffer;
  readonly endpoint: Endpoint;
}

export interface OfferSources {
  readonly catalogue: ReadonlyMap<string, ModelCard>;
  readonly live: LiveLists;
}

export function toOffers(endpoints: readonly Endpoint[], sources: OfferSources): readonly Offered[] {
  return endpoints.flatMap((endpoint) => {
    const byModel = new Map<string, { card: ModelCard; keys: EndpointKey[] }>();
    for (const key of endpoint.keys.length === 0 ? [undefined] : endpoint.keys)
      for (const card of listCards(endpoint, key, sources)) {
        const found = byModel.get(card.id) ?? { card, keys: [] };
        if (key) found.keys.push(key);
        byModel.set(card.id, found);
      }
    return [...byModel.values()].map(({ card, keys }) => ({
      endpoint,
      offer: {
        card,
        keys: keys.map(({ offered }) => offered),
        local: card.local,
        host: endpoint.base.host,
        ...toCapacity(endpoint),
      },
    }));
  });
}

function listCards(endpoint: Endpoint, key: EndpointKey | undefined, sources: OfferSources): readonly ModelCard[] {
  const { provider, family, models } = endpoint;
  if (models)
    return models.map((model) => toCard(model, endpoint, sources)).filter(({ id }) => providerOf(id) === provider);
  if (family.listing) return sources.live.cardsOf(endpoint, key);
  return [...sources.catalogue.values()].filter(({ id, retired }) => !retired && providerOf(id) === provider);
}

/** A card that was given by hand counts more than the catalogue's. */
function toCard(model: string | ModelCard, { local, near }: Endpoint, { catalogue }: OfferSources): ModelCard {
  if (typeof model !== 'string') return model;
  const name = model.slice(model.indexOf('/') + 1);
  return (
    catalogue.get(model) ??
    ModelCard.parse({
      id: model,
      name,
      context: UNKNOWN_CONTEXT,
      output: UNKNOWN_OUTPUT,
      tools: true,
      structured: false,
      strength: guessStrength(name),
      local: local ?? near,
    })
  );
}

/** Ollama works on one call at a time unless it was told otherwise, and so do most servers on one machine. */
function toCapacity({ parallel, family, near }: Endpoint): { parallel: number } {
  if (parallel !== undefined) return { parallel };
  return { parallel: near && family.listing === 'ollama' ? 1 : MOST_CALLS_TO_A_HOST };
}
