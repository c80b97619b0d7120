import { InvalidInputError } from '@tutti/engine';
import { Json, ToolServerName } from '@tutti/protocol';
import type { ToolServerView } from '@tutti/protocol/api';
import * as z from 'zod';
import type { CommandContext, CommonOptions } from '../command-context.ts';
import type { Desk } from '../desk/desk.ts';
import { openDesk } from '../desk/open-desk.ts';
import { EXIT } from '../exit-code.ts';
import { findNearest } from '../find-nearest.ts';
import { parseJsonOption } from '../parse-json-option.ts';
import { CommandError } from '../report-error.ts';
import { writeLine } from '../terminal.ts';
import { formatDuration } from '../view/format-duration.ts';
import { toPlainText } from '../view/plain-text.ts';
import { renderToolServer, renderToolServers } from '../view/render-tool-servers.ts';
import { renderToolSets } from '../view/render-tool-sets.ts';
import { createStyle } from '../view/style.ts';

export async function toolsCommand(
  context: CommandContext,
  typed: string | undefined,
  { json = false }: CommonOptions,
): Promise<number> {
  await using desk = await openDesk(context);
  if (typed !== undefined) return show(context, await getToolServer(desk, typed, COMMANDS), json);
  const servers = await desk.toolServers.list();
  const { out, err } = context.terminal;
  if (json) writeLine(out, JSON.stringify(servers));
  else {
    const look = { style: createStyle(out.color), columns: out.columns };
    for (const line of renderToolServers(servers, look)) writeLine(out, line);
    if (servers.length === 0) writeLine(err, 'Add one: tutti tools add <name> -- <command>');
  }
  return EXIT.done;
}

/** The tools that are there without a server. */
export async function toolSetsCommand(context: CommandContext, { json = false }: CommonOptions): Promise<number> {
  await using desk = await openDesk(context);
  const { items, problems } = await desk.policy.listSets();
  const { out, err } = context.terminal;
  if (json) writeLine(out, JSON.stringify({ items, problems }));
  else for (const line of renderToolSets(items, createStyle(out.color))) writeLine(out, line);
  if (!json) for (const { message, remedy } of problems) writeLine(err, `warning: ${toPlainText(message)} ${remedy}`);
  return EXIT.done;
}

/** Starts it, or starts it again. */
export async function connectToolsCommand(
  context: CommandContext,
  typed: string,
  { json = false }: CommonOptions,
): Promise<number> {
  await using desk = await openDesk(context);
  const { server } = await getToolServer(desk, typed);
  return show(context, await desk.toolServers.connect(server, { restart: true }), json);
}

/** Behind `tutti tools`, where a name of a server may stand too. */
const COMMANDS = ['approve', 'add', 'remove', 'secret', 'connect', 'try', 'policy', 'sets'];
const Input = z.record(z.string(), Json);

export async function tryToolCommand(
  context: CommandContext,
  typed: { readonly server: string; readonly tool: string },
  { input: text, json = false }: CommonOptions & { readonly input?: string },
): Promise<number> {
  const parsed = Input.safeParse(parseJsonOption(text, '--input') ?? {});
  if (!parsed.success) throw new InvalidInputError('--input takes an object: \'{"name": "value"}\'', 'input');
  await using desk = await openDesk(context);
  const { server } = await getToolServer(desk, typed.server);
  const result = await desk.toolServers.call(server, { tool: typed.tool, input: parsed.data });
  const { out } = context.terminal;
  const style = createStyle(out.color);
  const { ok, tookMs, output, code, message, remedy } = result;
  if (json) writeLine(out, JSON.stringify(result));
  else if (ok) {
    writeLine(out, typeof output === 'string' ? toPlainText(output) : JSON.stringify(output, undefined, 2));
    writeLine(context.terminal.err, style.dim(formatDuration(tookMs)));
  } else {
    writeLine(out, `${style.red('✗')} ${code ?? ''} ${toPlainText(message ?? '')}`);
    if (remedy !== undefined) writeLine(out, `  ${style.dim('remedy')} ${remedy}`);
  }
  return ok ? EXIT.done : EXIT.failed;
}

/** With the nearest name where there is none; `others` are what may have been meant too. */
export async function getToolServer(
  desk: Desk,
  typed: string,
  others: readonly string[] = [],
): Promise<ToolServerView> {
  const all = await desk.toolServers.list();
  const name = ToolServerName.safeParse(typed.trim()).data;
  const found = all.find(({ server }) => server === name);
  if (found) return found;
  const names = [...all.map(({ server }) => server), ...others];
  const hint = names.length === 0 ? 'None is configured.' : `The nearest is ${findNearest(typed, names)}.`;
  throw new CommandError('tool_server_not_found', `there is no server of tools called ${typed}. ${hint}`);
}

function show({ terminal: { out } }: CommandContext, server: ToolServerView, json: boolean): number {
  if (json) writeLine(out, JSON.stringify(server));
  else for (const line of renderToolServer(server, createStyle(out.color))) writeLine(out, line);
  return EXIT.done;
}
