import type { Usage } from '@tutti/protocol';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toSoundUsage } from './sound-usage.ts';

const frame = { input: { estimate: 100, bound: 400 }, output: { estimate: 20, bound: 1_000 } };
const told = (more: Partial<Usage>): Usage => ({ inputTokens: 90, outputTokens: 25, costNanoUsd: 0, ...more });

describe('toSoundUsage', () => {
  it('believes what makes sense', () => {
    const usage = { inputTokens: 90, outputTokens: 25, cacheReadTokens: 40, reasoningTokens: 5 };
    expect(toSoundUsage(told({ cacheReadTokens: 40, reasoningTokens: 5 }), frame)).toEqual(usage);
  });

  it('estimates what is missing, and marks it', () => {
    expect(toSoundUsage(undefined, frame)).toEqual({ inputTokens: 100, outputTokens: 20, estimated: true });
  });

  it.each([
    ['negative', -5],
    ['no whole number', 1.5],
    ['no number', Number.NaN],
    ['beyond all numbers', Number.POSITIVE_INFINITY],
    ['nothing where something was sent', 0],
    ['far more than can be', 1_000_000],
  ])('estimates the part that is %s, and keeps the other', (_name, absurd) => {
    expect(toSoundUsage(told({ inputTokens: absurd }), frame)).toEqual({
      inputTokens: 100,
      outputTokens: 25,
      estimated: true,
    });
    expect(toSoundUsage(told({ outputTokens: absurd }), frame)).toEqual({
      inputTokens: 90,
      outputTokens: 20,
      estimated: true,
    });
  });

  it('never comes to more than was set aside, and marks what is cut down to that', () => {
    const over = told({ inputTokens: 401, outputTokens: 1_001 });
    expect(toSoundUsage(over, frame)).toEqual({ inputTokens: 400, outputTokens: 1_000, estimated: true });
    expect(toSoundUsage(told({ inputTokens: 400, outputTokens: 1_000 }), frame).estimated).toBeUndefined();
    const any = fc.integer({ min: 0, max: 10_000 });
    fc.assert(
      fc.property(any, any, (inputTokens, outputTokens) => {
        const usage = toSoundUsage(told({ inputTokens, outputTokens }), frame);
        expect(usage.inputTokens).toBeLessThanOrEqual(frame.input.bound);
        expect(usage.outputTokens).toBeLessThanOrEqual(frame.output.bound);
      }),
    );
  });

  it('never has parts that are larger than the whole', () => {
    const any = fc.oneof(fc.integer(), fc.double());
    fc.assert(
      fc.property(
        fc.tuple(any, any, any, any, any),
        ([inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens, reasoningTokens]) => {
          const usage = toSoundUsage(
            { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens, reasoningTokens, costNanoUsd: 0 },
            frame,
          );
          expect((usage.cacheReadTokens ?? 0) + (usage.cacheWriteTokens ?? 0)).toBeLessThanOrEqual(usage.inputTokens);
          expect(usage.reasoningTokens ?? 0).toBeLessThanOrEqual(usage.outputTokens);
          expect(Math.min(usage.inputTokens, usage.outputTokens)).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });
});
