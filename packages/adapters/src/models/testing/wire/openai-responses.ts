/** Responses: https://platform.openai.com/docs/api-reference/responses-streaming */
import { type Scripted, toEvent, toHalves, type Wire } from './wire.ts';

type Usage = NonNullable<Scripted['usage']>;

export const openaiResponses: Wire = {
  contentType: 'text/event-stream',
  toChunks(script) {
    const response = {
      id: 'resp_1',
      object: 'response',
      created_at: 1_700_000_000,
      model: 'm',
      status: 'in_progress',
      output: [],
    };
    const events = [
      { type: 'response.created', response },
      ...toTextEvents(script.text ?? ''),
      ...(script.calls ?? []).flatMap((call, index) => toCallEvents(call, index + 1)),
      toLast(script, response),
    ];
    return events.map((event, sequence_number) => toEvent({ ...event, sequence_number }, event.type));
  },
};

function toTextEvents(text: string) {
  if (text === '') return [];
  const item = { id: 'msg_1', type: 'message', role: 'assistant', status: 'in_progress', content: [] };
  const done = { ...item, status: 'completed', content: [{ type: 'output_text', text, annotations: [] }] };
  return [
    { type: 'response.output_item.added', output_index: 0, item },
    ...toHalves(text).map((delta) => ({
      type: 'response.output_text.delta',
      item_id: 'msg_1',
      output_index: 0,
      content_index: 0,
      delta,
    })),
    { type: 'response.output_item.done', output_index: 0, item: done },
  ];
}

function toCallEvents({ id, name, input }: NonNullable<Scripted['calls']>[number], output_index: number) {
  const item_id = `fc_${id}`;
  const text = JSON.stringify(input);
  const item = { id: item_id, type: 'function_call', call_id: id, name, arguments: '', status: 'in_progress' };
  return [
    { type: 'response.output_item.added', output_index, item },
    ...toHalves(text).map((delta) => ({
      type: 'response.function_call_arguments.delta',
      item_id,
      output_index,
      delta,
    })),
    { type: 'response.output_item.done', output_index, item: { ...item, arguments: text, status: 'completed' } },
  ];
}

function toLast({ end, usage = { input: 0, output: 0 } }: Scripted, response: object) {
  const told = { ...response, usage: toUsage(usage) };
  if (end === undefined)
    return { type: 'response.completed', response: { ...told, status: 'completed', incomplete_details: null } };
  const reason = end === 'length' ? 'max_output_tokens' : 'content_filter';
  return { type: 'response.incomplete', response: { ...told, status: 'incomplete', incomplete_details: { reason } } };
}

function toUsage({ input, output, cacheRead = 0, reasoning = 0 }: Usage) {
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: cacheRead },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: reasoning },
    total_tokens: input + output,
  };
}
