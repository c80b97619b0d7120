import { AgentView, type AgentWish, findAgents, findHandovers } from '@tutti/protocol/api';
import { AgentRole } from '@tutti/protocol';
import { choose } from '../choose.ts';
import type { CommandContext, CommonOptions } from '../command-context.ts';
import type { AgentDesk } from '../desk/desk.ts';
import { openDesk } from '../desk/open-desk.ts';
import { EXIT } from '../exit-code.ts';
import { writeLine } from '../terminal.ts';
import { toPlainLine } from '../view/plain-text.ts';
import { renderAgent, renderAgents } from '../view/render-agents.ts';
import { createStyle } from '../view/style.ts';

export interface AgentsOptions extends CommonOptions {
  readonly suite?: string;
  readonly category?: string;
  readonly capability?: string;
  readonly role?: string;
  readonly search?: string;
}

/** Opens no store where no server is named: agents are data of the installation. */
export async function agentsCommand(
  context: CommandContext,
  id: string | undefined,
  options: AgentsOptions,
): Promise<number> {
  const wish = toWish(options);
  if (context.config.server !== undefined) {
    await using desk = await openDesk(context);
    return await tell(context, desk, { id, wish, json: options.json === true });
  }
  return tell(context, await openFiles(context), { id, wish, json: options.json === true });
}

function toWish({ suite, category, capability, role, search }: AgentsOptions): AgentWish {
  return { suite, category, capability, text: search, role: role && choose(AgentRole.options, role, 'role') };
}

interface Question {
  readonly id: string | undefined;
  readonly wish: AgentWish;
  readonly json: boolean;
}

async function tell({ terminal: { out } }: CommandContext, desk: AgentDesk, question: Question): Promise<number> {
  const { id, wish, json } = question;
  const look = { style: createStyle(out.color), columns: out.isTty ? out.columns : Number.MAX_SAFE_INTEGER };
  if (id !== undefined) {
    const agent = await desk.getAgent(id);
    if (json) writeLine(out, JSON.stringify(agent));
    else
      for (const line of renderAgent(agent, findHandovers(agent, await desk.listAgents()), look)) writeLine(out, line);
    return EXIT.done;
  }
  const all = await desk.listAgents();
  const found = findAgents(all, wish);
  if (json) writeLine(out, JSON.stringify(found));
  else for (const line of found.length > 0 ? renderAgents(found, look) : describeNone(all)) writeLine(out, line);
  return EXIT.done;
}

function describeNone(all: readonly AgentView[]): string[] {
  const suites = [...new Set(all.flatMap((agent) => agent.suites))].toSorted();
  const categories = [...new Set(all.flatMap(({ category = [] }) => category))].toSorted();
  return ['No agent matches.', `Suites: ${suites.join(', ')}.`, `Categories: ${categories.join(', ')}.`];
}

async function openFiles({ config, clock, terminal: { err } }: CommandContext): Promise<AgentDesk> {
  const { openAgents, viewRuntime } = await import('@tutti/server/home');
  using book = await openAgents({ directory: config.dataDirectory, clock });
  for (const problem of book.problems) writeLine(err, `agents: ${toPlainLine(problem)}`);
  return {
    listAgents: async () => book.list().map((agent) => AgentView.parse(agent)),
    async getAgent(id) {
      const agent = book.get(id);
      return { ...agent, works: await viewRuntime(config.dataDirectory, agent) };
    },
  };
}
