import type { ModelOffer, ProviderPort } from '@tutti/engine';
import type { ModelCard } from '@tutti/protocol';
import type { LoadedModels } from './loaded-models.ts';

export interface LazyProvidersParts {
  readonly find: () => LoadedModels | undefined;
  readonly onChange: ProviderPort['onChange'];
}

const NO_OFFERS: readonly ModelOffer[] = [];
const NO_CARDS: readonly ModelCard[] = [];

/** Knows of nothing before models were loaded; whoever asks has them loaded first. */
export function createLazyProviders({ find, onChange }: LazyProvidersParts): ProviderPort {
  const get = () => {
    const loaded = find();
    if (!loaded) throw new TypeError('models are loaded before one of them is called');
    return loaded.providers;
  };
  return {
    offers: () => find()?.providers.offers() ?? NO_OFFERS,
    cards: () => find()?.providers.cards() ?? NO_CARDS,
    findCard: (model) => find()?.providers.findCard(model),
    connect: (model, key) => get().connect(model, key),
    probe: async (model, key, signal) => get().probe(model, key, signal),
    embed: async (model, key, call) => get().embed(model, key, call),
    onChange,
  };
}
