/** The agents and tools of a program, beside those that come with Tutti. */
import { type AgentBook, createAgentBook, InvalidInputError, type ToolSource } from '@tutti/engine';
import type { Agent } from '@tutti/protocol';
import type { Home } from '@tutti/server/home';
import type { DefinedAgent } from './define-agent.ts';
import type { DefinedTool } from './define-tool.ts';

/** As they are right now. */
export async function openTeamBook(
  { agents, principal }: Pick<Home, 'agents' | 'principal'>,
  own: readonly DefinedAgent<unknown>[],
): Promise<AgentBook> {
  return createTeamBook(own, (await agents.of(principal.tenant)).list());
}

/** Its own take the place of those with the same id, and any alias that they want. */
export function createTeamBook(own: readonly DefinedAgent<unknown>[], shipped: readonly Agent[]): AgentBook {
  const agents = own.map(({ agent }) => agent);
  const ids = new Set(agents.map(({ id }) => id));
  const names = new Set(agents.flatMap(({ id, aliases }) => [id, ...aliases]));
  const others = shipped
    .filter(({ id }) => !ids.has(id))
    .map((agent) => ({ ...agent, aliases: agent.aliases.filter((alias) => !names.has(alias)) }));
  return createAgentBook([...others, ...agents]);
}

/** Those that were named and those that agents have brought; a slip would otherwise be a tool that is silently another one. */
export function createOwnTools(
  named: readonly DefinedTool[],
  agents: readonly DefinedAgent<unknown>[],
): readonly ToolSource[] {
  const tools = [...new Set([...named, ...agents.flatMap((agent) => agent.tools)])];
  const names = tools.map(({ name }) => name);
  const again = names.find((name, index) => names.indexOf(name) !== index);
  if (again !== undefined) throw new InvalidInputError(`two tools have the name ${again}`, 'tools');
  // Not of the build: a run that goes on in another program must see that a tool is no longer the one it was offered.
  const open: ToolSource['open'] = async (name) => tools.flatMap((each) => (each.name === name ? [each.tool] : []));
  return tools.length === 0 ? [] : [{ names, fixed: false, open }];
}
