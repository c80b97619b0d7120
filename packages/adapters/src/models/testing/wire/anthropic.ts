/** Messages: https://docs.anthropic.com/en/docs/build-with-claude/streaming */
import { type Scripted, toEvent, toHalves, type Wire } from './wire.ts';

type Event = { readonly type: string; readonly [key: string]: unknown };

export const anthropicMessages: Wire = {
  contentType: 'text/event-stream',
  toChunks(script) {
    const { text = '', calls = [], usage = { input: 0, output: 0 } } = script;
    const { input, output, cacheRead = 0, cacheWrite = 0 } = usage;
    const told = {
      input_tokens: input - cacheRead - cacheWrite,
      cache_read_input_tokens: cacheRead,
      cache_creation_input_tokens: cacheWrite,
      output_tokens: 1,
    };
    const message = { id: 'msg_1', type: 'message', role: 'assistant', content: [], model: 'm', stop_reason: null };
    const blocks = [...(text === '' ? [] : [toTextBlock(text)]), ...calls.map(toCallBlock)];
    const events: Event[] = [
      { type: 'message_start', message: { ...message, stop_sequence: null, usage: told } },
      { type: 'ping' },
      ...blocks.flatMap((block, index) => block.map((event) => ({ ...event, index }))),
      {
        type: 'message_delta',
        delta: { stop_reason: toEnd(script), stop_sequence: null },
        usage: { output_tokens: output },
      },
      { type: 'message_stop' },
    ];
    return events.map((event) => toEvent(event, event.type));
  },
};

function toTextBlock(text: string): readonly Event[] {
  return [
    { type: 'content_block_start', content_block: { type: 'text', text: '' } },
    ...toHalves(text).map((half) => ({ type: 'content_block_delta', delta: { type: 'text_delta', text: half } })),
    { type: 'content_block_stop' },
  ];
}

function toCallBlock({ id, name, input }: NonNullable<Scripted['calls']>[number]): readonly Event[] {
  return [
    { type: 'content_block_start', content_block: { type: 'tool_use', id, name, input: {} } },
    ...toHalves(JSON.stringify(input)).map((partial_json) => ({
      type: 'content_block_delta',
      delta: { type: 'input_json_delta', partial_json },
    })),
    { type: 'content_block_stop' },
  ];
}

function toEnd({ end, calls = [] }: Scripted): string {
  if (end === 'length') return 'max_tokens';
  if (end === 'refused') return 'refusal';
  return calls.length > 0 ? 'tool_use' : 'end_turn';
}
