import { type Actor, type Add, choice } from './add-command.ts';

export function addWork(add: Add, { act }: Actor): void {
  add('run <goal>', 'let a team of agents work on a goal, and watch it')
    .option('--agents <ids>', 'who works on it, in order; default: project,drafting,editing')
    .addOption(choice('--pattern <name>', 'how they work together', ['sequential', 'parallel']).default('sequential'))
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
  add('resume [id]', 'go on with a run, or with everything that is unfinished').action((id, options) =>
    act(options, async (context) => (await import('../commands/resume.ts')).resumeCommand(context, id, options)),
  );
}
