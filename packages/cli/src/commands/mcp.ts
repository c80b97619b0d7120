import { findAgents } from '@tutti/protocol/api';
import type { DoorDesk } from '@tutti/server/mcp';
import type { CommandContext } from '../command-context.ts';
import { BorrowedDesk } from '../desk/borrowed-desk.ts';
import { findServerPlace, openDesk } from '../desk/open-desk.ts';
import { EXIT } from '../exit-code.ts';
import { describeError } from '../report-error.ts';
import { listenForInterrupts } from '../runs/interrupts.ts';
import { writeLine } from '../terminal.ts';
import { toPlainLine } from '../view/plain-text.ts';

/** Stays until its client goes. Standard output belongs to the protocol: everything else is said on the other. */
export async function mcpCommand(context: CommandContext): Promise<number> {
  const { clock, terminal } = context;
  const { serveMcpOverStdio } = await import('@tutti/server/mcp');
  const leaving = new AbortController();
  const leave = () => leaving.abort();
  const stopListening = listenForInterrupts({ interrupt: leave, terminate: leave, leaveAtOnce: leave });
  const tell = (error: unknown) => writeLine(terminal.err, toPlainLine(describeError(error).message));
  await using borrowed = new BorrowedDesk({ clock, open: () => openDesk(context), onProblem: tell });
  try {
    const door = {
      desk: toDoorDesk(borrowed),
      clock,
      describe: describeError,
      leaving: leaving.signal,
      pages: (await findServerPlace(context))?.url,
    };
    await serveMcpOverStdio(door, { input: process.stdin, output: process.stdout });
  } finally {
    stopListening();
  }
  return EXIT.done;
}

/** One command is one user: it may do whatever the desk lets it do. */
function toDoorDesk(borrowed: BorrowedDesk): DoorDesk {
  return {
    findAgents: ({ limit, cursor, ...wish }) =>
      borrowed.use(async (desk) => {
        const found = findAgents(await desk.agents.list(), wish).filter(
          ({ id }) => cursor === undefined || id > cursor,
        );
        const items = found.slice(0, limit);
        return { items, next: found.length > limit ? items.at(-1)?.id : undefined };
      }),
    analyzeTask: (request, most) => borrowed.use((desk) => desk.analyze(request, most)),
    submit: (task) => borrowed.use((desk) => desk.submit(task)),
    listRuns: (search) => borrowed.use((desk) => desk.listRuns(search)),
    getRun: (run) => borrowed.use((desk) => desk.getRun(run)),
    readArtefact: (run, artefact) => borrowed.use((desk) => desk.readArtefact(run, artefact)),
    cancel: (run, reason) => borrowed.use((desk) => desk.cancel(run, reason)),
    follow: (run, following) => borrowed.use((desk) => desk.follow(run, following)),
  };
}
