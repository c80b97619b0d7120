/** What a shell can complete, read from the commands themselves. */
import type { Command, Option } from 'commander';

export interface CompletedOption {
  /** `--json`, and `-V` where there is one. */
  readonly flags: readonly string[];
  readonly description: string;
  readonly takesValue: boolean;
  readonly values: readonly string[];
}

export interface CompletedCommand {
  /** `keys create`; empty for the program itself. */
  readonly path: string;
  readonly description: string;
  /** The commands below it, or what its first argument may be. */
  readonly words: readonly { readonly word: string; readonly description: string }[];
  readonly options: readonly CompletedOption[];
}

const SHELLS = ['bash', 'zsh', 'fish'];
const RATINGS = ['good', 'bad'];
const DECISIONS = ['approved', 'rejected', 'revise', 'happened', 'not-happened'];

export function readCommandTree(program: Command, agents: readonly string[]): readonly CompletedCommand[] {
  return readCommand(program, '', agents);
}

function readCommand(command: Command, path: string, agents: readonly string[]): CompletedCommand[] {
  const below = command.commands.map((each) => ({ word: each.name(), description: each.description() }));
  const own: CompletedCommand = {
    path,
    description: command.description(),
    words: below.length > 0 ? below : argumentsOf(path, agents).map((word) => ({ word, description: '' })),
    options: command.options.map((option) => readOption(option, agents)),
  };
  const inner = command.commands.flatMap((each) => readCommand(each, `${path} ${each.name()}`.trim(), agents));
  return [own, ...inner];
}

function argumentsOf(path: string, agents: readonly string[]): readonly string[] {
  if (path === 'agents') return agents;
  if (path === 'completion') return SHELLS;
  if (path === 'feedback') return RATINGS;
  return path === 'approve' ? DECISIONS : [];
}

function readOption(option: Option, agents: readonly string[]): CompletedOption {
  const { short, long, description, argChoices, required, optional } = option;
  return {
    description,
    flags: [long, short].filter((flag) => flag !== undefined && flag !== null),
    takesValue: required || optional,
    values: long === '--agents' ? agents : (argChoices ?? []),
  };
}
