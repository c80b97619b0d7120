import type { ModelPrice } from '@tutti/protocol';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitOutput, fits, priceAtWorst, priceUsage } from './price-usage.ts';

const anyPart = fc.nat({ max: 200_000_000_000 });
const anyPrice: fc.Arbitrary<ModelPrice> = fc.record(
  { input: anyPart, output: anyPart, cacheRead: anyPart, cacheWrite: anyPart, reasoning: anyPart },
  { requiredKeys: ['input', 'output'] },
);
const anyTokens = fc.nat({ max: 2_000_000 });
const anyUsage = fc.record(
  {
    inputTokens: anyTokens,
    outputTokens: anyTokens,
    cacheReadTokens: anyTokens,
    cacheWriteTokens: anyTokens,
    reasoningTokens: anyTokens,
  },
  { requiredKeys: ['inputTokens', 'outputTokens'] },
);

/** The same in whole numbers of any size, rounded up once. */
function priceExactly(parts: readonly (readonly [number, number])[]): number {
  const sum = parts.reduce((total, [tokens, each]) => total + BigInt(tokens) * BigInt(each), 0n);
  return Number((sum + 999_999n) / 1_000_000n);
}

describe('priceUsage', () => {
  it('charges cached, cache-written and reasoning tokens once, each at its own price', () => {
    const price = {
      input: 3_000_000,
      output: 15_000_000,
      cacheRead: 300_000,
      cacheWrite: 3_750_000,
      reasoning: 20_000_000,
    };
    const usage = {
      inputTokens: 1_000,
      outputTokens: 500,
      cacheReadTokens: 600,
      cacheWriteTokens: 100,
      reasoningTokens: 200,
    };
    expect(priceUsage(price, usage)).toBe(300 * 3 + 600 * 0.3 + 100 * 3.75 + 300 * 15 + 200 * 20);
  });

  it('takes parts that have no price of their own for the rest', () => {
    const price = { input: 2_000_000, output: 4_000_000 };
    const usage = { inputTokens: 10, outputTokens: 10, cacheReadTokens: 5, cacheWriteTokens: 5, reasoningTokens: 10 };
    expect(priceUsage(price, usage)).toBe(60);
  });

  it('rounds up once, and never to nothing', () => {
    expect(priceUsage({ input: 1, output: 1 }, { inputTokens: 1, outputTokens: 1 })).toBe(1);
    expect(priceUsage({ input: 500_000, output: 500_000 }, { inputTokens: 1, outputTokens: 1 })).toBe(1);
    expect(priceUsage({ input: 0, output: 0 }, { inputTokens: 9, outputTokens: 9 })).toBe(0);
  });

  it('is exact where tokens times price is more than a number can hold', () => {
    fc.assert(
      fc.property(anyPrice, anyTokens, anyTokens, (price, inputTokens, outputTokens) => {
        const parts = [
          [inputTokens, price.input],
          [outputTokens, price.output],
        ] as const;
        expect(priceUsage(price, { inputTokens, outputTokens })).toBe(priceExactly(parts));
      }),
    );
  });

  it('never says less for more tokens', () => {
    fc.assert(
      fc.property(anyPrice, anyUsage, fc.tuple(anyTokens, anyTokens), (price, usage, [moreIn, moreOut]) => {
        const more = { ...usage, inputTokens: usage.inputTokens + moreIn, outputTokens: usage.outputTokens + moreOut };
        // What more is cached may be cheaper, so the parts stay as they were.
        const parts = { cacheReadTokens: 0, cacheWriteTokens: 0, reasoningTokens: 0 };
        expect(priceUsage(price, { ...more, ...parts })).toBeGreaterThanOrEqual(
          priceUsage(price, { ...usage, ...parts }),
        );
      }),
    );
  });
});

describe('priceAtWorst', () => {
  it('is never below what a usage within its bounds costs', () => {
    fc.assert(
      fc.property(anyPrice, anyUsage, fc.tuple(anyTokens, anyTokens), (price, usage, [moreIn, moreOut]) => {
        const bounds = { input: usage.inputTokens + moreIn, output: usage.outputTokens + moreOut };
        expect(priceUsage(price, usage)).toBeLessThanOrEqual(priceAtWorst(price, bounds));
      }),
      { numRuns: 1_000 },
    );
  });

  it('never says less for wider bounds', () => {
    fc.assert(
      fc.property(
        anyPrice,
        fc.tuple(anyTokens, anyTokens),
        fc.tuple(anyTokens, anyTokens),
        (price, [input, output], more) => {
          const wider = { input: input + more[0], output: output + more[1] };
          expect(priceAtWorst(price, { input, output })).toBeLessThanOrEqual(priceAtWorst(price, wider));
        },
      ),
    );
  });
});

describe('fitOutput', () => {
  it('finds as many tokens as fit into what is left, and hardly any less than could', () => {
    const anyLeft = fc.record(
      { tokens: fc.nat({ max: 4_000_000 }), costNanoUsd: fc.nat({ max: 100_000_000_000 }) },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(anyPrice, anyTokens, anyLeft, (price, input, left) => {
        const output = fitOutput(price, input, left);
        const worst = (tokens: number) => ({
          tokens: input + tokens,
          costNanoUsd: priceAtWorst(price, { input, output: tokens }),
        });
        if (output >= 0) expect(fits(worst(output), left)).toBe(true);
        else expect(fits(worst(0), left)).toBe(false);
        const dearest = Math.max(price.output, price.reasoning ?? 0);
        const slack = 3 + (dearest === 0 ? 0 : Math.ceil(2_000_000 / dearest));
        if (left.tokens !== undefined || left.costNanoUsd !== undefined)
          if (output >= 0 && output < 1e15) expect(fits(worst(output + slack), left)).toBe(false);
      }),
      { numRuns: 1_000 },
    );
  });
});
