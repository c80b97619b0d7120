import { systemClock } from '@tutti/engine';
import type { Command } from 'commander';
import { choose } from '../choose.ts';
import type { BareContext } from '../command-context.ts';
import { readCommandTree } from '../completion/command-tree.ts';
import { toBash } from '../completion/to-bash.ts';
import { toFish } from '../completion/to-fish.ts';
import { toZsh } from '../completion/to-zsh.ts';
import { EXIT } from '../exit-code.ts';
import { openContext } from '../open-context.ts';

const WRITERS = { bash: toBash, zsh: toZsh, fish: toFish };
const SHELLS = ['bash', 'zsh', 'fish'] as const;

export async function completionCommand(bare: BareContext, program: Command, shell: string): Promise<number> {
  const write = WRITERS[choose(SHELLS, shell, 'completion for')];
  const { PROVIDER_NAMES } = await import('@tutti/server/config');
  const agents = await listAgentIds(bare);
  const providers = PROVIDER_NAMES.map(({ provider }) => provider);
  bare.terminal.out.write(write(readCommandTree(program, { agents, providers })));
  return EXIT.done;
}

/** Also the user's own, where the configuration says where they would be. */
async function listAgentIds(bare: BareContext): Promise<string[]> {
  const { openAgents } = await import('@tutti/server/home');
  // What is wrong with a setting every other command tells.
  const context = await openContext(bare, {}).catch(() => undefined);
  using book = await openAgents({ directory: context?.config.dataDirectory, clock: systemClock });
  return book.list().map(({ id }) => id);
}
