/** Each agent of the catalogue once as if a user had just written it: the selector has learnt nothing of it and knows its text alone. */
import { createSelector, type SelectionKnowledge, type Selector } from '@tutti/engine';
import type { Agent } from '@tutti/protocol';
import type { Labelled } from './labelled.ts';

export type Strangers = ReadonlyMap<string, Selector>;

export function asStrangers(agents: readonly Agent[], knowledge: SelectionKnowledge): Strangers {
  return new Map(agents.map(({ id }) => [String(id), createSelector(agents, forget(knowledge, id))]));
}

/** Nothing else changes: under another name the lesson belongs to nobody. */
function forget(knowledge: SelectionKnowledge, agent: string): SelectionKnowledge {
  const labels = knowledge.agents.labels.map((label) => (label === agent ? `forgotten ${label}` : label));
  return { ...knowledge, agents: { ...knowledge.agents, labels } };
}

/** The share of requests whose best agent is among the first three although it is a stranger. */
export function judgeStrangers(strangers: Strangers, requests: readonly Labelled[]): number {
  const found = requests.filter(({ request, agents: [best] }) => {
    const answer = strangers.get(String(best))?.analyze(request, { most: 3 });
    return answer?.agents.some(({ id }) => id === best) === true;
  });
  return found.length / requests.length;
}
