import type { AgentId } from '@tutti/protocol';
import { type Board, findOpenLeads, type Lead } from './board.ts';

export interface Taken {
  readonly by: AgentId;
  readonly lead: Lead;
}

/**
 * Each member takes a lead: the stronger it is the likelier, and the less likely the more others have taken it already.
 * So most go where it works, and never all.
 */
export function chooseLeads(board: Board, agents: readonly AgentId[], random: () => number): readonly Taken[] {
  const open = findOpenLeads(board);
  const takers = new Map<string, number>();
  return agents.flatMap((by) => {
    const weights = open.map(({ id, strength }) => strength / (1 + (takers.get(id) ?? 0)) ** 2);
    const lead = draw(open, weights, random());
    if (!lead) return [];
    takers.set(lead.id, (takers.get(lead.id) ?? 0) + 1);
    return [{ by, lead }];
  });
}

function draw<Item>(items: readonly Item[], weights: readonly number[], at: number): Item | undefined {
  let left = at * weights.reduce((sum, weight) => sum + weight, 0);
  return items.find((_, place) => (left -= weights[place] ?? 0) < 0) ?? items.at(-1);
}
