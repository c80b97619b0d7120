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

/** The agents are those of today: whoever adds some makes the script again. */
export async function completionCommand(
  { terminal: { out } }: BareContext,
  program: Command,
  shell: string,
): Promise<number> {
  const write = WRITERS[choose(SHELLS, shell, 'completion for')];
  const { readCatalogue } = await import('@tutti/server/home');
  const agents = (await readCatalogue()).list().map(({ id }) => id);
  out.write(write(readCommandTree(program, agents)));
  return EXIT.done;
}
