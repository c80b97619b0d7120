import { InvalidInputError, RunError, RunFinishedError } from '@tutti/engine';
import { isFinished } from '@tutti/protocol';
import type { CommandContext, CommonOptions } from '../command-context.ts';
import { openDesk } from '../desk/open-desk.ts';
import { parseJsonOption } from '../parse-json-option.ts';
import { resolveRunId } from '../runs/resolve-run-id.ts';
import { decide } from './approve.ts';

export interface AnswerOptions extends CommonOptions {
  readonly output?: string;
}

export interface Answer {
  readonly typed: string;
  readonly path: string;
  readonly verdict: string;
}

/** What a person found out about an effect that may have happened. The run then goes on. */
export async function answerCommand(context: CommandContext, answer: Answer, options: AnswerOptions): Promise<number> {
  const decision = parseVerdict(answer.verdict);
  const output = parseJsonOption(options.output, '--output');
  await using desk = await openDesk(context);
  const run = await resolveRunId(desk, answer.typed);
  const { status, open } = await desk.getRun(run);
  if (isFinished(status)) throw new RunFinishedError(run);
  const approval = open.find(({ kind, path }) => kind === 'doubt' && path === answer.path);
  if (!approval) throw new RunError('step_not_found', `${run} has no open doubt at ${answer.path}`);
  return await decide(context, desk, {
    approval,
    json: options.json ?? false,
    answer: { decision, ...(output !== undefined && { output }) },
  });
}

function parseVerdict(text: string): 'happened' | 'not_happened' {
  if (text === 'happened') return 'happened';
  if (text === 'not-happened' || text === 'not_happened') return 'not_happened';
  throw new InvalidInputError(`a doubt is answered with happened or not-happened, not with "${text}"`, 'verdict');
}
