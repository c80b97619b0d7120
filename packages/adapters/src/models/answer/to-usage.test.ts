import { describe, expect, it } from 'vitest';
import { toUsage } from './to-usage.ts';

type Told = Parameters<typeof toUsage>[0];

describe('what a provider tells of its usage', () => {
  it.each([
    ['nothing', {}, {}],
    ['zeros', { total: 0 }, { total: 0 }],
    ['numbers below zero', { total: -4 }, { total: -1 }],
    ['no numbers', { total: Number.NaN }, { total: Number.POSITIVE_INFINITY }],
  ])('is not told where it is %s', (_title, input, output) => {
    expect(toUsage(toTold(input, output))).toBeUndefined();
  });

  it('keeps what is told where only half is', () => {
    expect(toUsage(toTold({}, { total: 7 }))).toEqual({ inputTokens: 0, outputTokens: 7, costNanoUsd: 0 });
    expect(toUsage(toTold({ total: 12.2 }, {}))).toEqual({ inputTokens: 13, outputTokens: 0, costNanoUsd: 0 });
  });

  it('counts no part as more than its whole', () => {
    const usage = toUsage(toTold({ total: 10, cacheRead: 8, cacheWrite: 9 }, { total: 5, reasoning: 50 }));
    expect(usage).toEqual({
      inputTokens: 10,
      outputTokens: 5,
      cacheReadTokens: 8,
      cacheWriteTokens: 2,
      reasoningTokens: 5,
      costNanoUsd: 0,
    });
  });

  it('hands on a number that is beyond all reason: who chose the model judges it', () => {
    expect(toUsage(toTold({ total: 1e12 }, { total: 3 }))).toMatchObject({ inputTokens: 1e12, outputTokens: 3 });
  });
});

function toTold(input: Partial<Told['inputTokens']>, output: Partial<Told['outputTokens']>): Told {
  return {
    inputTokens: { total: undefined, noCache: undefined, cacheRead: undefined, cacheWrite: undefined, ...input },
    outputTokens: { total: undefined, text: undefined, reasoning: undefined, ...output },
  };
}
