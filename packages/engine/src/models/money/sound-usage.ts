/** What a provider tells of its usage is believed where it makes sense; the rest is estimated, and marked so. */
import type { Usage } from '@tutti/protocol';

export type Tokens = Omit<Usage, 'costNanoUsd'>;

export interface UsageFrame {
  /** Of the input, in tokens: what it probably is, and what it is at most. */
  readonly input: { readonly estimate: number; readonly bound: number };
  readonly output: { readonly estimate: number; readonly bound: number };
}

/** More than so many times what can be, and a little, is no count of this call. */
const ABSURD = { factor: 2, tokens: 1_000 };

export function toSoundUsage(told: Usage | undefined, { input, output }: UsageFrame): Tokens {
  const inputTokens = toSound(told?.inputTokens, input);
  const outputTokens = toSound(told?.outputTokens, output);
  const total = { inputTokens: inputTokens ?? input.estimate, outputTokens: outputTokens ?? output.estimate };
  const cacheReadTokens = toPart(told?.cacheReadTokens, total.inputTokens);
  const cacheWriteTokens = toPart(told?.cacheWriteTokens, total.inputTokens - (cacheReadTokens ?? 0));
  const reasoningTokens = toPart(told?.reasoningTokens, total.outputTokens);
  const isAsTold = inputTokens === told?.inputTokens && outputTokens === told?.outputTokens;
  const isGuessed = told?.estimated === true || inputTokens === undefined || outputTokens === undefined || !isAsTold;
  return {
    ...total,
    ...(inputTokens !== undefined && cacheReadTokens !== undefined && { cacheReadTokens }),
    ...(inputTokens !== undefined && cacheWriteTokens !== undefined && { cacheWriteTokens }),
    ...(outputTokens !== undefined && reasoningTokens !== undefined && { reasoningTokens }),
    ...(isGuessed && { estimated: true }),
  };
}

/** Nothing at all is absurd too where something was sent or received. No more is settled than was set aside: a budget is never passed. */
function toSound(told: number | undefined, { estimate, bound }: UsageFrame['input']): number | undefined {
  if (told === undefined || !Number.isSafeInteger(told) || told < 0) return undefined;
  if (told === 0 && estimate > 0) return undefined;
  return told <= bound * ABSURD.factor + ABSURD.tokens ? Math.min(told, bound) : undefined;
}

function toPart(told: number | undefined, whole: number): number | undefined {
  if (told === undefined || !Number.isSafeInteger(told) || told < 0) return undefined;
  return Math.min(told, whole);
}
