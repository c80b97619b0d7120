/** Which agents somebody means who filters them: the same for the server, the command and the pages. */
import type { AgentView } from './agent-views.ts';

export interface AgentWish {
  /** Words that stand in what the agent is called, stands for, does or can, all of them. */
  readonly text?: string | undefined;
  readonly suite?: string | undefined;
  readonly category?: string | undefined;
  readonly capability?: string | undefined;
  readonly role?: string | undefined;
}

export function findAgents<Found extends AgentView>(agents: readonly Found[], wish: AgentWish): Found[] {
  const words = toPlain(wish.text ?? '')
    .split(/\s+/u)
    .filter(Boolean);
  return agents.filter((agent) => {
    if (wish.suite !== undefined && !agent.suites.includes(wish.suite)) return false;
    if (wish.category !== undefined && !isSame(agent.category, wish.category)) return false;
    if (wish.capability !== undefined && !agent.capabilities.some((each) => isSame(each, wish.capability)))
      return false;
    if (wish.role !== undefined && agent.role !== wish.role) return false;
    const said = toSearchText(agent);
    return words.every((word) => said.includes(word));
  });
}

function toSearchText({ id, aliases, product = '', category = '', purpose, capabilities }: AgentView): string {
  return toPlain([id, ...aliases, product, category, purpose, ...capabilities].join(' '));
}

/** However it is typed: `Core Intelligence`, `core-intelligence`. */
function isSame(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && toPlain(one) === toPlain(other);
}

function toPlain(text: string): string {
  return text.toLowerCase().replaceAll(/[-_]/gu, ' ');
}
