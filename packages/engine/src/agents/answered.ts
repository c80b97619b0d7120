/** What of a model's answer is kept: only a whole one counts. */
import { Json, Label, Usage } from '@tutti/protocol';
import * as z from 'zod';
import { ModelFailedError } from '../model-errors.ts';
import type { Message, ModelAnswer } from '../ports/model.ts';
import { CallDecision } from '../tools/policy/decide-call.ts';

/** About the call at this place of the answer. */
export const RecordedDecision = CallDecision.extend({
  call: z.int().nonnegative(),
  /** What the tool's own schema has against the input: then it is neither asked about nor called. */
  invalid: z.string().exactOptional(),
  /** The arguments as the tool gets them, where that is not what the model wrote: with what stands for those that are left out. */
  input: Json.exactOptional(),
});
export type RecordedDecision = z.infer<typeof RecordedDecision>;

export const Answered = z.object({
  text: z.string(),
  toolCalls: z.array(z.object({ id: z.string(), name: z.string(), input: Json })),
  usage: Usage.optional(),
  labels: z.array(Label),
  /** What the policy decided about its calls; those that are not mentioned are plainly allowed. */
  decisions: z.array(RecordedDecision).exactOptional(),
});
export type Answered = z.infer<typeof Answered>;

/** What was cut off must not pass for a whole answer, but what it cost is known. */
export function toAnswered({ text, toolCalls, finish, usage, labels }: ModelAnswer): Answered {
  const used = usage && { used: usage };
  if (finish === 'interrupted')
    throw new ModelFailedError('the answer was cut off on its way', { class: 'cut', ...used });
  if (finish === 'length')
    throw new ModelFailedError('the answer is longer than the agent may write', {
      class: 'malformed',
      retryable: false,
      ...used,
    });
  if (finish === 'refused')
    throw new ModelFailedError('the model refused to answer', { class: 'content_filtered', ...used });
  return { text, toolCalls: [...toolCalls], labels: [...labels], ...(usage && { usage }) };
}

export function toMessage({ text, toolCalls, labels }: Answered): Message {
  return { role: 'assistant', text, toolCalls, labels };
}
