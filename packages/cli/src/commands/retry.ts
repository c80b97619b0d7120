import { InvalidInputError } from '@tutti/engine';
import { StepPath } from '@tutti/protocol';
import type { CommandContext, CommonOptions } from '../command-context.ts';
import { openDesk, openLastingDesk } from '../desk/open-desk.ts';
import { parseJsonOption } from '../parse-json-option.ts';
import { driveRuns } from '../runs/drive-runs.ts';
import { resolveRunId } from '../runs/resolve-run-id.ts';
import { warnUndriven } from '../runs/warn-undriven.ts';
import { tellDetached } from './run.ts';

export interface RetryOptions extends CommonOptions {
  readonly from?: string;
  readonly output?: string;
  readonly repeatEffect?: boolean;
  readonly detach?: boolean;
}

/** A new run takes over what the old one recorded, and goes on from the step that failed. */
export async function retryCommand(context: CommandContext, typed: string, options: RetryOptions): Promise<number> {
  const output = parseJsonOption(options.output, '--output');
  const { from, repeatEffect = false, detach = false, json = false } = options;
  await using desk = detach ? await openLastingDesk(context) : await openDesk(context);
  const old = await resolveRunId(desk, typed);
  const run = await desk.retry(old, {
    repeatEffect,
    ...(from !== undefined && { from: parsePath(from) }),
    ...(output !== undefined && { output }),
  });
  if (detach || !desk.drivesHere) await warnUndriven(context, desk);
  if (detach) return tellDetached(context, run, json);
  return await driveRuns(context, desk, { runs: [run], json, onInterrupt: 'cancel' });
}

function parsePath(text: string): StepPath {
  const parsed = StepPath.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new InvalidInputError(
    `--from takes the path of a step, such as turn/2/model/1, not ${JSON.stringify(text)}`,
    '--from',
  );
}
