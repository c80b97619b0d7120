import type { Command } from 'commander';
import { type Actor, type Add, choice } from './add-command.ts';

const PATTERNS = [
  'sequential',
  'parallel',
  'pipeline',
  'hierarchical',
  'collaborative',
  'competitive',
  'consensus',
  'auction',
  'swarm',
  'auto',
];

export function addWork(add: Add, { act }: Actor): void {
  addPatternOptions(add('run <goal>', 'let a team of agents work on a goal, and watch it'))
    .addOption(
      choice('--priority <name>', 'who goes first', ['critical', 'high', 'normal', 'low', 'background']).default(
        'normal',
      ),
    )
    .option('--budget-tokens <count>', 'the run stops before it uses more')
    .option('--budget-usd <amount>', 'the run stops before it costs more')
    .addOption(
      choice('--models <preset>', 'local-first: models on your own machines before all others', ['local-first']),
    )
    .option('--deadline <duration>', 'the run ends by then: 90s, 10m, 2h')
    .option('--repo <path>', "a git repository to work on, in a tree and on a branch of the run's own")
    .option('--base <ref>', 'the branch, tag or commit to begin at; default: what is checked out there')
    .option('--file <path...>', 'lies in the workspace of the run, under its own name')
    .option('--review', 'a person approves the result before the run ends: `tutti approve`')
    .option('--detach', 'print the id of the run and leave it to the server')
    .option('--seed <text>', 'the same seed, goal and agents rehearse the same words')
    .action((goal, options) =>
      act(options, async (context) => (await import('../commands/run.ts')).runCommand(context, goal, options)),
    );
  add('ask <agent> <request>', 'ask one agent; stdout has nothing but its answer. A request of - is read from stdin')
    .option('--budget-tokens <count>', 'the run stops before it uses more')
    .option('--budget-usd <amount>', 'the run stops before it costs more')
    .addOption(
      choice('--models <preset>', 'local-first: models on your own machines before all others', ['local-first']),
    )
    .option('--deadline <duration>', 'the run ends by then: 90s, 10m, 2h')
    .option('--seed <text>', 'the same seed, request and agent rehearse the same words')
    .action((agent, request, options) =>
      act(options, async (context) =>
        (await import('../commands/ask.ts')).askCommand(context, { agent, request }, options),
      ),
    );
  add('patterns', 'how a team can work: what each pattern does, and what can be said about it').action((options) =>
    act(options, async (context) => (await import('../commands/patterns.ts')).patternsCommand(context, options)),
  );
  add('resume [id]', 'go on with a run, or with everything that is unfinished').action((id, options) =>
    act(options, async (context) => (await import('../commands/resume.ts')).resumeCommand(context, id, options)),
  );
}

/** What each pattern takes of these is told by `tutti patterns`. */
function addPatternOptions(command: Command): Command {
  return command
    .option(
      '--agents <ids>',
      'who works on it, in order; default: project,drafting,editing, with auto whoever suits it',
    )
    .option('--team <ids>', 'the same as --agents')
    .addOption(choice('--pattern <name>', 'how they work together: `tutti patterns`', PATTERNS).default('sequential'))
    .option('--lead <id>', 'who plans, moderates or puts together')
    .option('--judge <id>', 'who judges and does not take part; may be given again', collect)
    .option('--rounds <count>', 'how often the team goes round at most')
    .addOption(choice('--quorum <share>', 'how many must agree', ['majority', 'two-thirds', 'all']))
    .option('--part <text>', 'a part of the work for one agent; may be given again', collect)
    .option('--item <text>', 'what goes through a pipeline; may be given again', collect)
    .option('--items-file <path>', 'the same, one a line of a file')
    .option('--fact <text>', 'must still stand in the result; may be given again', collect)
    .option('--option <name=value>', 'any other option of the pattern; may be given again', collect);
}

function collect(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}
