import type { Agent } from '@tutti/protocol';
import { AgentView } from '@tutti/protocol/api';
import type { CommandContext, CommonOptions } from '../command-context.ts';
import type { AgentDesk } from '../desk/desk.ts';
import { openDesk } from '../desk/open-desk.ts';
import { EXIT } from '../exit-code.ts';
import { writeLine } from '../terminal.ts';
import { createStyle } from '../view/style.ts';

/** Needs no data directory where no server is named: agents are data of the installation. */
export async function agentsCommand(
  context: CommandContext,
  id: string | undefined,
  { json = false }: CommonOptions,
): Promise<number> {
  const { out } = context.terminal;
  const style = createStyle(out.color);
  const desk = context.config.server === undefined ? await openCatalogue() : await openDesk(context);
  if (id !== undefined) {
    const agent = await desk.getAgent(id);
    writeLine(out, json ? JSON.stringify(agent) : renderAgent(agent, style.bold(agent.id)));
    return EXIT.done;
  }
  const agents = await desk.listAgents();
  if (json) writeLine(out, JSON.stringify(agents));
  else for (const agent of agents) writeLine(out, `${style.bold(agent.id.padEnd(12))} ${agent.purpose}`);
  return EXIT.done;
}

async function openCatalogue(): Promise<AgentDesk> {
  const { readCatalogue } = await import('@tutti/server/home');
  const book = await readCatalogue();
  return {
    listAgents: async () => book.list().map((agent) => AgentView.parse(agent)),
    getAgent: async (id) => book.get(id),
  };
}

function renderAgent(agent: Agent, title: string): string {
  const { purpose, version, capabilities, tools, maxCallsPerTurn, instructions } = agent;
  return [
    `${title}  version ${version}`,
    purpose,
    '',
    `capabilities  ${capabilities.join(', ')}`,
    `tools         ${tools.join(', ') || 'none'}`,
    `model calls   at most ${maxCallsPerTurn} in one turn`,
    '',
    instructions.trimEnd(),
  ].join('\n');
}
