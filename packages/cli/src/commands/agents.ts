import { AgentView, type AgentWish, findAgents, findHandovers } from '@tutti/protocol/api';
import { AgentRole } from '@tutti/protocol';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { choose } from '../choose.ts';
import type { CommandContext, CommonOptions } from '../command-context.ts';
import type { AgentDesk } from '../desk/agent-desk.ts';
import { findServerPlace, openDesk } from '../desk/open-desk.ts';
import { EXIT, hasCode } from '../exit-code.ts';
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
  readonly retired?: boolean;
}

export async function agentsCommand(
  context: CommandContext,
  id: string | undefined,
  options: AgentsOptions,
): Promise<number> {
  const question = { id, wish: toWish(options), json: options.json === true, retired: options.retired === true };
  await using place = await openPlace(context);
  return await tell(context, place.agents, question);
}

/** Where agents are looked up. */
interface Place extends AsyncDisposable {
  readonly agents: Pick<AgentDesk, 'list' | 'get'>;
}

/** Where nothing was ever kept, nothing is opened: agents are data of the installation. */
async function openPlace(context: CommandContext): Promise<Place> {
  const { config, terminal } = context;
  if (!config.database && !existsSync(join(config.dataDirectory, 'tutti.db')) && !(await findServerPlace(context)))
    return openFiles(context);
  try {
    return await openDesk(context);
  } catch (error) {
    if (!(error instanceof Error) || !hasCode(error) || error.code !== 'store_locked') throw error;
    writeLine(terminal.err, 'agents: another command works in the directory; what was written there is not seen.');
    return openFiles(context);
  }
}

function toWish({ suite, category, capability, role, search }: AgentsOptions): AgentWish {
  return { suite, category, capability, text: search, role: role && choose(AgentRole.options, role, 'role') };
}

interface Question {
  readonly id: string | undefined;
  readonly wish: AgentWish;
  readonly json: boolean;
  readonly retired: boolean;
}

async function tell(
  { terminal: { out } }: CommandContext,
  agents: Place['agents'],
  question: Question,
): Promise<number> {
  const { id, wish, json, retired } = question;
  const look = { style: createStyle(out.color), columns: out.isTty ? out.columns : Number.MAX_SAFE_INTEGER };
  if (id !== undefined) {
    const agent = await agents.get(id);
    if (json) writeLine(out, JSON.stringify(agent));
    else for (const line of renderAgent(agent, findHandovers(agent, await agents.list()), look)) writeLine(out, line);
    return EXIT.done;
  }
  const all = await agents.list(retired);
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

async function openFiles({ config, clock, terminal: { err } }: CommandContext): Promise<Place> {
  const { openAgents, viewRuntime } = await import('@tutti/server/home');
  using book = await openAgents({ directory: config.dataDirectory, clock });
  for (const problem of book.problems) writeLine(err, `agents: ${toPlainLine(problem)}`);
  return {
    agents: {
      list: async (retired) => (retired ? [] : book.list()).map((agent) => AgentView.parse(agent)),
      async get(id) {
        const agent = book.get(id);
        return { ...agent, works: await viewRuntime(config.dataDirectory, agent) };
      },
    },
    async [Symbol.asyncDispose]() {},
  };
}
