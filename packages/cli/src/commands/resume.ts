import { isFinished, type RunId } from '@tutti/protocol';
import { RunFinishedError } from '@tutti/engine';
import type { CommandContext, CommonOptions } from '../command-context.ts';
import { EXIT } from '../exit-code.ts';
import { type Home, openHome } from '../home/open-home.ts';
import { driveRuns } from '../runs/drive-runs.ts';
import { listAll, resolveRunId } from '../runs/resolve-run-id.ts';
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
  await using home = await openHome(context, options);
  if (typed !== undefined) return await resumeOne(context, home, { typed, json });
  const runs = await listUnfinished(home);
  if (runs.length === 0) {
    if (!json) writeLine(context.terminal.out, `Nothing is unfinished in ${home.directory}.`);
    return EXIT.done;
  }
  return await driveRuns(context, home, { runs, json, onInterrupt: 'leave', brief: runs.length > MOST_IN_FULL });
}

async function resumeOne(
  context: CommandContext,
  home: Home,
  { typed, json }: { typed: string; json: boolean },
): Promise<number> {
  const run = await resolveRunId(home, typed);
  const { status } = await home.engine.getRun(home.principal, run);
  if (isFinished(status)) throw new RunFinishedError(run);
  const aside = status === 'paused' || status === 'quarantined';
  if (aside) await home.engine.resume(home.principal, run);
  return driveRuns(context, home, { runs: [run], json, onInterrupt: 'cancel', woken: aside });
}

/** A child goes on with its parent, so only the parents are watched. */
async function listUnfinished(home: Home): Promise<RunId[]> {
  const all = await Array.fromAsync(listAll(home));
  return all.filter(({ status, parent }) => !isFinished(status) && parent === undefined).map(({ run }) => run);
}
