import type { Command } from 'commander';
import { type Actor, addCommand } from './add-command.ts';
import { addToolsPolicy } from './add-tools-policy.ts';

const several = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

export function addTools(program: Command, actor: Actor): void {
  const { act } = actor;
  const tools = addCommand(
    program,
    'tools [server]',
    'servers of tools: how they are, what they have, what changed',
  ).action((server, options) =>
    act(options, async (context) => (await import('../commands/tools.ts')).toolsCommand(context, server, options)),
  );
  addCommand(tools, 'approve <server> [tools...]', 'allow its command, then its tools, each as it is shown')
    .option('--yes', 'without being asked: for scripts, where what is approved was read before')
    .action((server, names, options) =>
      act(options, async (context) =>
        (await import('../commands/tools-approve.ts')).approveToolsCommand(context, { server, names }, options),
      ),
    );
  addCommand(tools, 'sets', 'the tools that are built in: what they may cause, and what to set for them').action(
    (options) =>
      act(options, async (context) => (await import('../commands/tools.ts')).toolSetsCommand(context, options)),
  );
  addChanges(tools, actor);
  addToolsPolicy(tools, actor);
}

function addChanges(tools: Command, { act }: Actor): void {
  addCommand(
    tools,
    'add <server> [command...]',
    'add a server: tutti tools add notes -- npx -y notes-server@1.2.3; nothing is started',
  )
    .option('--url <url>', 'one that is asked over the network, in the place of a command')
    .option('--env <name=value>', 'a variable of its command; NAME=@secret takes a stored one', several)
    .option(
      '--header <name=value>',
      'of requests to its url; "Authorization=Bearer @token" takes a stored one',
      several,
    )
    .option('--cwd <dir>', 'where it is started; default: a private folder')
    .action((server, command, options) =>
      act(options, async (context) =>
        (await import('../commands/tools-change.ts')).addToolServerCommand(context, { server, command }, options),
      ),
    );
  addCommand(tools, 'remove <server>', 'stop it, and forget it with its approvals and secrets').action(
    (server, options) =>
      act(options, async (context) =>
        (await import('../commands/tools-change.ts')).removeToolServerCommand(context, server, options),
      ),
  );
  addCommand(tools, 'secret <server> <name>', 'store a secret for it, encrypted; it is asked for, or piped in')
    .option('--remove', 'forget it instead')
    .action((server, name, options) =>
      act(options, async (context) =>
        (await import('../commands/tools-change.ts')).toolSecretCommand(context, { server, name }, options),
      ),
    );
  addCommand(tools, 'connect <server>', 'start it now, or start it again, and say what it has').action(
    (server, options) =>
      act(options, async (context) =>
        (await import('../commands/tools.ts')).connectToolsCommand(context, server, options),
      ),
  );
  addCommand(tools, 'try <server> <tool>', 'call one approved tool by hand; what it does happens')
    .option('--input <json>', 'its arguments')
    .action((server, tool, options) =>
      act(options, async (context) =>
        (await import('../commands/tools.ts')).tryToolCommand(context, { server, tool }, options),
      ),
    );
}
