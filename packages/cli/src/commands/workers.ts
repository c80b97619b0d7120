import type { CommandContext, CommonOptions } from '../command-context.ts';
import { openDesk } from '../desk/open-desk.ts';
import { EXIT } from '../exit-code.ts';
import { writeLine } from '../terminal.ts';
import { renderWorkers } from '../view/render-workers.ts';

/** Who works here: those at work first, then those that ended within the last day. */
export async function workersCommand(context: CommandContext, { json = false }: CommonOptions): Promise<number> {
  await using desk = await openDesk(context);
  const workers = await desk.listWorkers();
  const { out } = context.terminal;
  if (json) writeLine(out, JSON.stringify(workers));
  else if (workers.length === 0) writeLine(out, `Nobody works in ${desk.place}. Start the server: tutti up`);
  else for (const line of renderWorkers(workers, out)) writeLine(out, line);
  return EXIT.done;
}
