/** What a member says it holds in a round, in its own words. */
import type { AgentId } from '@tutti/protocol';
import * as z from 'zod';

const Words = (most: number) => z.string().trim().max(most);
const Confidence = z.number().min(0).max(1).describe('How likely it is that your position is right, from 0 to 1.');

/** Before anybody has seen what others think. */
export const Opening = z.object({
  position: Words(600).min(1).describe('Your position as one short claim that can be agreed or disagreed with.'),
  argument: Words(12_000).describe('The answer itself with its reasons, complete enough to stand alone.'),
  confidence: Confidence,
  evidence: z.array(Words(600).min(1)).max(12).describe('Facts, sources or calculations that others can check.'),
});
export type Opening = z.infer<typeof Opening>;

export const Reply = Opening.extend({
  agreesWith: z
    .array(Words(80))
    .max(50)
    .describe('Names of those whose position, as shown to you, says the same as yours. Empty when there is none.'),
  changed: z.boolean().describe('True if you no longer hold the position that you held last.'),
  changedBecause: Words(1_000).describe(
    'If it changed: which argument or piece of evidence changed it. That others agree is no reason. Else empty.',
  ),
});
export type Reply = z.infer<typeof Reply>;

/**
 * How it came from the last one: `repeated` adds nothing at all, `kept` and `rephrased` hold on to it, `changed` gives a
 * reason and `switched` does not.
 */
export type Move = 'first' | 'repeated' | 'kept' | 'rephrased' | 'changed' | 'switched';

export interface Statement extends Opening {
  readonly by: AgentId;
  readonly round: number;
  readonly move: Move;
  readonly changedBecause: string;
  /** Only others that there are, and that it had been shown. */
  readonly agreesWith: readonly AgentId[];
}
