import type { Command } from 'commander';
import { choose } from '../choose.ts';
import type { BareContext } from '../command-context.ts';
import { readCommandTree } from '../completion/command-tree.ts';
import { toBash } from '../completion/to-bash.ts';
import { toFish } from '../completion/to-fish.ts';
import { toZsh } from '../completion/to-zsh.ts';
import { EXIT } from '../exit-code.ts';

const WRITERS = { bash: toBash, zsh: toZsh, fish: toFish };
const SHELLS = ['bash', 'zsh', 'fish'] as const;

export async function completionCommand(
  { terminal: { out } }: BareContext,
  program: Command,
  shell: string,
): Promise<number> {
  const write = WRITERS[choose(SHELLS, shell, 'completion for')];
  const [{ readCatalogue }, { PROVIDER_NAMES }] = await Promise.all([
    import('@tutti/server/home'),
    import('@tutti/server/config'),
  ]);
  const agents = (await readCatalogue()).list().map(({ id }) => id);
  const providers = PROVIDER_NAMES.map(({ provider }) => provider);
  out.write(write(readCommandTree(program, { agents, providers })));
  return EXIT.done;
}
