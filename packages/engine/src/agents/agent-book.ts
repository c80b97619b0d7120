import type { Agent } from '@tutti/protocol';
import { InvalidInputError, RunError } from '../errors.ts';
import { editDistance } from './edit-distance.ts';

/** The agents that an installation knows. */
export interface AgentBook {
  /** By id, also with underscores: `code_review` finds `code-review`. Throws `unknown_agent` with the nearest ids. */
  get(id: string): Agent;
  /** In the order of their ids. */
  list(): readonly Agent[];
}

const MOST_OFFERED = 3;
const LONGEST_ID = 80;

export function createAgentBook(agents: readonly Agent[]): AgentBook {
  const byId = new Map<string, Agent>();
  for (const agent of agents) {
    if (byId.has(agent.id)) throw new InvalidInputError(`there are two agents with the id ${agent.id}`, 'id');
    byId.set(agent.id, agent);
  }
  const sorted = [...byId.values()].toSorted((one, other) => (one.id < other.id ? -1 : 1));
  return {
    get(id) {
      const agent = byId.get(id) ?? byId.get(id.replaceAll('_', '-'));
      if (!agent) throw unknownAgent(id, [...byId.keys()]);
      return agent;
    },
    list: () => sorted,
  };
}

function unknownAgent(id: string, known: readonly string[]): RunError {
  const asked = id.slice(0, LONGEST_ID);
  const wanted = asked.toLowerCase().replaceAll('_', '-');
  const nearest = known
    .map((each) => ({ each, distance: editDistance(wanted, each) }))
    .toSorted((one, other) => one.distance - other.distance || (one.each < other.each ? -1 : 1))
    .slice(0, MOST_OFFERED)
    .map(({ each }) => each);
  const offer = nearest.length === 0 ? 'There are none yet.' : `The nearest are ${nearest.join(', ')}.`;
  return new RunError('unknown_agent', `there is no agent ${asked}. ${offer}`, { nothingHappened: true });
}
