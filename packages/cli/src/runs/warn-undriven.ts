import { drivesRuns } from '@tutti/protocol/api';
import type { CommandContext } from '../command-context.ts';
import type { WorkerDesk } from '../desk/desk.ts';
import { writeLine } from '../terminal.ts';

/** Whoever leaves a run to others is told that there are none. */
export async function warnUndriven(
  { terminal: { err } }: Pick<CommandContext, 'terminal'>,
  desk: WorkerDesk,
): Promise<void> {
  if (await isUndriven(desk))
    writeLine(err, 'Nobody drives runs at the moment, so this one waits. Start a worker: tutti worker');
}

/** As far as is known: only whoever may manage is told of the workers, and what is asked beside a run never stops it. */
export async function isUndriven(desk: WorkerDesk): Promise<boolean> {
  const workers = await desk.listWorkers().catch(() => undefined);
  return workers !== undefined && !workers.some(drivesRuns);
}
