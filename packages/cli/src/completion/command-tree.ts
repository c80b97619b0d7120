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
  /** The commands below it, and what its first argument may be. */
  readonly words: readonly { readonly word: string; readonly description: string }[];
  readonly options: readonly CompletedOption[];
}

const SHELLS = ['bash', 'zsh', 'fish'];
const RATINGS = ['good', 'bad'];
const DECISIONS = ['approved', 'rejected', 'revise', 'happened', 'not-happened'];

/** What is there today: whoever adds some makes the script again. */
export interface KnownNames {
  readonly agents: readonly string[];
  readonly providers: readonly string[];
}

export function readCommandTree(program: Command, known: KnownNames): readonly CompletedCommand[] {
  return readCommand(program, '', known);
}

function readCommand(command: Command, path: string, known: KnownNames): CompletedCommand[] {
  const below = command.commands.map((each) => ({ word: each.name(), description: each.description() }));
  const own: CompletedCommand = {
    path,
    description: command.description(),
    words: [...below, ...argumentsOf(path, known).map((word) => ({ word, description: '' }))],
    options: command.options.map((option) => readOption(option, known)),
  };
  const inner = command.commands.flatMap((each) => readCommand(each, `${path} ${each.name()}`.trim(), known));
  return [own, ...inner];
}

const OF_AGENTS = ['', ' show', ' versions', ' record', ' edit', ' restore', ' reset', ' remove'].map(
  (below) => `agents${below}`,
);
const TAKE_AGENTS: ReadonlySet<string> = new Set(['--agents', '--agent', '--team', '--lead', '--judge']);
const OF_PROVIDERS = ['providers set', 'providers remove', 'providers test'];
/** The first word of a budget is its account; most limit all of a tenant. */
const OF_BUDGETS = ['budget set', 'budget remove'];

function argumentsOf(path: string, { agents, providers }: KnownNames): readonly string[] {
  if (path === 'ask' || OF_AGENTS.includes(path)) return agents;
  if (path === 'completion') return SHELLS;
  if (path === 'feedback') return RATINGS;
  if (OF_PROVIDERS.includes(path)) return providers;
  if (OF_BUDGETS.includes(path)) return ['tenant', ...agents.map((agent) => `agent:${agent}`)];
  return path === 'approve' ? DECISIONS : [];
}

function readOption(option: Option, { agents, providers }: KnownNames): CompletedOption {
  const { short, long, description, argChoices, required, optional } = option;
  const named = TAKE_AGENTS.has(long ?? '') ? agents : long === '--provider' ? providers : undefined;
  return {
    description,
    flags: [long, short].filter((flag) => flag !== undefined && flag !== null),
    takesValue: required || optional,
    values: named ?? argChoices ?? [],
  };
}
