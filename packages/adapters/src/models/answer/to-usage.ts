import type { Usage } from '@tutti/protocol';
import type { FinishPart } from '../families/family.ts';

/** As the provider tells it, where what it tells are numbers; what it leaves out is zero. Whoever chose the model judges and prices it. */
export function toUsage({ inputTokens, outputTokens }: FinishPart['usage']): Usage | undefined {
  const input = toCount(inputTokens.total) ?? 0;
  const output = toCount(outputTokens.total) ?? 0;
  if (input === 0 && output === 0) return undefined;
  const cacheReadTokens = toPart(inputTokens.cacheRead, input);
  const cacheWriteTokens = toPart(inputTokens.cacheWrite, input - (cacheReadTokens ?? 0));
  const reasoningTokens = toPart(outputTokens.reasoning, output);
  return {
    inputTokens: input,
    outputTokens: output,
    ...(cacheReadTokens !== undefined && { cacheReadTokens }),
    ...(cacheWriteTokens !== undefined && { cacheWriteTokens }),
    ...(reasoningTokens !== undefined && { reasoningTokens }),
    costNanoUsd: 0,
  };
}

function toCount(told: number | undefined): number | undefined {
  const count = Math.ceil(told ?? Number.NaN);
  return Number.isSafeInteger(count) && count >= 0 ? count : undefined;
}

/** A part is never more than its whole, and none is not told. */
function toPart(told: number | undefined, whole: number): number | undefined {
  const count = toCount(told);
  return count === undefined || count === 0 || whole <= 0 ? undefined : Math.min(count, whole);
}
