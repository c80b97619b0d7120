import type { Agent } from '@tutti/protocol';
import { InvalidInputError, RunError } from '../errors.ts';
import { editDistance } from './edit-distance.ts';

/** The agents that an installation knows. */
export interface AgentBook {
  /**
   * By id or alias, however it is written: `code-review`, `code_review`, `CodeReview` and `CodeReviewAgent` are one.
   * Throws `unknown_agent` with the nearest ids.
   */
  get(id: string): Agent;
  /** Each once, in the order of their ids. */
  list(): readonly Agent[];
}

const MOST_OFFERED = 3;
const LONGEST_ID = 80;

export function createAgentBook(agents: readonly Agent[]): AgentBook {
  const names = toNames(agents);
  const loose = toLooseNames(names);
  const sorted = agents.toSorted((one, other) => (one.id < other.id ? -1 : 1));
  return {
    get(id) {
      const agent = names.get(id) ?? findLoosely(id, loose);
      if (!agent) throw unknownAgent(id, names);
      return agent;
    },
    list: () => sorted,
  };
}

/** Everything that an agent is found by, to the agent. No name may stand for two. */
function toNames(agents: readonly Agent[]): Map<string, Agent> {
  const names = new Map<string, Agent>();
  for (const agent of agents) {
    if (names.has(agent.id)) throw new InvalidInputError(`there are two agents with the id ${agent.id}`, 'id');
    names.set(agent.id, agent);
  }
  for (const agent of agents) {
    for (const alias of new Set(agent.aliases)) {
      const other = names.get(alias);
      if (other && other !== agent)
        throw new InvalidInputError(`${alias} is an alias of ${agent.id}, and also finds ${other.id}`, 'aliases');
      names.set(alias, agent);
    }
  }
  return names;
}

/** What would find two agents finds none. */
function toLooseNames(names: ReadonlyMap<string, Agent>): Map<string, Agent | undefined> {
  const loose = new Map<string, Agent | undefined>();
  for (const [name, agent] of names) {
    const key = loosen(name);
    loose.set(key, loose.has(key) && loose.get(key) !== agent ? undefined : agent);
  }
  return loose;
}

function findLoosely(id: string, loose: ReadonlyMap<string, Agent | undefined>): Agent | undefined {
  if (id.length > 2 * LONGEST_ID) return undefined;
  const key = loosen(id);
  return loose.get(key) ?? loose.get(key.replace(/agent$/u, ''));
}

function loosen(name: string): string {
  return name.toLowerCase().replace(/[-_\s]+/gu, '');
}

function unknownAgent(id: string, names: ReadonlyMap<string, Agent>): RunError {
  const asked = id.slice(0, LONGEST_ID);
  const wanted = asked.toLowerCase().replaceAll('_', '-');
  const near = [...names]
    .map(([name, agent]) => ({ name, agent, distance: editDistance(wanted, name) }))
    .toSorted((one, other) => one.distance - other.distance || (one.name < other.name ? -1 : 1));
  const nearest = new Map<Agent, string>();
  for (const { name, agent } of near) {
    if (nearest.size === MOST_OFFERED) break;
    if (!nearest.has(agent)) nearest.set(agent, name === agent.id ? name : `${agent.id} (${name})`);
  }
  const offer = nearest.size === 0 ? 'There are none yet.' : `The nearest are ${[...nearest.values()].join(', ')}.`;
  return new RunError('unknown_agent', `there is no agent ${asked}. ${offer}`, { nothingHappened: true });
}
