/** The rehearsal model's rule of counting: one token for every four bytes of UTF-8, rounded up. */
import type { Json, Usage } from '@tutti/protocol';
import type { ModelAnswer, ModelRequest } from '../../ports/model.ts';

const BYTES_PER_TOKEN = 4;
const encoder = new TextEncoder();

export type Said = Pick<ModelAnswer, 'text' | 'toolCalls'>;

export function countTokens(text: string): number {
  return Math.ceil(countBytes(text) / BYTES_PER_TOKEN);
}

/** Everything that is sent counts, as the text that it is sent as. */
export function countInputTokens({ system, messages, tools, answerSchema }: ModelRequest): number {
  return countTokens(JSON.stringify([system, messages, tools, answerSchema ?? null]));
}

export function countOutputTokens({ text, toolCalls }: Said): number {
  return Math.ceil((countBytes(text) + countBytes(toCallText(toolCalls))) / BYTES_PER_TOKEN);
}

export function toUsage(request: ModelRequest, said: Said): Usage {
  return { inputTokens: countInputTokens(request), outputTokens: countOutputTokens(said), costNanoUsd: 0 };
}

/** The longest beginning that fits, never half a character. */
export function cutToTokens(text: string, tokens: number): string {
  let left = tokens * BYTES_PER_TOKEN;
  let length = 0;
  for (const character of text) {
    left -= countBytes(character);
    if (left < 0) break;
    length += character.length;
  }
  return text.slice(0, length);
}

function toCallText(toolCalls: Said['toolCalls']): string {
  const calls = toolCalls.map(({ name, input }): [string, Json] => [name, input]);
  return calls.length === 0 ? '' : JSON.stringify(calls);
}

function countBytes(text: string): number {
  return encoder.encode(text).length;
}
