import type { Agent } from '../agent.ts';
import type { AgentView } from './agent-views.ts';

/** To whom an agent hands over what is not its work: those of the catalogue whose ids its instructions name between backticks. */
export function findHandovers(
  { id, instructions }: Pick<Agent, 'id' | 'instructions'>,
  others: readonly Pick<AgentView, 'id'>[],
): string[] {
  const ids = new Set<string>(others.map((other) => other.id));
  const named = [...instructions.matchAll(/`([a-z0-9]+(?:-[a-z0-9]+)*)`/gu)].flatMap(([, name]) => name ?? []);
  return [...new Set(named)].filter((name) => name !== id && ids.has(name));
}
