/** The body of `POST /v1/chat/completions`. What is not named here is ignored, as OpenAI itself does. */
import { Json } from '@tutti/protocol';
import * as z from 'zod';

const MOST_MESSAGES = 5_000;
const MOST_TOOLS = 128;
const LONGEST_NAME = 200;

const TextPart = z.object({ type: z.literal('text'), text: z.string() });
const ImagePart = z.object({ type: z.literal('image_url'), image_url: z.object({ url: z.string() }) });
const FilePart = z.object({ type: z.literal('file'), file: z.object({ file_data: z.string().optional() }) });
const RefusalPart = z.object({ type: z.literal('refusal'), refusal: z.string() });

const Texts = z.union([z.string(), z.array(TextPart)]);
const UserContent = z.union([
  z.string(),
  z.array(
    z.discriminatedUnion('type', [TextPart, ImagePart, FilePart], {
      error: 'a part of a message is text, image_url or file',
    }),
  ),
]);
export type UserContent = z.infer<typeof UserContent>;

const FunctionCall = z.object({
  id: z.string().min(1).max(LONGEST_NAME),
  type: z.literal('function').default('function'),
  function: z.object({ name: z.string().min(1).max(LONGEST_NAME), arguments: z.string() }),
});

export const ChatMessage = z.discriminatedUnion(
  'role',
  [
    z.object({ role: z.literal('system'), content: Texts }),
    z.object({ role: z.literal('developer'), content: Texts }),
    z.object({ role: z.literal('user'), content: UserContent }),
    z.object({
      role: z.literal('assistant'),
      content: z.union([z.string(), z.array(z.discriminatedUnion('type', [TextPart, RefusalPart]))]).nullish(),
      refusal: z.string().nullish(),
      tool_calls: z.array(FunctionCall).max(MOST_TOOLS).nullish(),
    }),
    z.object({ role: z.literal('tool'), tool_call_id: z.string().min(1).max(LONGEST_NAME), content: Texts }),
  ],
  { error: 'a role is system, developer, user, assistant or tool' },
);
export type ChatMessage = z.infer<typeof ChatMessage>;

export const FunctionTool = z.object({
  type: z.literal('function', { error: 'only functions are tools here' }),
  function: z.object({
    name: z.string().regex(/^[\w.:-]{1,128}$/, 'a name is made of letters, digits, `_`, `-`, `.` and `:`'),
    description: z.string().nullish(),
    parameters: z.record(z.string(), Json).nullish(),
  }),
});

const ToolChoice = z.union([
  z.enum(['auto', 'none', 'required']),
  z.object({ type: z.literal('function'), function: z.object({ name: z.string() }) }),
]);

const ResponseFormat = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text') }),
  z.object({ type: z.literal('json_object') }),
  z.object({ type: z.literal('json_schema'), json_schema: z.object({ schema: z.record(z.string(), Json).nullish() }) }),
]);

export const ModelName = z.string().min(1, 'name a model').max(LONGEST_NAME);
export const TokenLimit = z.int().positive().max(10_000_000);
export const Temperature = z.number().min(0).max(2);
export const TopP = z.number().min(0).max(1);

export const ChatBody = z.object({
  model: ModelName,
  messages: z.array(ChatMessage).min(1, 'there is no message').max(MOST_MESSAGES),
  tools: z.array(FunctionTool).max(MOST_TOOLS).nullish(),
  tool_choice: ToolChoice.nullish(),
  response_format: ResponseFormat.nullish(),
  temperature: Temperature.nullish(),
  top_p: TopP.nullish(),
  presence_penalty: z.number().min(-2).max(2).nullish(),
  frequency_penalty: z.number().min(-2).max(2).nullish(),
  seed: z.int().nullish(),
  stop: z.union([z.string(), z.array(z.string()).max(16)]).nullish(),
  max_tokens: TokenLimit.nullish(),
  max_completion_tokens: TokenLimit.nullish(),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
  n: z.int().nullish(),
  logprobs: z.boolean().nullish(),
  modalities: z.array(z.string()).nullish(),
  audio: z.unknown().optional(),
  functions: z.unknown().optional(),
  function_call: z.unknown().optional(),
  web_search_options: z.unknown().optional(),
});
export type ChatBody = z.infer<typeof ChatBody>;
