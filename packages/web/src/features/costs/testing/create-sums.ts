import type { CostsView } from '@tutti/protocol/api';

/** A row of sums for tests, as the server tells it. */
export function createSums(
  of: string | null,
  changes: Partial<CostsView['rows'][number]> = {},
): CostsView['rows'][number] {
  return {
    of,
    calls: 1,
    inputTokens: 10,
    outputTokens: 20,
    usd: '0',
    freeCalls: 0,
    localCalls: 0,
    rehearsedCalls: 0,
    estimatedCalls: 0,
    inDoubtUsd: '0',
    insteadOfUsd: '0',
    savedUsd: '0',
    ...changes,
  };
}
