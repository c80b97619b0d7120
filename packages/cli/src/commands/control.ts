/** Commands that tell a run something and then wait until it has obeyed. */
import { RunFinishedError } from '@tutti/engine';
import { isFinished } from '@tutti/protocol';
import type { CommandContext, CommonOptions } from '../command-context.ts';
import { openDesk } from '../desk/open-desk.ts';
import { EXIT } from '../exit-code.ts';
import { driveRuns } from '../runs/drive-runs.ts';
import { resolveRunId } from '../runs/resolve-run-id.ts';

export interface ControlOptions extends CommonOptions {
  readonly reason?: string;
}

/** Succeeds when the run was stopped, whatever it had been asked to do. */
export function cancelCommand(context: CommandContext, typed: string, options: ControlOptions): Promise<number> {
  return control(context, { typed, verb: 'cancel', wanted: 'cancelled' }, options);
}

export function pauseCommand(context: CommandContext, typed: string, options: ControlOptions): Promise<number> {
  return control(context, { typed, verb: 'pause', wanted: 'paused' }, options);
}

interface Order {
  readonly typed: string;
  readonly verb: 'cancel' | 'pause';
  readonly wanted: 'cancelled' | 'paused';
}

async function control(
  context: CommandContext,
  { typed, verb, wanted }: Order,
  { reason = `${wanted} on the command line`, json = false }: ControlOptions,
): Promise<number> {
  await using desk = await openDesk(context);
  const run = await resolveRunId(desk, typed);
  const { status: before, seq } = await desk.getRun(run);
  if (isFinished(before)) throw new RunFinishedError(run);
  await desk[verb](run, reason);
  const code = await driveRuns(context, desk, { runs: [run], json, onInterrupt: 'leave', wokenAt: seq });
  if (code === EXIT.interrupted || code === EXIT.terminated) return code;
  const { status } = await desk.getRun(run);
  return status === wanted ? EXIT.done : EXIT.wrongState;
}
