/** A whole answer as OpenAI writes it. */
import type { ToolCall } from '@tutti/engine';
import type { Usage } from '@tutti/protocol';
import type { Answered } from '../asked.ts';
import { toTuttiFacts } from '../to-tutti.ts';

export interface CompletionHead {
  readonly id: string;
  /** In seconds. */
  readonly created: number;
}

const REASONS = {
  stop: 'stop',
  tool_calls: 'tool_calls',
  length: 'length',
  refused: 'content_filter',
} as const satisfies Record<Answered['finish'], string>;

export function toFinishReason({ finish, toolCalls }: Pick<Answered, 'finish' | 'toolCalls'>): string {
  return finish === 'stop' && toolCalls.length > 0 ? 'tool_calls' : REASONS[finish];
}

export function toCompletion({ id, created }: CompletionHead, answered: Answered) {
  const { text, toolCalls, usage } = answered;
  const calls = toolCalls.map(toCall);
  return {
    id,
    object: 'chat.completion',
    created,
    model: answered.model,
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: text === '' && calls.length > 0 ? null : text,
          refusal: null,
          ...(calls.length > 0 && { tool_calls: calls }),
        },
        logprobs: null,
        finish_reason: toFinishReason(answered),
      },
    ],
    usage: toChatUsage(usage),
    tutti: toTuttiFacts(answered),
  };
}

export function toCall({ id, name, input }: ToolCall) {
  return { id, type: 'function', function: { name, arguments: toArguments(input) } } as const;
}

/** What was no JSON when it came goes back as it was. */
export function toArguments(input: ToolCall['input']): string {
  return typeof input === 'string' ? input : JSON.stringify(input);
}

export function toChatUsage({ inputTokens, outputTokens, cacheReadTokens = 0, reasoningTokens = 0 }: Usage) {
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
    prompt_tokens_details: { cached_tokens: cacheReadTokens },
    completion_tokens_details: { reasoning_tokens: reasoningTokens },
  };
}
