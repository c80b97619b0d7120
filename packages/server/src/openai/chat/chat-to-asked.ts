/** From the body of a chat completion to what is asked of a model. */
import type { Message, MessageFile, ToolCall, ToolOffer } from '@tutti/engine';
import { Json } from '@tutti/protocol';
import type { Asked } from '../asked.ts';
import { toFile } from '../content-parts.ts';
import { parseBody, refuseParameter } from '../parse-body.ts';
import { toSampling } from '../to-sampling.ts';
import { ChatBody, type ChatMessage, type UserContent } from './chat-body.ts';

export interface ChatAsked extends Asked {
  /** The stream ends with a piece that tells what was used. */
  readonly includeUsage: boolean;
}

const ANY_OBJECT: Json = { type: 'object' };
const OWNER = [{ source: 'owner' }] as const;

export function chatToAsked(given: unknown): ChatAsked {
  const body = parseBody(ChatBody, given);
  refuseImpossible(body);
  const { model, messages, stream, stream_options, max_completion_tokens, max_tokens } = body;
  return {
    model,
    system: toSystem(messages),
    messages: toMessages(messages),
    ...toTools(body),
    ...toAnswerSchema(body),
    maxOutputTokens: max_completion_tokens ?? max_tokens ?? undefined,
    sampling: toSampling(body),
    stream: stream ?? false,
    includeUsage: stream_options?.include_usage ?? false,
  };
}

function refuseImpossible(body: ChatBody): void {
  if ((body.n ?? 1) !== 1) throw refuseParameter('n', 'one answer is given to a request');
  if (body.logprobs === true) throw refuseParameter('logprobs', 'not every model tells them, so none are told');
  if (body.modalities?.some((modality) => modality !== 'text')) throw refuseParameter('modalities', 'answers are text');
  if (body.audio !== undefined && body.audio !== null) throw refuseParameter('audio', 'answers are text');
  if (body.functions !== undefined) throw refuseParameter('functions', 'use `tools`, which has taken its place');
  if (body.function_call !== undefined)
    throw refuseParameter('function_call', 'use `tool_choice`, which has taken its place');
  if (body.web_search_options !== undefined) throw refuseParameter('web_search_options', 'nothing is looked up here');
}

function toSystem(messages: readonly ChatMessage[]): string {
  return messages
    .flatMap((message) => (message.role === 'system' || message.role === 'developer' ? [toText(message.content)] : []))
    .join('\n\n');
}

function toMessages(messages: readonly ChatMessage[]): Message[] {
  const names = new Map<string, string>();
  return messages.flatMap((message, index): Message[] => {
    switch (message.role) {
      case 'system':
      case 'developer':
        return [];
      case 'user':
        return [toUserMessage(message.content, `messages[${index}].content`)];
      case 'assistant': {
        const toolCalls = (message.tool_calls ?? []).map(toToolCall);
        for (const { id, name } of toolCalls) names.set(id, name);
        return [{ role: 'assistant', text: toText(message.content ?? ''), toolCalls, labels: [] }];
      }
      case 'tool': {
        const { tool_call_id: callId, content } = message;
        const name = names.get(callId);
        if (name === undefined) throw refuseUnasked(`messages[${index}].tool_call_id`);
        return [{ role: 'tool', callId, name, text: toText(content), failed: false, labels: OWNER }];
      }
      default:
        return message satisfies never;
    }
  });
}

export function refuseUnasked(param: string): Error {
  return refuseParameter(param, 'no message before it has made this call');
}

function toUserMessage(content: UserContent, param: string): Message {
  if (typeof content === 'string') return { role: 'user', text: content, labels: OWNER };
  const files = content.flatMap((part, index): MessageFile[] => {
    if (part.type === 'text') return [];
    if (part.type === 'image_url') return [toFile(part.image_url.url, `${param}[${index}].image_url.url`)];
    return [toFile(part.file.file_data ?? '', `${param}[${index}].file.file_data`)];
  });
  return { role: 'user', text: toText(content), labels: OWNER, ...(files.length > 0 && { files }) };
}

type AnyContent = string | readonly { readonly type: string; readonly text?: string; readonly refusal?: string }[];

function toText(content: AnyContent): string {
  if (typeof content === 'string') return content;
  return content.flatMap(({ text, refusal }) => text ?? refusal ?? []).join('\n');
}

function toToolCall({ id, function: called }: { id: string; function: { name: string; arguments: string } }): ToolCall {
  return { id, name: called.name, input: parseArguments(called.arguments) };
}

/** A model may have written something that is no JSON: then the text itself is what it gave. */
export function parseArguments(text: string): Json {
  if (text.trim() === '') return {};
  try {
    return Json.parse(JSON.parse(text));
  } catch {
    return text;
  }
}

function toTools({ tools, tool_choice }: ChatBody): Pick<Asked, 'tools' | 'toolChoice'> {
  const offers = (tools ?? []).map(({ function: { name, description, parameters } }): ToolOffer => {
    return { name, description: description ?? '', input: parameters ?? ANY_OBJECT };
  });
  if (!tool_choice) return { tools: offers };
  const choice = typeof tool_choice === 'string' ? tool_choice : { name: tool_choice.function.name };
  assertOffered(choice, offers);
  return { tools: offers, toolChoice: choice };
}

export function assertOffered(choice: Asked['toolChoice'], offers: readonly ToolOffer[]): void {
  if (choice === 'required' && offers.length === 0) throw refuseParameter('tool_choice', 'there are no tools');
  if (typeof choice === 'object' && !offers.some(({ name }) => name === choice.name))
    throw refuseParameter('tool_choice', 'there is no tool of this name');
}

function toAnswerSchema({ response_format: format }: ChatBody): Pick<Asked, 'answerSchema'> {
  if (!format || format.type === 'text') return {};
  return { answerSchema: format.type === 'json_object' ? ANY_OBJECT : (format.json_schema.schema ?? ANY_OBJECT) };
}
