/** What of a model's answer is kept: only a whole one counts. */
import { Json, Label, Usage } from '@tutti/protocol';
import * as z from 'zod';
import { ModelFailedError } from '../model-errors.ts';
import type { Message, ModelAnswer } from '../ports/model.ts';

export const Answered = z.object({
  text: z.string(),
  toolCalls: z.array(z.object({ id: z.string(), name: z.string(), input: Json })),
  usage: Usage.optional(),
  labels: z.array(Label),
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
