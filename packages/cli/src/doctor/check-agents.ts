import type { CommandContext } from '../command-context.ts';
import type { ServerPlace } from '../desk/remote-desk.ts';
import { describeError } from '../report-error.ts';
import type { Finding } from './finding.ts';

const about = 'agents';

/** How many there are, at the server where one runs, and which files of the data directory on this machine are left out. */
export async function checkAgents(
  { config, clock }: CommandContext,
  place: ServerPlace | undefined,
): Promise<readonly Finding[]> {
  const { openAgents } = await import('@tutti/server/home');
  using book = await openAgents({ directory: config.dataDirectory, clock });
  const remedy = `Mend the file in ${config.dataDirectory}/agents, or take it out of there.`;
  const own: Finding = {
    about,
    state: 'ok',
    text: `${book.list().length} can be asked, of files and what comes with Tutti`,
  };
  return [
    place ? await askServer(place) : own,
    ...book.problems.map((text): Finding => ({ about, state: 'warning', text, remedy })),
  ];
}

async function askServer(place: ServerPlace): Promise<Finding> {
  try {
    const { RemoteDesk } = await import('../desk/remote-desk.ts');
    return { about, state: 'ok', text: `${(await new RemoteDesk(place).agents.list()).length} can be asked` };
  } catch (error) {
    const { code, message, remedy } = describeError(error);
    return { about, state: 'warning', text: `${message} (${code})`, remedy };
  }
}
