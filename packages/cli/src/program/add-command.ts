/** What all commands have in common. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { BareContext, CommandContext } from '../command-context.ts';
import type { ConfigOptions } from '../parse-config.ts';

/** Carries a command out and keeps its exit code. */
export interface Actor {
  act(options: ConfigOptions, command: (context: CommandContext) => Promise<number>): Promise<void>;
  /** Whatever the environment and the configuration hold. */
  actBare(command: (context: BareContext) => Promise<number>): Promise<void>;
}

export type Add = (usage: string, description: string) => Command;

export function addCommand(program: Command, usage: string, description: string): Command {
  return program
    .command(usage)
    .description(description)
    .allowExcessArguments(false)
    .option(
      '--data-dir <dir>',
      'where everything is kept; default: $TUTTI_DATA_DIR, $XDG_DATA_HOME/tutti or ~/.tutti',
      toDirectory,
    )
    .option('--server <url>', 'work at this server; default: $TUTTI_SERVER, or the one that runs in the data directory')
    .option('--json', 'for programs: JSON on stdout, errors as JSON on stderr');
}

/** An empty name is a variable of a shell that is not set; it would mean the working directory. */
export function toDirectory(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('It takes a directory, not an empty text.');
  return text;
}

/** What can be chosen is shown in the help and completed by shells; a slip is refused with the nearest of them. */
export function choice(flags: string, description: string, choices: readonly string[]): Option {
  const option = new Option(flags, description);
  option.argChoices = [...choices];
  return option;
}

/** Of a command that lists by its name alone and has others below it: a slip in one of those is not listed over. */
export async function refuseOtherCommands(command: Command): Promise<void> {
  const [typed] = command.args;
  if (typed === undefined) return;
  const { findNearest } = await import('../find-nearest.ts');
  const nearest = findNearest(
    typed,
    command.commands.map((each) => each.name()),
  );
  command.error(`unknown command '${typed}' (Did you mean ${nearest}?)`);
}
