/** The commands, their arguments and options; what each does is in commands/. */
import { InvalidInputError } from '@tutti/engine';
import { Command } from 'commander';
import type { CommandContext } from './command-context.ts';
import { agentsCommand } from './commands/agents.ts';
import { artefactCommand } from './commands/artefact.ts';
import { answerCommand, cancelCommand, pauseCommand, retryCommand } from './commands/control.ts';
import { demoCommand } from './commands/demo.ts';
import { eventsCommand } from './commands/events.ts';
import { resumeCommand } from './commands/resume.ts';
import { DEFAULT_AGENTS, runCommand } from './commands/run.ts';
import { runsCommand } from './commands/runs.ts';
import { showCommand } from './commands/show.ts';
import { verifyCommand } from './commands/verify.ts';

/** Carries a command out and keeps its exit code. */
type Conclude = (command: Promise<number>) => Promise<void>;

export function createProgram(context: CommandContext, conclude: Conclude): Command {
  const program = new Command('tutti')
    .description('Teams of AI agents whose work survives crashes and can be watched, stopped and read back.')
    .version('0.0.0')
    .showSuggestionAfterError()
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.terminal.out.write(text),
      // Errors are reported in one place, in one form.
      writeErr: () => {},
    });
  const add = (usage: string, description: string) => addCommand(program, usage, description);
  addWork(add, context, conclude);
  addReading(add, context, conclude);
  addSteering(add, context, conclude);
  program
    .command('demo')
    .description('see a team at work, and a run that survives kill -9, in less than half a minute')
    .option('--data-dir <dir>', 'where it works; default: a new directory for temporary files', toDirectory)
    .action((options) => conclude(demoCommand(context, options)));
  return program;
}

type Add = (usage: string, description: string) => Command;

function addCommand(program: Command, usage: string, description: string): Command {
  return program
    .command(usage)
    .description(description)
    .allowExcessArguments(false)
    .option(
      '--data-dir <dir>',
      'where everything is kept; default: $TUTTI_DATA_DIR, $XDG_DATA_HOME/tutti or ~/.tutti',
      toDirectory,
    )
    .option('--json', 'for programs: JSON on stdout, errors as JSON on stderr');
}

/** An empty name is a variable of a shell that is not set; it would mean the working directory. */
function toDirectory(text: string): string {
  if (text.trim() === '') throw new InvalidInputError('--data-dir takes a directory, not an empty text', '--data-dir');
  return text;
}

function addWork(add: Add, context: CommandContext, conclude: Conclude): void {
  add('run <goal>', 'let a team of agents work on a goal, and watch it')
    .option('--agents <ids>', 'who works on it, in order', DEFAULT_AGENTS)
    .option('--pattern <name>', 'sequential or parallel', 'sequential')
    .option('--priority <name>', 'critical, high, normal, low or background', 'normal')
    .option('--budget-tokens <count>', 'the run stops before it uses more')
    .option('--deadline <duration>', 'the run ends by then: 90s, 10m, 2h')
    .option('--seed <text>', 'the same seed, goal and agents rehearse the same words')
    .action((goal, options) => conclude(runCommand(context, goal, options)));
  add('resume [id]', 'go on with a run, or with everything that is unfinished').action((id, options) =>
    conclude(resumeCommand(context, id, options)),
  );
}

function addReading(add: Add, context: CommandContext, conclude: Conclude): void {
  add('runs', 'list the runs, the newest first')
    .option('--status <names>', 'only in these states, separated by commas')
    .option('--search <words>', 'only with these words in goal, agents or result')
    .option('--limit <count>', 'how many at once', '20')
    .option('--cursor <text>', 'where the page before ended')
    .action((options) => conclude(runsCommand(context, options)));
  add('show <id>', 'everything about a run').action((id, options) => conclude(showCommand(context, id, options)));
  add('events <id>', 'the journal of a run')
    .option('--after <seq>', 'only what came after this number', '0')
    .action((id, options) => conclude(eventsCommand(context, id, options)));
  add('artefact <id> <name>', 'print a document that a run produced').action((typed, name, options) =>
    conclude(artefactCommand(context, { typed, name }, options)),
  );
  add('agents [id]', 'list the agents, or show one').action((id, options) =>
    conclude(agentsCommand(context, id, options)),
  );
  add('verify [id]', 'check the journals against their hash chains').action((id, options) =>
    conclude(verifyCommand(context, id, options)),
  );
}

function addSteering(add: Add, context: CommandContext, conclude: Conclude): void {
  add('cancel <id>', 'stop a run that nobody drives; where it is driven, Ctrl-C does that')
    .option('--reason <text>', 'kept in its journal')
    .action((id, options) => conclude(cancelCommand(context, id, options)));
  add('pause <id>', 'keep a run from going on until `tutti resume` names it')
    .option('--reason <text>', 'kept in its journal')
    .action((id, options) => conclude(pauseCommand(context, id, options)));
  add('answer <id> <path> <verdict>', 'say whether an effect in doubt happened or not-happened; the run goes on')
    .option('--output <json>', 'what the step returned, where it happened')
    .action((...all) => {
      const [typed, path, verdict, options] = all;
      return conclude(answerCommand(context, { typed, path, verdict }, options));
    });
  add('retry <id>', 'start a new run from the journal of one that has ended')
    .option('--from <path>', 'from this step; default: the one that failed')
    .option('--output <json>', 'in the place of what that step returned')
    .option('--repeat-effect', 'carry the step out again although it cannot be undone')
    .action((id, options) => conclude(retryCommand(context, id, options)));
}
