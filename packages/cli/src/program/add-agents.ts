import type { Command } from 'commander';
import { type Actor, addCommand, choice } from './add-command.ts';

const ROLES = ['coordinator', 'worker', 'specialist', 'monitor'];

export function addAgents(program: Command, actor: Actor): void {
  const agents = addCommand(program, 'agents [id]', 'list the agents, or show one by its id or an alias')
    .option('--suite <name>', 'only of this suite, such as organized-system')
    .option('--category <name>', 'only of this category, such as Development')
    .option('--capability <name>', 'only those that can do this, such as code-review')
    .addOption(choice('--role <name>', 'only those with this role', ROLES))
    .option('--search <words>', 'only with these words in id, alias, purpose or capabilities')
    .option('--retired', 'those that were taken out of use')
    .action((id, options) =>
      actor.act(options, async (context) =>
        (await import('../commands/agents.ts')).agentsCommand(context, id, options),
      ),
    );
  addLooks(agents, actor);
  addChanges(agents, actor);
}

function addLooks(agents: Command, { act }: Actor): void {
  const load = () => import('../commands/agents-versions.ts');
  addCommand(agents, 'show <id>', 'an agent, by its id or an alias')
    .option('--at <version>', 'its Markdown file as it was in this version')
    .action((id, { at, ...options }) =>
      act(options, async (context) =>
        at === undefined
          ? (await import('../commands/agents.ts')).agentsCommand(context, id, options)
          : (await load()).agentVersionCommand(context, { id, version: at }, options),
      ),
    );
  addCommand(agents, 'versions <id>', 'what an agent was, the newest version first')
    .option('--diff <numbers...>', 'what is different between two versions, or in one from the one before it')
    .action((id, options) =>
      act(options, async (context) => (await load()).agentVersionsCommand(context, id, options)),
    );
  addCommand(agents, 'record <id>', 'what an agent has done in its newest runs').action((id, options) =>
    act(options, async (context) => (await load()).agentRecordCommand(context, id, options)),
  );
}

function addChanges(agents: Command, { act }: Actor): void {
  const load = () => import('../commands/agents-change.ts');
  const note = ['--note <text>', 'why, for whoever reads its versions'] as const;
  addCommand(agents, 'add <file>', 'make an agent out of its Markdown file; nothing is started')
    .option(...note)
    .action((file, options) => act(options, async (context) => (await load()).addAgentCommand(context, file, options)));
  addCommand(agents, 'edit <id>', 'change an agent in $VISUAL or $EDITOR; with mistakes in it, it is opened again')
    .option('--file <path>', 'take this text, and open no editor')
    .option(...note)
    .action((id, options) => act(options, async (context) => (await load()).editAgentCommand(context, id, options)));
  addCommand(agents, 'restore <id> <version>', 'let an agent be again what it was in this version').action(
    (id, version, options) =>
      act(options, async (context) => (await load()).restoreAgentCommand(context, { id, version }, options)),
  );
  addCommand(
    agents,
    'reset <id>',
    'give up what was written here: what is shipped, or lies in a file, counts again',
  ).action((id, options) => act(options, async (context) => (await load()).resetAgentCommand(context, id, options)));
  addCommand(agents, 'remove <id>', 'take an agent out of use; its versions and its runs stay').action((id, options) =>
    act(options, async (context) => (await load()).removeAgentCommand(context, id, options)),
  );
}
