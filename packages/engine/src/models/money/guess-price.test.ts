import { ModelCard } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import { createPriceGuesses } from './guess-price.ts';

function card(id: string, price?: ModelCard['price']): ModelCard {
  return ModelCard.parse({
    id,
    name: id,
    context: 1_000,
    output: 1_000,
    tools: false,
    structured: false,
    strength: 1,
    price,
  });
}

describe('createPriceGuesses', () => {
  const guesses = createPriceGuesses([
    card('ann/small', { input: 1, output: 5 }),
    card('ann/large', { input: 3, output: 4, cacheWrite: 9 }),
    card('ann/unknown'),
    card('free/one', { input: 0, output: 0 }),
    ...Array.from({ length: 10 }, (_, index) => card(`bob/m${index}`, { input: index * 10, output: index * 100 })),
  ]);

  it('guesses a price that nobody knows as the dearest of the same provider, part by part', () => {
    expect(guesses.guess('ann')).toEqual({ input: 9, output: 5 });
  });

  it('guesses what nine of ten models stay at or below where nothing is known of the provider', () => {
    expect(guesses.guess('nobody')).toEqual({ input: 80, output: 800 });
  });

  it('does not take a provider for free because all that is known of it is', () => {
    expect(guesses.guess('free')).toEqual(guesses.guess('nobody'));
  });
});
