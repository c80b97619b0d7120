import { InvalidInputError } from '@tutti/engine';
import { type AgentId, Complexity, GOAL_LIMIT } from '@tutti/protocol';
import { choose } from '../choose.ts';
import type { CommandContext, CommonOptions } from '../command-context.ts';
import type { Desk } from '../desk/desk.ts';
import { openDesk } from '../desk/open-desk.ts';
import { EXIT } from '../exit-code.ts';
import { writeLine } from '../terminal.ts';
import { renderRoute } from '../view/render-route.ts';
import { createStyle } from '../view/style.ts';

export interface RouteOptions extends CommonOptions {
  readonly agent?: string;
  readonly complexity?: string;
}

/** Nothing is sent to any model. */
export async function routeCommand(context: CommandContext, text: string, options: RouteOptions): Promise<number> {
  const { agent, json = false } = options;
  if (text.trim() === '' || text.length > GOAL_LIMIT)
    throw new InvalidInputError(`a task takes 1 to ${GOAL_LIMIT} characters`, 'task');
  const complexity =
    options.complexity === undefined ? undefined : choose(Complexity.options, options.complexity, 'complexity');
  await using desk = await openDesk(context);
  const explanation = await desk.models.explainRoute({
    text,
    ...(agent !== undefined && { agent: await findAgent(desk, agent) }),
    ...(complexity !== undefined && { complexity }),
  });
  const { out } = context.terminal;
  const look = { style: createStyle(out.color), columns: out.columns };
  if (json) writeLine(out, JSON.stringify(explanation));
  else for (const line of renderRoute(explanation, look)) writeLine(out, line);
  return explanation.route ? EXIT.done : EXIT.failed;
}

/** Whoever knows all agents says which is nearest to a slip. */
async function findAgent(desk: Desk, typed: string): Promise<AgentId> {
  return (await desk.agents.get(typed)).id;
}
