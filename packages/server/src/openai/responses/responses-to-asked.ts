/** From the body of a response to what is asked of a model. */
import type { Message, MessageFile, ToolOffer } from '@tutti/engine';
import type { Json } from '@tutti/protocol';
import type { Asked } from '../asked.ts';
import { assertOffered, parseArguments, refuseUnasked } from '../chat/chat-to-asked.ts';
import { toFile } from '../content-parts.ts';
import { parseBody, refuseParameter } from '../parse-body.ts';
import { toSampling } from '../to-sampling.ts';
import { type InputItem, type Part, ResponsesBody } from './responses-body.ts';

export interface ResponsesAsked extends Asked {
  /** What an answer repeats of its question. */
  readonly body: ResponsesBody;
}

const ANY_OBJECT: Json = { type: 'object' };
const OWNER = [{ source: 'owner' }] as const;

export function responsesToAsked(given: unknown): ResponsesAsked {
  const body = parseBody(ResponsesBody, given);
  refuseImpossible(body);
  const items = typeof body.input === 'string' ? [{ role: 'user', content: body.input } as const] : body.input;
  return {
    model: body.model,
    system: toSystem(body, items),
    messages: toMessages(items),
    ...toTools(body),
    ...toAnswerSchema(body),
    maxOutputTokens: body.max_output_tokens ?? undefined,
    sampling: toSampling(body),
    stream: body.stream ?? false,
    body,
  };
}

function refuseImpossible({ previous_response_id, conversation, prompt, background }: ResponsesBody): void {
  const unkept = 'nothing of a conversation is kept here: send all of it as `input`';
  if (previous_response_id !== undefined && previous_response_id !== null)
    throw refuseParameter('previous_response_id', unkept);
  if (conversation !== undefined && conversation !== null) throw refuseParameter('conversation', unkept);
  if (prompt !== undefined && prompt !== null) throw refuseParameter('prompt', 'no prompts are kept here');
  if (background === true) throw refuseParameter('background', 'submit a task, which goes on without you');
}

function toSystem({ instructions }: ResponsesBody, items: readonly InputItem[]): string {
  const said = items.flatMap((item) =>
    'role' in item && (item.role === 'system' || item.role === 'developer') ? [toText(item.content)] : [],
  );
  return [instructions ?? '', ...said].filter((text) => text !== '').join('\n\n');
}

/** A model says text and calls tools in one message; here they are items one after the other. */
function toMessages(items: readonly InputItem[]): Message[] {
  const messages: Message[] = [];
  const names = new Map<string, string>();
  items.forEach((item, index) => {
    if (item.type === 'function_call') {
      names.set(item.call_id, item.name);
      const call = { id: item.call_id, name: item.name, input: parseArguments(item.arguments) };
      const last = messages.at(-1);
      if (last?.role === 'assistant') messages[messages.length - 1] = { ...last, toolCalls: [...last.toolCalls, call] };
      else messages.push({ role: 'assistant', text: '', toolCalls: [call], labels: [] });
    } else if (item.type === 'function_call_output') {
      const name = names.get(item.call_id);
      if (name === undefined) throw refuseUnasked(`input[${index}].call_id`);
      messages.push({
        role: 'tool',
        callId: item.call_id,
        name,
        text: toText(item.output),
        failed: false,
        labels: OWNER,
      });
    } else if ('role' in item) messages.push(...toMessage(item, `input[${index}].content`));
  });
  return messages;
}

function toMessage({ role, content }: Extract<InputItem, { role: string }>, param: string): Message[] {
  if (role === 'system' || role === 'developer') return [];
  if (role === 'assistant') return [{ role, text: toText(content), toolCalls: [], labels: [] }];
  if (typeof content === 'string') return [{ role, text: content, labels: OWNER }];
  const files = content.flatMap((part, index): MessageFile[] => {
    if (part.type === 'input_image') return [toFile(part.image_url ?? '', `${param}[${index}].image_url`)];
    if (part.type === 'input_file') return [toFile(part.file_data ?? '', `${param}[${index}].file_data`)];
    return [];
  });
  return [{ role, text: toText(content), labels: OWNER, ...(files.length > 0 && { files }) }];
}

function toText(content: string | readonly Part[]): string {
  if (typeof content === 'string') return content;
  return content
    .flatMap((part) => {
      if (part.type === 'refusal') return [part.refusal];
      return 'text' in part ? [part.text] : [];
    })
    .join('\n');
}

function toTools({ tools, tool_choice }: ResponsesBody): Pick<Asked, 'tools' | 'toolChoice'> {
  const offers = (tools ?? []).map(({ name, description, parameters }): ToolOffer => {
    return { name, description: description ?? '', input: parameters ?? ANY_OBJECT };
  });
  if (!tool_choice) return { tools: offers };
  const choice = typeof tool_choice === 'string' ? tool_choice : { name: tool_choice.name };
  assertOffered(choice, offers);
  return { tools: offers, toolChoice: choice };
}

function toAnswerSchema({ text }: ResponsesBody): Pick<Asked, 'answerSchema'> {
  const format = text?.format;
  if (!format || format.type === 'text') return {};
  return { answerSchema: format.type === 'json_object' ? ANY_OBJECT : format.schema };
}
