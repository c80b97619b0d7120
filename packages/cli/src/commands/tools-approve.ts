/** First the command that would be started, word for word; then each tool, with what it may do. Nothing is taken for granted, and nothing else is approved than what was shown. */
import type { ServerToolView, ToolServerView } from '@tutti/protocol/api';
import type { CommandContext, CommonOptions } from '../command-context.ts';
import type { Desk } from '../desk/desk.ts';
import { openDesk } from '../desk/open-desk.ts';
import { EXIT } from '../exit-code.ts';
import { findNearest } from '../find-nearest.ts';
import { CommandError } from '../report-error.ts';
import { writeLine } from '../terminal.ts';
import { renderConsent, renderServerTool } from '../view/render-tool-servers.ts';
import { createStyle } from '../view/style.ts';
import { getToolServer } from './tools.ts';

export interface ApproveToolsOptions extends CommonOptions {
  readonly yes?: boolean;
}

export interface ApproveToolsWish {
  readonly server: string;
  /** Absent: all that wait. */
  readonly names: readonly string[];
}

export async function approveToolsCommand(
  context: CommandContext,
  { server: typed, names }: ApproveToolsWish,
  options: ApproveToolsOptions,
): Promise<number> {
  await using desk = await openDesk(context);
  const found = await getToolServer(desk, typed);
  if (!(await consent(context, desk, { found, options }))) return refuse(context, 'Nothing was started.');
  const connected = await desk.toolServers.connect(found.server);
  const waiting = choose(connected, names);
  const { out, err } = context.terminal;
  if (waiting.length === 0) {
    if (options.json) writeLine(out, JSON.stringify(connected));
    else writeLine(out, `Everything that ${found.server} has is approved as it is.`);
    return EXIT.done;
  }
  const style = createStyle(out.color);
  for (const tool of waiting)
    for (const line of renderServerTool(tool, style)) writeLine(options.json ? err : out, line);
  if (
    !(await ask(
      context,
      `Approve ${waiting.length === 1 ? 'this tool' : `these ${waiting.length} tools`} as shown?`,
      options,
    ))
  )
    return refuse(context, 'Nothing was approved.');
  const approved = await desk.toolServers.approve(
    found.server,
    waiting.map(({ name, hash }) => ({ name, hash })),
  );
  if (options.json) writeLine(out, JSON.stringify(approved));
  else writeLine(out, `Approved: ${waiting.map(({ tool }) => tool).join(', ')}`);
  return EXIT.done;
}

interface Consenting {
  readonly found: ToolServerView;
  readonly options: ApproveToolsOptions;
}

async function consent(context: CommandContext, desk: Desk, { found, options }: Consenting): Promise<boolean> {
  if (!found.consent) throw new CommandError('forbidden', 'only those who may manage see what would be started');
  if (found.consent.given) return true;
  const { out, err } = context.terminal;
  const style = createStyle(out.color);
  for (const line of renderConsent(found, style)) writeLine(options.json ? err : out, line);
  const question =
    found.kind === 'url' ? 'Allow that exactly this address is asked?' : 'Allow that exactly this command is started?';
  if (!(await ask(context, question, options))) return false;
  await desk.toolServers.consent(found.server, found.consent.hash);
  return true;
}

/** Where nobody sits before it, only what was said beforehand counts. */
async function ask(
  { terminal }: CommandContext,
  question: string,
  { yes = false }: ApproveToolsOptions,
): Promise<boolean> {
  if (yes) return true;
  if (!terminal.ask)
    throw new CommandError('tool_approval_needed', 'nobody is here to be asked', {
      remedy: 'Run it in a terminal, or say --yes once you have read what is shown.',
    });
  const answer = await terminal.ask(`${question} [y/N] `);
  return /^y(es)?$/i.test(answer.trim());
}

function choose({ tools }: ToolServerView, names: readonly string[]): readonly ServerToolView[] {
  const waiting = tools.filter(({ lock }) => lock === 'new' || lock === 'changed');
  if (names.length === 0) return waiting;
  return names.flatMap((typed) => {
    const found = tools.find(({ name, tool }) => name === typed || tool === typed);
    if (!found) {
      const nearest =
        tools.length === 0
          ? ''
          : ` The nearest is ${findNearest(
              typed,
              tools.map(({ name }) => name),
            )}.`;
      throw new CommandError('unknown_tool', `it has no tool ${typed}.${nearest}`);
    }
    return waiting.includes(found) ? [found] : [];
  });
}

function refuse({ terminal }: CommandContext, message: string): number {
  writeLine(terminal.err, message);
  return EXIT.failed;
}
