/** Chat Completions: https://platform.openai.com/docs/api-reference/chat-streaming, and where others differ from it. */
import { type Scripted, toEvent, toHalves, type Wire } from './wire.ts';

/** OpenAI and OpenRouter tell the usage in a chunk of its own; Mistral, Together and DeepSeek in the last one; Groq in a field of its own. */
export type UsagePlace = 'own-chunk' | 'last-chunk' | 'x_groq';

export function createOpenaiChatWire(place: UsagePlace): Wire {
  return {
    contentType: 'text/event-stream',
    toChunks(script) {
      const deltas = [{ role: 'assistant', content: '' }, ...toTextDeltas(script), ...toCallDeltas(script)];
      const usage = script.usage && toUsage(script.usage);
      const last = {
        ...toChunk({}, toEnd(script)),
        ...(usage && place === 'last-chunk' && { usage }),
        ...(usage && place === 'x_groq' && { x_groq: { id: 'req_1', usage } }),
      };
      return [
        ...deltas.map((delta) => toEvent(toChunk(delta, null))),
        toEvent(last),
        ...(usage && place === 'own-chunk' ? [toEvent({ ...toChunk({}, null), choices: [], usage })] : []),
        'data: [DONE]\n\n',
      ];
    },
  };
}

function toChunk(delta: object, end: string | null) {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1_700_000_000,
    model: 'm',
    choices: [{ index: 0, delta, finish_reason: end }],
  };
}

function toTextDeltas({ text = '' }: Scripted): readonly object[] {
  return text === '' ? [] : toHalves(text).map((content) => ({ content }));
}

function toCallDeltas({ calls = [] }: Scripted): readonly object[] {
  return calls.flatMap(({ id, name, input }, index) => {
    const [first, second] = toHalves(JSON.stringify(input));
    return [
      { tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] },
      { tool_calls: [{ index, function: { arguments: first } }] },
      { tool_calls: [{ index, function: { arguments: second } }] },
    ];
  });
}

function toEnd({ end, calls = [] }: Scripted): string {
  if (end === 'length') return 'length';
  if (end === 'refused') return 'content_filter';
  return calls.length > 0 ? 'tool_calls' : 'stop';
}

function toUsage({ input, output, cacheRead, reasoning }: NonNullable<Scripted['usage']>) {
  return {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    ...(cacheRead !== undefined && {
      prompt_tokens_details: { cached_tokens: cacheRead },
      prompt_cache_hit_tokens: cacheRead,
      prompt_cache_miss_tokens: input - cacheRead,
    }),
    ...(reasoning !== undefined && { completion_tokens_details: { reasoning_tokens: reasoning } }),
  };
}
