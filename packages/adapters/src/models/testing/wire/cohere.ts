/** Chat, version 2: https://docs.cohere.com/v2/docs/streaming */
import { type Scripted, toEvent, toHalves, type Wire } from './wire.ts';

type Event = { readonly type: string; readonly [key: string]: unknown };

export const cohereChat: Wire = {
  contentType: 'text/event-stream',
  toChunks(script) {
    const { text = '', calls = [] } = script;
    const events: Event[] = [
      {
        id: 'c1',
        type: 'message-start',
        delta: { message: { role: 'assistant', content: [], tool_plan: '', tool_calls: [], citations: [] } },
      },
      ...(text === '' ? [] : toTextEvents(text)),
      ...calls.flatMap(toCallEvents),
      { type: 'message-end', delta: { finish_reason: toEnd(script), usage: toUsage(script) } },
    ];
    return events.map((event) => toEvent(event, event.type));
  },
};

function toTextEvents(text: string): readonly Event[] {
  return [
    { type: 'content-start', index: 0, delta: { message: { content: { type: 'text', text: '' } } } },
    ...toHalves(text).map((half) => ({
      type: 'content-delta',
      index: 0,
      delta: { message: { content: { text: half } } },
    })),
    { type: 'content-end', index: 0 },
  ];
}

function toCallEvents({ id, name, input }: NonNullable<Scripted['calls']>[number], index: number): readonly Event[] {
  const start = { id, type: 'function', function: { name, arguments: '' } };
  return [
    { type: 'tool-call-start', index, delta: { message: { tool_calls: start } } },
    ...toHalves(JSON.stringify(input)).map((half) => ({
      type: 'tool-call-delta',
      index,
      delta: { message: { tool_calls: { function: { arguments: half } } } },
    })),
    { type: 'tool-call-end', index },
  ];
}

function toEnd({ end, calls = [] }: Scripted): string {
  if (end === 'length') return 'MAX_TOKENS';
  if (end === 'refused') return 'ERROR_TOXIC';
  return calls.length > 0 ? 'TOOL_CALL' : 'COMPLETE';
}

function toUsage({ usage = { input: 0, output: 0 } }: Scripted) {
  const tokens = { input_tokens: usage.input, output_tokens: usage.output };
  return { billed_units: tokens, tokens, ...(usage.cacheRead !== undefined && { cached_tokens: usage.cacheRead }) };
}
