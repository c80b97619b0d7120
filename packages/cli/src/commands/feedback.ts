import { Rating } from '@tutti/protocol';
import { choose } from '../choose.ts';
import type { CommandContext, CommonOptions } from '../command-context.ts';
import { openDesk } from '../desk/open-desk.ts';
import { EXIT } from '../exit-code.ts';
import { resolveRunId } from '../runs/resolve-run-id.ts';
import { writeLine } from '../terminal.ts';

export interface FeedbackOptions extends CommonOptions {
  readonly comment?: string;
}

export async function feedbackCommand(
  context: CommandContext,
  { typed, rating }: { typed: string; rating: string },
  { comment, json = false }: FeedbackOptions,
): Promise<number> {
  const chosen = choose(Rating.options, rating, 'rating');
  await using desk = await openDesk(context);
  const run = await resolveRunId(desk, typed);
  const kept = await desk.reviews.giveFeedback(run, { rating: chosen, ...(comment !== undefined && { comment }) });
  writeLine(context.terminal.out, json ? JSON.stringify(kept) : `Kept: ${run} was ${chosen}.`);
  return EXIT.done;
}
