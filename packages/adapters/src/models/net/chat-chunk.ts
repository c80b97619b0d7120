/** A piece of a plain answer, as OpenAI's chat protocol has it. Whatever has anything else in a place that counts is none. */
import * as z from 'zod';

const Nothing = z.union([z.null(), z.literal(''), z.tuple([])]).optional();
/** Tokens that have a price of their own are told in as many ways as there are providers. */
const Zeros = z.record(z.string(), z.literal(0).nullable()).nullish();
const Count = z.int().nonnegative();
const Ignored = z.number().nullish();

const Usage = z.strictObject({
  prompt_tokens: Count,
  completion_tokens: Count,
  total_tokens: Ignored,
  queue_time: Ignored,
  prompt_time: Ignored,
  completion_time: Ignored,
  total_time: Ignored,
  prompt_tokens_details: Zeros,
  completion_tokens_details: Zeros,
});

const Delta = z.strictObject({
  role: z.string().nullish(),
  content: z.string().nullish(),
  refusal: Nothing,
  reasoning: Nothing,
  reasoning_content: Nothing,
  tool_calls: Nothing,
  function_call: Nothing,
});

export const ChatChunk = z.object({
  choices: z
    .array(
      z.object({
        index: z.literal(0).optional(),
        delta: Delta.nullish(),
        finish_reason: z.enum(['stop', 'length']).nullish(),
      }),
    )
    .max(1),
  usage: Usage.nullish(),
  x_groq: z.object({ usage: Usage.nullish(), error: z.null().optional() }).nullish(),
  error: z.null().optional(),
});
export type ChatChunk = z.infer<typeof ChatChunk>;
