import { describe, expect, it } from 'vitest';
import { buildCatalogue } from './build-catalogue.ts';
import { matchesPattern } from './matches-pattern.ts';
import type { ModelFacts } from './model-facts.ts';

const NO_FACTS: ModelFacts = {
  models: [],
  corrections: [],
  leftOut: [],
  freeTiers: [],
  retired: [],
  providers: {},
  names: {},
};

function build(models: Record<string, object>, facts: Partial<ModelFacts> = {}) {
  const data = { groq: { id: 'groq', models }, unheard: { id: 'unheard', models: { x: {} } } };
  return buildCatalogue({ data, source: 'test', today: '2026-11-21' }, { ...NO_FACTS, ...facts });
}

function cardOf(model: object, facts: Partial<ModelFacts> = {}) {
  const known = { id: 'm', name: 'M', limit: { context: 1_000, output: 100 }, release_date: '2026-01-01' };
  return build({ m: { ...known, ...model } }, facts).file.cards[0];
}

describe('a catalogue made of the data of models.dev', () => {
  it('holds prices in billionths of a dollar, whatever fraction of a cent they are', () => {
    const cost = { input: 0.0028, output: 0.1495, cache_read: 0.003625, cache_write: 3.75, reasoning: 2 };
    expect(cardOf({ cost })?.price).toEqual({
      input: 2_800_000,
      output: 149_500_000,
      cacheRead: 3_625_000,
      cacheWrite: 3_750_000_000,
      reasoning: 2_000_000_000,
    });
  });

  it.each([
    { tiers: [{ tier: { size: 600 }, input: 2, output: 4 }] },
    { tiers: [{ tier: { size: 900 } }, { tier: { size: 600 } }] },
  ])('ends a context where it becomes dearer, so that the price holds for all that fits: %j', (dearer) => {
    expect(cardOf({ cost: { input: 1, output: 2, ...dearer } })).toMatchObject({ context: 600, output: 100 });
  });

  it('knows the older form of that too', () => {
    const cost = { input: 1, output: 2, context_over_200k: { input: 2, output: 4 } };
    expect(cardOf({ cost, limit: { context: 1_000_000, output: 100 } })).toMatchObject({ context: 200_000 });
  });

  it('takes sound in only where it costs no more than words', () => {
    const modalities = { input: ['text', 'audio', 'image', 'smell'], output: ['text'] };
    expect(cardOf({ modalities })?.input).toEqual(['text', 'image', 'audio']);
    expect(cardOf({ modalities, cost: { input: 1, output: 1, input_audio: 2 } })?.input).toEqual(['text', 'image']);
  });

  it('leaves out what answers with something else than text, what is left out by name, and what has no context', () => {
    expect(cardOf({ modalities: { input: ['text'], output: ['image'] } })).toBeUndefined();
    expect(cardOf({}, { leftOut: ['groq/*'] })).toBeUndefined();
    expect(cardOf({ limit: { context: 0 } })).toBeUndefined();
  });

  it('gives a model its free tier and its corrections, the first that fits before the others', () => {
    const tier = (models: string[], requestsPerDay: number) => ({
      provider: 'groq',
      models,
      limits: { requestsPerDay },
      shared: false,
      source: 'test',
      read: '2026-07-01',
    });
    const corrections = [
      { models: ['groq/m'], set: { tools: true }, source: 'test' },
      { models: ['groq/*'], set: { tools: false, structured: true }, source: 'test' },
    ];
    const card = cardOf({}, { freeTiers: [tier(['m*'], 7), tier(['*'], 9)], corrections });
    expect(card).toMatchObject({ free: { requestsPerDay: 7 }, tools: true, structured: true });
  });

  it('counts what it does not understand and goes on, and knows a model that has retired', () => {
    const fine = { id: 'm', name: 'M', limit: { context: 9 }, status: 'deprecated', release_date: '2026-01-01' };
    const { file, unreadable } = build({ m: fine, broken: { id: 'b', limit: 'much' } });
    expect(unreadable).toBe(1);
    expect(file.cards).toMatchObject([{ id: 'groq/m', output: 9, retired: {} }]);
  });

  it('is as old as its newest model, unless that is still to come', () => {
    const model = (id: string, day: string) => ({ id, name: id, limit: { context: 9 }, release_date: day });
    const { file } = build({ a: model('a', '2026-03-01'), b: model('b', '2027-01-01'), c: model('c', 'soon') });
    expect(file.asOf).toBe('2026-03-01');
  });

  it.each([[[]], ['<html>'], [{ groq: { models: 7 } }]])('is refused where the data has another shape: %j', (data) => {
    expect(() => buildCatalogue({ data, source: 'test', today: '2026-11-21' }, NO_FACTS)).toThrow();
  });
});

describe('a pattern', () => {
  it.each([
    ['a/b', 'a/b', true],
    ['a/bc', 'a/b', false],
    ['a/bc', 'a/b*', true],
    ['a/b', '*b', true],
    ['aXbXc', 'a*b*c', true],
    ['ab', 'ab*b', false],
    ['llama:free', '*:free', true],
    ['free', '*:free', false],
  ])('%s fits %s: %s', (name, pattern, fits) => {
    expect(matchesPattern(name, pattern)).toBe(fits);
  });
});
