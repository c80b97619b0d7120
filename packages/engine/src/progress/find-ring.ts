/** Who hands to whom: the same few agents again and again in the same order, none of whom gets on. */
import type { AgentId } from '@tutti/protocol';
import type { StallKind } from './stall.ts';

export interface Ring {
  readonly kind: Extract<StallKind, 'ping_pong' | 'delegation_cycle'>;
  readonly by: readonly AgentId[];
}

const LARGEST = 6;

/** At the end of these turns; the smallest one. */
export function findRing(turns: readonly { readonly agent: AgentId; readonly stood: boolean }[]): Ring | undefined {
  for (let size = 2; size <= Math.min(LARGEST, Math.floor(turns.length / 2)); size++) {
    const last = turns.slice(-2 * size);
    const by = last.slice(size).map(({ agent }) => agent);
    const isRound = last.every(({ agent, stood }, at) => stood && agent === by[at % size]);
    if (isRound && new Set(by).size === size) return { kind: size === 2 ? 'ping_pong' : 'delegation_cycle', by };
  }
  return undefined;
}
