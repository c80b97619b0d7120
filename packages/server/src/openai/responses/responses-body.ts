/** The body of `POST /v1/responses`. What is not named here is ignored, as OpenAI itself does. */
import { Json } from '@tutti/protocol';
import * as z from 'zod';
import { ModelName, Temperature, TokenLimit, TopP } from '../chat/chat-body.ts';

const MOST_ITEMS = 5_000;
const MOST_TOOLS = 128;
const LONGEST_NAME = 200;

const Part = z.discriminatedUnion(
  'type',
  [
    z.object({ type: z.literal('input_text'), text: z.string() }),
    z.object({ type: z.literal('output_text'), text: z.string() }),
    z.object({ type: z.literal('refusal'), refusal: z.string() }),
    z.object({ type: z.literal('input_image'), image_url: z.string().nullish() }),
    z.object({ type: z.literal('input_file'), file_data: z.string().nullish() }),
  ],
  { error: 'a part of a message is input_text, output_text, refusal, input_image or input_file' },
);
export type Part = z.infer<typeof Part>;
const Content = z.union([z.string(), z.array(Part)]);

const MessageItem = z.object({
  type: z.literal('message').optional(),
  role: z.enum(['user', 'assistant', 'system', 'developer']),
  content: Content,
});
const CallItem = z.object({
  type: z.literal('function_call'),
  call_id: z.string().min(1).max(LONGEST_NAME),
  name: z.string().min(1).max(LONGEST_NAME),
  arguments: z.string(),
});
const OutputItem = z.object({
  type: z.literal('function_call_output'),
  call_id: z.string().min(1).max(LONGEST_NAME),
  output: Content,
});
/** Clients send back what they were given; another model has no use for it. */
const ReasoningItem = z.object({ type: z.literal('reasoning') });

export const InputItem = z.union([MessageItem, CallItem, OutputItem, ReasoningItem], {
  error: 'an item is a message, a function_call or a function_call_output',
});
export type InputItem = z.infer<typeof InputItem>;

const FunctionTool = z.object({
  type: z.literal('function', { error: 'only functions are tools here' }),
  name: z.string().regex(/^[\w.:-]{1,128}$/, 'a name is made of letters, digits, `_`, `-`, `.` and `:`'),
  description: z.string().nullish(),
  parameters: z.record(z.string(), Json).nullish(),
  strict: z.boolean().nullish(),
});

const Format = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text') }),
  z.object({ type: z.literal('json_object') }),
  z.object({ type: z.literal('json_schema'), name: z.string().optional(), schema: z.record(z.string(), Json) }),
]);

export const ResponsesBody = z.object({
  model: ModelName,
  input: z.union([z.string(), z.array(InputItem).min(1, 'there is no input').max(MOST_ITEMS)]),
  instructions: z.string().nullish(),
  tools: z.array(FunctionTool).max(MOST_TOOLS).nullish(),
  tool_choice: z
    .union([z.enum(['auto', 'none', 'required']), z.object({ type: z.literal('function'), name: z.string() })])
    .nullish(),
  text: z.object({ format: Format.nullish() }).nullish(),
  temperature: Temperature.nullish(),
  top_p: TopP.nullish(),
  max_output_tokens: TokenLimit.nullish(),
  stream: z.boolean().nullish(),
  background: z.boolean().nullish(),
  previous_response_id: z.string().nullish(),
  conversation: z.unknown().optional(),
  prompt: z.unknown().optional(),
  metadata: z.record(z.string(), Json).nullish(),
});
export type ResponsesBody = z.infer<typeof ResponsesBody>;
