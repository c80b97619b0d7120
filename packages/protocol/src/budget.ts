/** Money is counted in whole billionths of a US dollar, so that sums are exact. */
import * as z from 'zod';

export const Amount = z.object({ tokens: z.int().nonnegative(), costNanoUsd: z.int().nonnegative() });
export type Amount = z.infer<typeof Amount>;

export const NOTHING: Amount = { tokens: 0, costNanoUsd: 0 };

/** An absent limit is no limit. */
export const Budget = z.object({
  tokens: z.int().nonnegative().optional(),
  costNanoUsd: z.int().nonnegative().optional(),
});
export type Budget = z.infer<typeof Budget>;

/** What a call really used. Usage that a provider does not tell is estimated, and says so. */
export const Usage = z.object({
  inputTokens: z.int().nonnegative(),
  outputTokens: z.int().nonnegative(),
  costNanoUsd: z.int().nonnegative(),
  estimated: z.boolean().optional(),
});
export type Usage = z.infer<typeof Usage>;

export function addAmounts(one: Amount, other: Amount): Amount {
  return { tokens: one.tokens + other.tokens, costNanoUsd: one.costNanoUsd + other.costNanoUsd };
}

export function toAmount(usage: Usage): Amount {
  return { tokens: usage.inputTokens + usage.outputTokens, costNanoUsd: usage.costNanoUsd };
}
