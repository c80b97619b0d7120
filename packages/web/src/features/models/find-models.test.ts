import { describe, expect, it } from 'vitest';
import { findModels, type ModelFilter } from './find-models.ts';
import { createModel } from './testing/create-model.ts';

const dear = createModel('openai/large', { strength: 90, price: { input: '10', output: '30' } });
const price = { input: '0.1', output: '0.2' };
const tier = { free: { requestsPerMinute: 30 }, price };
const quota = { what: 'requests', per: 'minute', limit: 30, used: 0, left: 30 } as const;
const free = createModel('groq/fast', { ...tier, routes: [{ key: 'main', state: 'ready', quotas: [quota] }] });
const local = createModel('ollama/llama', { local: true, strength: 30, price: undefined, state: 'down' });
const away = createModel('mistral/tiny', { offered: false, state: undefined, routes: [], strength: 95 });
const all = [dear, away, local, free];
const everything: ModelFilter = { text: '', provider: '', show: 'all', sort: 'best' };
const find = (changes: Partial<ModelFilter>) =>
  findModels(all, { ...everything, ...changes }).map(({ model }) => model);

describe('the models that are shown', () => {
  it('are first those that can be called, of them the free and local, of them the most capable', () => {
    expect(find({})).toEqual(['groq/fast', 'ollama/llama', 'openai/large', 'mistral/tiny']);
  });

  it.each([
    ['offered', ['groq/fast', 'ollama/llama', 'openai/large']],
    ['free', ['groq/fast']],
    ['local', ['ollama/llama']],
    ['paid', ['openai/large', 'mistral/tiny']],
    ['troubled', ['ollama/llama']],
    ['not_offered', ['mistral/tiny']],
  ] as const)('can be only those that are %s', (show, models) => {
    expect(find({ show })).toEqual(models);
  });

  it('are not free where only a key of a paid account opens them', () => {
    const charged = createModel('groq/charged', tier);
    const unopened = createModel('groq/unopened', { ...tier, offered: false, state: undefined, routes: [] });
    const show = (which: 'free' | 'paid') =>
      findModels([charged, unopened], { ...everything, show: which }).map(({ model }) => model);
    expect(show('free')).toEqual(['groq/unopened']);
    expect(show('paid')).toEqual(['groq/charged']);
  });

  it('have every word that is searched, and the provider that is chosen', () => {
    expect(find({ text: 'LLAMA oll' })).toEqual(['ollama/llama']);
    expect(find({ text: 'llama groq' })).toEqual([]);
    expect(find({ provider: 'mistral' })).toEqual(['mistral/tiny']);
  });

  it('are sorted by price exactly, and by unknown prices last', () => {
    const nearly = createModel('a/nearly', { price: { input: '0.1', output: '0.200000001' } });
    const sorted = findModels([local, nearly, dear, free], { ...everything, sort: 'cheapest' });
    expect(sorted.map(({ model }) => model)).toEqual(['groq/fast', 'a/nearly', 'openai/large', 'ollama/llama']);
  });

  it('are sorted by capability', () => {
    expect(find({ sort: 'strongest' })).toEqual(['mistral/tiny', 'openai/large', 'groq/fast', 'ollama/llama']);
  });
});
