import { RunFinishedError } from '@tutti/engine';
import { isFinished, type RunId } from '@tutti/protocol';
import type { CommandContext, CommonOptions } from '../command-context.ts';
import type { Desk } from '../desk/desk.ts';
import { openDesk } from '../desk/open-desk.ts';
import { EXIT } from '../exit-code.ts';
import { driveRuns } from '../runs/drive-runs.ts';
import { listAll, resolveRunId } from '../runs/resolve-run-id.ts';
import { warnUndriven } from '../runs/warn-undriven.ts';
import { writeLine } from '../terminal.ts';

/** Of more runs than these only the totals are told. */
const MOST_IN_FULL = 3;

/** With an id that run, also when it was paused or kept aside; without one everything that can go on by itself. */
export async function resumeCommand(
  context: CommandContext,
  typed: string | undefined,
  options: CommonOptions,
): Promise<number> {
  const { json = false } = options;
  await using desk = await openDesk(context);
  if (typed !== undefined) return await resumeOne(context, desk, { typed, json });
  const runs = await listUnfinished(desk);
  if (runs.length === 0) {
    if (!json) writeLine(context.terminal.out, `Nothing is unfinished in ${desk.place}.`);
    return EXIT.done;
  }
  if (!desk.drivesHere) await warnUndriven(context, desk);
  return await driveRuns(context, desk, { runs, json, onInterrupt: 'leave', brief: runs.length > MOST_IN_FULL });
}

async function resumeOne(
  context: CommandContext,
  desk: Desk,
  { typed, json }: { typed: string; json: boolean },
): Promise<number> {
  const run = await resolveRunId(desk, typed);
  const { status, seq } = await desk.getRun(run);
  if (isFinished(status)) throw new RunFinishedError(run);
  const aside = status === 'paused' || status === 'quarantined';
  if (aside) await desk.resume(run);
  if (!desk.drivesHere) await warnUndriven(context, desk);
  // What a server drives is only watched from here.
  const onInterrupt = desk.drivesHere ? 'cancel' : 'leave';
  return driveRuns(context, desk, { runs: [run], json, onInterrupt, ...(aside && { wokenAt: seq }) });
}

/** A child goes on with its parent, so only the parents are watched. */
async function listUnfinished(desk: Desk): Promise<RunId[]> {
  const all = await Array.fromAsync(
    listAll(desk, { status: ['queued', 'running', 'waiting', 'paused', 'quarantined'] }),
  );
  return all.filter(({ parent }) => parent === undefined).map(({ run }) => run);
}
