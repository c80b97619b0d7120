/** Agents are made, changed and taken out of use. Whatever is saved is a version on top of the one that was seen. */
import { readFile } from 'node:fs/promises';
import { AGENT_TEXT_LIMIT } from '@tutti/protocol';
import type { AgentDetails } from '@tutti/protocol/api';
import type { CommandContext, CommonOptions } from '../command-context.ts';
import type { Desk } from '../desk/desk.ts';
import { openDesk } from '../desk/open-desk.ts';
import { EXIT, hasCode } from '../exit-code.ts';
import { parseCount } from '../parse-count.ts';
import { CommandError } from '../report-error.ts';
import { writeLine } from '../terminal.ts';
import { toPlainLine } from '../view/plain-text.ts';
import { editText } from './edit-text.ts';

export interface ChangeOptions extends CommonOptions {
  readonly note?: string;
}

export interface EditOptions extends ChangeOptions {
  readonly file?: string;
}

export async function addAgentCommand(
  context: CommandContext,
  file: string,
  { note, json }: ChangeOptions,
): Promise<number> {
  const text = await readText(file);
  await using desk = await openDesk(context);
  await tellWarnings(context, desk, { text });
  const made = await desk.agents.create({ text, note });
  return tell(context, made, { json, act: 'is there' });
}

export async function editAgentCommand(
  context: CommandContext,
  id: string,
  { note, json, file }: EditOptions,
): Promise<number> {
  await using desk = await openDesk(context);
  const agent = await desk.agents.get(id);
  if (file !== undefined) {
    const text = await readText(file);
    await tellWarnings(context, desk, { text, id: agent.id });
    const changed = await desk.agents.change(agent.id, { text, note, basedOn: agent.version });
    return tell(context, changed, { json, act: 'is changed' });
  }
  await using edited = await openEditor(context, desk, agent);
  const { text } = edited;
  if (text === undefined) {
    writeLine(context.terminal.err, 'Nothing was changed.');
    return EXIT.done;
  }
  try {
    await tellWarnings(context, desk, { text, id: agent.id });
    const changed = await desk.agents.change(agent.id, { text, note, basedOn: agent.version });
    return tell(context, changed, { json, act: 'is changed' });
  } catch (error) {
    edited.keep();
    throw toKept(error, { id: agent.id, file: edited.file, version: agent.version });
  }
}

export async function restoreAgentCommand(
  context: CommandContext,
  { id, version }: Record<'id' | 'version', string>,
  { json }: CommonOptions,
): Promise<number> {
  const number = parseCount(version, 'the version');
  await using desk = await openDesk(context);
  const agent = await desk.agents.get(id);
  const { text } = await desk.agents.getVersion(agent.id, number);
  const note = `as in version ${number}`;
  const changed = await desk.agents.change(agent.id, { text, note, basedOn: agent.version });
  return tell(context, changed, { json, act: `is as it was in version ${number}` });
}

export async function resetAgentCommand(context: CommandContext, id: string, { json }: CommonOptions): Promise<number> {
  await using desk = await openDesk(context);
  const { version } = await desk.agents.get(id);
  return tell(context, await desk.agents.giveBack(id, version), { json, act: 'is given back' });
}

export async function removeAgentCommand(
  context: CommandContext,
  id: string,
  { json }: CommonOptions,
): Promise<number> {
  await using desk = await openDesk(context);
  await desk.agents.retire(id);
  return tell(context, await desk.agents.get(id), {
    json,
    act: 'is out of use; `tutti agents restore` brings it back',
  });
}

async function readText(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new CommandError('invalid_input', `${file} cannot be read`, { cause, remedy: 'Name a Markdown file.' });
  });
  if (text.length <= AGENT_TEXT_LIMIT) return text;
  throw new CommandError('invalid_input', `${file} has ${text.length} characters, more than ${AGENT_TEXT_LIMIT}`);
}

function openEditor({ config, terminal }: CommandContext, desk: Desk, agent: AgentDetails) {
  const { editor } = config;
  if (editor === undefined)
    throw new CommandError('invalid_input', 'there is no editor to open', {
      remedy: 'Set $EDITOR, or name the new text with --file.',
    });
  return editText({
    editor,
    name: `${agent.id}.md`,
    text: agent.text ?? '',
    check: async (text) => (await desk.agents.check(text, agent.id)).problems,
    onMistakes: (mistakes) => {
      for (const { line, message } of mistakes) writeLine(terminal.err, `line ${line} ${toPlainLine(message)}`);
    },
  });
}

async function tellWarnings(
  { terminal: { err } }: CommandContext,
  desk: Desk,
  { text, id }: { readonly text: string; readonly id?: string },
): Promise<void> {
  const { warnings } = await desk.agents.check(text, id);
  for (const { line, message } of warnings) writeLine(err, `warning: line ${line} ${toPlainLine(message)}`);
}

interface Kept {
  readonly id: string;
  readonly file: string;
  readonly version: number;
}

/** Whoever comes second is told what the first one did, and loses nothing. */
function toKept(error: unknown, { id, file, version }: Kept): unknown {
  if (!(error instanceof Error) || !hasCode(error)) return error;
  const look =
    error.code === 'agent_changed' ? `See \`tutti agents versions ${id}\`, which was at ${version}; then ` : '';
  const remedy = `Your text is kept in ${file}. ${look}\`tutti agents edit ${id} --file ${file}\` saves it.`;
  return new CommandError(error.code, error.message, { cause: error, remedy });
}

function tell(
  { terminal: { out } }: CommandContext,
  agent: AgentDetails,
  { json, act }: { readonly json: boolean | undefined; readonly act: string },
): number {
  const { id, version } = agent;
  writeLine(out, json ? JSON.stringify(agent) : `${id} ${act}: version ${version}.`);
  return EXIT.done;
}
