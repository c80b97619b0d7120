/** The engine's conversation in the words of the AI SDK. */
import { type Message, type MessageFile, ModelFailedError } from '@tutti/engine';
import type { Prompt } from '../families/family.ts';

type PromptMessage = Prompt[number];
type ToolContent = Extract<PromptMessage, { role: 'tool' }>['content'];
type UserContent = Extract<PromptMessage, { role: 'user' }>['content'];
type AssistantContent = Extract<PromptMessage, { role: 'assistant' }>['content'];

export function toPrompt(system: string, messages: readonly Message[]): Prompt {
  const prompt: Prompt = system === '' ? [] : [{ role: 'system', content: system }];
  for (const message of messages) add(prompt, message);
  return prompt;
}

function add(prompt: Prompt, message: Message): void {
  if (message.role === 'user') prompt.push({ role: 'user', content: toUserContent(message) });
  else if (message.role === 'assistant') {
    const content = toAssistantContent(message);
    // Some providers refuse a message that says nothing.
    if (content.length > 0) prompt.push({ role: 'assistant', content });
  } else addToolResult(prompt, message);
}

function toUserContent({ text, files = [] }: Extract<Message, { role: 'user' }>): UserContent {
  return [...files.map(toFilePart), ...(text === '' && files.length > 0 ? [] : [{ type: 'text' as const, text }])];
}

function toFilePart({ mediaType, name, blob }: MessageFile): UserContent[number] {
  if (typeof blob === 'string')
    throw new ModelFailedError(`the file ${name ?? blob} was not loaded before it was sent`, { class: 'bad_request' });
  return {
    type: 'file',
    mediaType,
    ...(name !== undefined && { filename: name }),
    // Not every library takes bytes.
    data: { type: 'data', data: Buffer.from(blob).toString('base64') },
  };
}

function toAssistantContent({ text, toolCalls }: Extract<Message, { role: 'assistant' }>): AssistantContent {
  return [
    ...(text === '' ? [] : [{ type: 'text' as const, text }]),
    ...toolCalls.map(({ id, name, input }) => ({
      type: 'tool-call' as const,
      toolCallId: id,
      toolName: name,
      input,
    })),
  ];
}

/** The results of calls that were made together go together: some providers demand it. */
function addToolResult(prompt: Prompt, message: Extract<Message, { role: 'tool' }>): void {
  const { callId, name, text, failed } = message;
  const result: ToolContent[number] = {
    type: 'tool-result',
    toolCallId: callId,
    toolName: name,
    output: { type: failed ? 'error-text' : 'text', value: text },
  };
  const last = prompt.at(-1);
  if (last?.role === 'tool') last.content.push(result);
  else prompt.push({ role: 'tool', content: [result] });
}
