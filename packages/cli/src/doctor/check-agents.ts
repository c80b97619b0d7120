import type { CommandContext } from '../command-context.ts';
import type { Finding } from './finding.ts';

/** The agents of the data directory on this machine: how many there are, and which files are left out. */
export async function checkAgents({ config, clock }: CommandContext): Promise<readonly Finding[]> {
  const { openAgents } = await import('@tutti/server/home');
  using book = await openAgents({ directory: config.dataDirectory, clock });
  const remedy = `Mend the file in ${config.dataDirectory}/agents, or take it out of there.`;
  return [
    { about: 'agents', state: 'ok', text: `${book.list().length} can be asked` },
    ...book.problems.map((text): Finding => ({ about: 'agents', state: 'warning', text, remedy })),
  ];
}
