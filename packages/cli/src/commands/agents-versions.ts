/** What agents were, and what they have done. */
import type { AgentRecordView, AgentVersionView } from '@tutti/protocol/api';
import type { CommandContext, CommonOptions } from '../command-context.ts';
import { openDesk } from '../desk/open-desk.ts';
import { EXIT } from '../exit-code.ts';
import { parseCount } from '../parse-count.ts';
import { writeLine } from '../terminal.ts';
import { toPlainLine, toPlainText } from '../view/plain-text.ts';
import { renderDiff } from '../view/render-files.ts';
import { createStyle, type Style } from '../view/style.ts';
import { renderAgentRecord } from '../view/render-agent-record.ts';
import { CommandError } from '../report-error.ts';

export interface VersionsOptions extends CommonOptions {
  readonly diff?: readonly string[];
}

export async function agentVersionsCommand(
  context: CommandContext,
  id: string,
  { diff, json = false }: VersionsOptions,
): Promise<number> {
  await using desk = await openDesk(context);
  const { out } = context.terminal;
  const style = createStyle(out.color);
  if (diff !== undefined) {
    const [from, to] = parseSides(diff);
    const found = await desk.agents.compare(id, to, from);
    if (json) writeLine(out, JSON.stringify(found));
    else
      for (const line of renderDiff({ ...found, path: `${id}.md`, change: 'changed', bytes: 0, shown: 'whole' }, style))
        writeLine(out, line);
    return EXIT.done;
  }
  const versions = await desk.agents.listVersions(id);
  if (json) writeLine(out, JSON.stringify(versions));
  else for (const version of versions) writeLine(out, renderVersion(version, style));
  return EXIT.done;
}

export async function agentVersionCommand(
  context: CommandContext,
  { id, version }: Record<'id' | 'version', string>,
  { json = false }: CommonOptions,
): Promise<number> {
  await using desk = await openDesk(context);
  const { out } = context.terminal;
  const found = await desk.agents.getVersion(id, parseCount(version, '--at'));
  // A program gets the text as it is, a terminal nothing that it could obey.
  const text = out.isTty ? toPlainText(found.text) : found.text;
  writeLine(out, json ? JSON.stringify(found) : text.trimEnd());
  return EXIT.done;
}

export async function agentRecordCommand(
  context: CommandContext,
  id: string,
  { json = false }: CommonOptions,
): Promise<number> {
  await using desk = await openDesk(context);
  const { out } = context.terminal;
  const record: AgentRecordView = await desk.agents.getRecord(id);
  if (json) writeLine(out, JSON.stringify(record));
  else for (const line of renderAgentRecord(record, createStyle(out.color))) writeLine(out, line);
  return EXIT.done;
}

/** One number: that version against the one before it. */
function parseSides(numbers: readonly string[]): [from: number | undefined, to: number] {
  const [first = '', second, ...more] = numbers;
  if (more.length > 0) throw new CommandError('invalid_input', '--diff takes one version or two');
  if (second === undefined) return [undefined, parseCount(first, '--diff')];
  return [parseCount(first, '--diff'), parseCount(second, '--diff')];
}

const KINDS: Record<AgentVersionView['kind'], string> = {
  shipped: 'came with Tutti',
  file: 'from its file',
  edited: 'written here',
  returned: 'given back',
  retired: 'taken out of use',
};

function renderVersion({ number, kind, current, at, by, note }: AgentVersionView, style: Style): string {
  const mark = current ? style.green('*') : ' ';
  const parts = [KINDS[kind], at ?? 'not used yet', by, note === undefined ? undefined : toPlainLine(note)];
  return `${mark} ${String(number).padStart(3)}  ${parts.filter((part) => part !== undefined).join('  ')}`;
}
