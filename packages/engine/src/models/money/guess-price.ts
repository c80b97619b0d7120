/** A price that nobody knows is guessed high: the dearest known of the same provider, else what nine of ten models do not exceed. */
import { type ModelCard, type ModelPrice, type ProviderId, providerOf } from '@tutti/protocol';

const SHARE_BELOW = 0.9;

export interface PriceGuesses {
  guess(provider: ProviderId): ModelPrice;
}

export function createPriceGuesses(cards: readonly ModelCard[]): PriceGuesses {
  const byProvider = new Map<ProviderId, ModelPrice>();
  const known: ModelPrice[] = [];
  for (const { id, price } of cards) {
    if (!price) continue;
    known.push(price);
    const provider = providerOf(id);
    byProvider.set(provider, dearest(byProvider.get(provider), price));
  }
  const general: ModelPrice = {
    input: highOf(known, (price) => Math.max(price.input, price.cacheWrite ?? 0)),
    output: highOf(known, (price) => Math.max(price.output, price.reasoning ?? 0)),
  };
  return {
    guess: (provider) => {
      const own = byProvider.get(provider);
      // Where all that is known is free, that says nothing about the others.
      return own && own.output > 0 ? own : general;
    },
  };
}

function dearest(one: ModelPrice | undefined, other: ModelPrice): ModelPrice {
  return {
    input: Math.max(one?.input ?? 0, other.input, other.cacheWrite ?? 0),
    output: Math.max(one?.output ?? 0, other.output, other.reasoning ?? 0),
  };
}

function highOf(prices: readonly ModelPrice[], of: (price: ModelPrice) => number): number {
  const sorted = prices.map(of).toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length * SHARE_BELOW)] ?? 0;
}
