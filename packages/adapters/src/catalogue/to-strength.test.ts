import { describe, expect, it } from 'vitest';
import { toBillions, toStrength } from './to-strength.ts';

const asOf = '2026-06-30';
const price = (input: number, output: number) => ({ input: input * 1e9, output: output * 1e9 });

describe('the strength of a model', () => {
  it.each([
    ['llama-3.3-70b-versatile', 70],
    ['mixtral-8x7b', 56],
    ['gemma-3n-e4b-it', 4],
    ['ling-2.6-1t', 1_000],
    ['qwen3.5-0.8b', 0.8],
    ['gpt-5.4', undefined],
    ['command-r7b-12-2024', undefined],
  ])('knows the size of %s', (id, billions) => {
    expect(toBillions(id)).toBe(billions);
  });

  it('takes a model of which a part works at a time for one between the two sizes', () => {
    expect(toBillions('qwen3-235b-a22b')).toBeCloseTo(71.9, 1);
  });

  it('is the same for the same facts, and a whole number from 0 to 100', () => {
    const facts = { id: 'openai/gpt-5.5-pro', price: price(3_000, 18_000), released: '2026-06-01', reasoning: true };
    expect(toStrength(facts, asOf)).toBe(100);
    expect(toStrength({ id: 'acme/tiny', price: price(0.001, 0.001), released: '2020-01-01' }, asOf)).toBe(10);
    expect(toStrength({ id: 'acme/who-knows' }, asOf)).toBe(42);
  });

  it('is more for a dearer, a larger, a newer and a reasoning one', () => {
    const plain = { id: 'acme/one-8b', price: price(1, 3), released: '2025-06-30' };
    const strength = toStrength(plain, asOf);
    for (const better of [
      { price: price(2, 6) },
      { id: 'acme/one-80b' },
      { released: '2026-03-01' },
      { reasoning: true },
    ])
      expect(toStrength({ ...plain, ...better }, asOf)).toBeGreaterThan(strength);
  });

  it('does not take an old high price for ability', () => {
    const old = toStrength({ id: 'openai/gpt-4', price: price(30, 60), released: '2023-03-14' }, asOf);
    const fresh = toStrength({ id: 'acme/new', price: price(2, 10), released: '2026-06-01' }, asOf);
    expect(fresh).toBeGreaterThan(old);
  });
});
