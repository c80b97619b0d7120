/** Commands that tell a run something and then drive it until it has obeyed. */
import { InvalidInputError, RunFinishedError } from '@tutti/engine';
import { type DoubtVerdict, isFinished, type Json, type RunId, StepPath } from '@tutti/protocol';
import type { CommandContext, CommonOptions } from '../command-context.ts';
import { EXIT } from '../exit-code.ts';
import { type Home, openHome } from '../home/open-home.ts';
import { driveRuns } from '../runs/drive-runs.ts';
import { resolveRunId } from '../runs/resolve-run-id.ts';

export interface CancelOptions extends CommonOptions {
  readonly reason?: string;
}

export interface RetryOptions extends CommonOptions {
  readonly from?: string;
  readonly output?: string;
  readonly repeatEffect?: boolean;
}

export interface AnswerOptions extends CommonOptions {
  readonly output?: string;
}

/** Succeeds when the run was stopped, whatever it had been asked to do. */
export async function cancelCommand(context: CommandContext, typed: string, options: CancelOptions): Promise<number> {
  await using home = await openHome(context, options);
  const run = await findUnfinished(home, typed);
  await home.engine.cancel(home.principal, run, options.reason ?? 'cancelled on the command line');
  await drive(context, home, { run, options });
  const { status } = await home.engine.getRun(home.principal, run);
  return status === 'cancelled' ? EXIT.done : EXIT.wrongState;
}

export async function pauseCommand(context: CommandContext, typed: string, options: CancelOptions): Promise<number> {
  await using home = await openHome(context, options);
  const run = await findUnfinished(home, typed);
  await home.engine.pause(home.principal, run, options.reason ?? 'paused on the command line');
  await drive(context, home, { run, options });
  const { status } = await home.engine.getRun(home.principal, run);
  return status === 'paused' ? EXIT.done : EXIT.wrongState;
}

export interface Answer {
  readonly typed: string;
  readonly path: string;
  readonly verdict: string;
}

/** What a person found out about an effect that may have happened. The run then goes on. */
export async function answerCommand(context: CommandContext, answer: Answer, options: AnswerOptions): Promise<number> {
  const verdict = parseVerdict(answer.verdict);
  const output = parseJson(options.output, '--output');
  await using home = await openHome(context, options);
  const run = await findUnfinished(home, answer.typed);
  await home.engine.answerDoubt(home.principal, run, {
    path: answer.path,
    verdict,
    ...(output !== undefined && { output }),
  });
  return await drive(context, home, { run, options });
}

/** A new run takes over what the old one recorded, and goes on from the step that failed. */
export async function retryCommand(context: CommandContext, typed: string, options: RetryOptions): Promise<number> {
  const output = parseJson(options.output, '--output');
  const { from, repeatEffect = false } = options;
  await using home = await openHome(context, options);
  const old = await resolveRunId(home, typed);
  const run = await home.engine.retry(home.principal, old, {
    repeatEffect,
    ...(from !== undefined && { from: StepPath.parse(from) }),
    ...(output !== undefined && { output }),
  });
  return await driveRuns(context, home, { runs: [run], json: options.json ?? false, onInterrupt: 'cancel' });
}

async function findUnfinished(home: Home, typed: string): Promise<RunId> {
  const run = await resolveRunId(home, typed);
  const { status } = await home.engine.getRun(home.principal, run);
  if (isFinished(status)) throw new RunFinishedError(run);
  return run;
}

function drive(
  context: CommandContext,
  home: Home,
  { run, options }: { run: RunId; options: CommonOptions },
): Promise<number> {
  return driveRuns(context, home, { runs: [run], json: options.json ?? false, onInterrupt: 'leave', woken: true });
}

function parseVerdict(text: string): DoubtVerdict {
  if (text === 'happened') return 'happened';
  if (text === 'not-happened' || text === 'not_happened') return 'not_happened';
  throw new InvalidInputError(`a doubt is answered with happened or not-happened, not with "${text}"`, 'verdict');
}

function parseJson(text: string | undefined, option: string): Json | undefined {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch (cause) {
    throw new InvalidInputError(`${option} takes JSON, such as '{"id":7}' or '"text"'`, option, { cause });
  }
}
