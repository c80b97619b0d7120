import type { Command } from 'commander';
import { type Actor, addCommand, choice, refuseOtherCommands } from './add-command.ts';

const EFFECTS = ['pure', 'read', 'idempotent', 'compensatable', 'irreversible'];

/** Below `tutti tools`. */
export function addToolsPolicy(tools: Command, { act }: Actor): void {
  const policy = addCommand(tools, 'policy', 'by which rules calls of tools are allowed, asked about or denied')
    .allowExcessArguments()
    .action(async (options, command) => {
      await refuseOtherCommands(command);
      return act(options, async (context) =>
        (await import('../commands/tools-policy.ts')).toolsPolicyCommand(context, options),
      );
    });
  addCommand(policy, 'check <agent> <tool>', 'what would be decided about a call; nothing is called')
    .option('--input <json>', 'the arguments of the call')
    .addOption(choice('--effect <class>', 'what the call would cause; default: what the tool says', EFFECTS))
    .action((agent, tool, options) =>
      act(options, async (context) =>
        (await import('../commands/tools-policy.ts')).checkCallCommand(context, { agent, tool }, options),
      ),
    );
}
