import { InvalidInputError } from '@tutti/engine';
import { GOAL_LIMIT } from '@tutti/protocol';
import type { CommandContext } from '../command-context.ts';
import { openDesk } from '../desk/open-desk.ts';
import { driveRuns } from '../runs/drive-runs.ts';
import { warnUndriven } from '../runs/warn-undriven.ts';
import { AnswerView } from '../view/answer-view.ts';
import { type RunOptions, toTask } from './run.ts';

export type AskOptions = Omit<RunOptions, 'agents' | 'pattern' | 'detach' | 'review' | 'repo' | 'base'>;

/** Stands for what is piped in. */
const PIPED = '-';

/** A run of one agent, with nothing on stdout but what it answers. */
export async function askCommand(
  context: CommandContext,
  asked: { readonly agent: string; readonly request: string },
  options: AskOptions,
): Promise<number> {
  const { json = false } = options;
  const request = asked.request === PIPED ? await readPiped() : asked.request;
  const task = toTask(context, request, { ...options, agents: asked.agent });
  if (task.agents?.length !== 1)
    throw new InvalidInputError('one agent is asked; a team works with `tutti run --agents`', 'agent');
  await using desk = await openDesk(context);
  const run = await desk.submit(task);
  if (!desk.drivesHere) await warnUndriven(context, desk);
  const present = new AnswerView(context.terminal, json);
  return await driveRuns(context, desk, { runs: [run], json: false, onInterrupt: 'cancel', present });
}

/** What is too long for a request is not read to its end, and refused for its length. */
async function readPiped(): Promise<string> {
  let text = '';
  for await (const chunk of process.stdin.setEncoding('utf8')) {
    text += String(chunk);
    if (text.length > 2 * GOAL_LIMIT) break;
  }
  return text;
}
