/** A response as OpenAI writes it, begun and whole. */
import type { Usage } from '@tutti/protocol';
import type { Answered } from '../asked.ts';
import { toArguments } from '../chat/to-completion.ts';
import { toTuttiFacts } from '../to-tutti.ts';
import type { ResponsesBody } from './responses-body.ts';

export interface ResponseHead {
  /** Without its prefix: the parts of the response are named after it too. */
  readonly key: string;
  /** In seconds. */
  readonly createdAt: number;
  readonly body: ResponsesBody;
}

export type OutputItem = ReturnType<typeof toTextItem> | ReturnType<typeof toCallItem>;

export function toResponse(head: ResponseHead, answered: Answered) {
  const { finish } = answered;
  const reason = finish === 'length' ? 'max_output_tokens' : finish === 'refused' ? 'content_filter' : undefined;
  return {
    ...toFrame(head, answered.model),
    status: reason === undefined ? 'completed' : 'incomplete',
    incomplete_details: reason === undefined ? null : { reason },
    output: toOutput(head, answered),
    usage: toResponseUsage(answered.usage),
    tutti: toTuttiFacts(answered),
  };
}

export function toBegunResponse(head: ResponseHead) {
  return {
    ...toFrame(head, head.body.model),
    status: 'in_progress',
    incomplete_details: null,
    output: [],
    usage: null,
  };
}

export function toOutput(head: ResponseHead, { text, toolCalls }: Answered): OutputItem[] {
  const calls = toolCalls.map((call, index) => toCallItem(head, { ...call, index, status: 'completed' }));
  if (text === '' && calls.length > 0) return calls;
  return [toTextItem(head, { text, status: 'completed' }), ...calls];
}

export function toTextItem({ key }: ResponseHead, { text, status }: { text: string | undefined; status: string }) {
  return {
    id: `msg_${key}`,
    type: 'message' as const,
    status,
    role: 'assistant',
    content: text === undefined ? [] : [toTextPart(text)],
  };
}

export function toTextPart(text: string) {
  return { type: 'output_text', text, annotations: [], logprobs: [] };
}

type Call = Answered['toolCalls'][number] & { readonly index: number; readonly status: string };

export function toCallItem({ key }: ResponseHead, { id, name, input, index, status }: Call) {
  return {
    id: `fc_${key}_${index}`,
    type: 'function_call' as const,
    status,
    call_id: id,
    name,
    arguments: status === 'completed' ? toArguments(input) : '',
  };
}

function toFrame({ key, createdAt, body }: ResponseHead, model: string) {
  return {
    id: `resp_${key}`,
    object: 'response',
    created_at: createdAt,
    model,
    error: null,
    instructions: body.instructions ?? null,
    max_output_tokens: body.max_output_tokens ?? null,
    metadata: body.metadata ?? {},
    parallel_tool_calls: true,
    previous_response_id: null,
    store: false,
    temperature: body.temperature ?? null,
    text: { format: body.text?.format ?? { type: 'text' } },
    tool_choice: body.tool_choice ?? 'auto',
    tools: body.tools ?? [],
    top_p: body.top_p ?? null,
    truncation: 'disabled',
  };
}

function toResponseUsage({ inputTokens, outputTokens, cacheReadTokens = 0, reasoningTokens = 0 }: Usage) {
  return {
    input_tokens: inputTokens,
    input_tokens_details: { cached_tokens: cacheReadTokens },
    output_tokens: outputTokens,
    output_tokens_details: { reasoning_tokens: reasoningTokens },
    total_tokens: inputTokens + outputTokens,
  };
}
