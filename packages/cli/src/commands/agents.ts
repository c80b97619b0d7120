import type { Agent } from '@tutti/protocol';
import type { CommandContext, CommonOptions } from '../command-context.ts';
import { EXIT } from '../exit-code.ts';
import { readCatalogue } from '../home/open-home.ts';
import { writeLine } from '../terminal.ts';
import { createStyle } from '../view/style.ts';

/** Needs no data directory: agents are data of the installation. */
export async function agentsCommand(
  { terminal: { out } }: CommandContext,
  id: string | undefined,
  { json = false }: CommonOptions,
): Promise<number> {
  const book = await readCatalogue();
  const style = createStyle(out.color);
  if (id !== undefined) {
    const agent = book.get(id);
    writeLine(out, json ? JSON.stringify(agent) : renderAgent(agent, style.bold(agent.id)));
    return EXIT.done;
  }
  if (json) writeLine(out, JSON.stringify(book.list()));
  else for (const agent of book.list()) writeLine(out, `${style.bold(agent.id.padEnd(12))} ${agent.purpose}`);
  return EXIT.done;
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
