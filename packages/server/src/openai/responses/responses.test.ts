import { ModelFailedError } from '@tutti/engine';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { MODEL, type OpenAiApp, openOpenAiApp } from '../testing/open-ai-app.ts';

const PATH = '/v1/responses';
const TOOL = { type: 'function', name: 'add', description: 'Adds.', parameters: { type: 'object' }, strict: true };
const CALL = { id: 'c1', name: 'add', input: { a: 1 } };

let stage: OpenAiApp;
beforeAll(async () => {
  stage = await openOpenAiApp();
}, 60_000);
afterAll(() => stage[Symbol.asyncDispose]());

it('answers with items, and says why it ended early', async () => {
  stage.say(async ({ maxOutputTokens }) =>
    maxOutputTokens === 5 ? { text: 'Hel', finish: 'length' } : { text: 'Hello', toolCalls: [CALL] },
  );
  const answer = await stage.post(PATH, { model: MODEL, input: 'Hi', tools: [TOOL] });
  expect(answer.json()).toMatchObject({
    id: expect.stringMatching(/^resp_/),
    object: 'response',
    status: 'completed',
    store: false,
    output: [
      { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Hello' }] },
      { type: 'function_call', call_id: 'c1', name: 'add', arguments: '{"a":1}' },
    ],
    usage: { input_tokens: 12, output_tokens: 7, total_tokens: 19 },
    tutti: { model: MODEL },
  });
  const short = await stage.post(PATH, { model: MODEL, input: 'Hi', max_output_tokens: 5 });
  expect(short.json()).toMatchObject({ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } });
});

it('reads a conversation from its items', async () => {
  stage.say(async () => ({ text: '{}' }));
  await stage.post(PATH, {
    model: MODEL,
    instructions: 'Be short.',
    input: [
      { role: 'developer', content: 'And kind.' },
      { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Add.' }] },
      { type: 'reasoning', id: 'rs_1', summary: [] },
      { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Well:', annotations: [] }] },
      { type: 'function_call', call_id: 'c1', name: 'add', arguments: '{"a":1}' },
      { type: 'function_call_output', call_id: 'c1', output: '2' },
    ],
    text: { format: { type: 'json_schema', name: 'sum', schema: { type: 'object' }, strict: true } },
    tool_choice: 'none',
    temperature: 0,
  });
  expect(stage.requests).toMatchObject([
    {
      system: 'Be short.\n\nAnd kind.',
      messages: [
        { role: 'user', text: 'Add.' },
        { role: 'assistant', text: 'Well:', toolCalls: [{ id: 'c1', name: 'add', input: { a: 1 } }] },
        { role: 'tool', callId: 'c1', name: 'add', text: '2' },
      ],
      answerSchema: { type: 'object' },
      toolChoice: 'none',
      sampling: { temperature: 0 },
    },
  ]);
});

it('streams numbered events, each by its name', async () => {
  stage.say(async () => ({ text: 'one two', toolCalls: [CALL] }));
  const events = (await stage.post(PATH, { model: MODEL, input: 'Hi', tools: [TOOL], stream: true })).events();
  expect(events.map(({ type }) => type)).toEqual([
    'response.created',
    'response.in_progress',
    'response.output_item.added',
    'response.content_part.added',
    'response.output_text.delta',
    'response.output_text.delta',
    'response.output_text.done',
    'response.content_part.done',
    'response.output_item.done',
    'response.output_item.added',
    'response.function_call_arguments.delta',
    'response.function_call_arguments.done',
    'response.output_item.done',
    'response.completed',
  ]);
  expect(events.map(({ sequence_number: number }) => number)).toEqual(events.map((_, index) => index));
  expect(events.at(-1)).toMatchObject({ response: { output: [{ type: 'message' }, { type: 'function_call' }] } });
});

it('a stream that fails in the middle ends with an error', async () => {
  stage.say(async (_, { onDelta }) => {
    onDelta('Hel');
    throw new ModelFailedError('cut', { class: 'cut' });
  });
  const events = (await stage.post(PATH, { model: MODEL, input: 'Hi', stream: true })).events();
  expect(events.at(-1)).toMatchObject({ type: 'error', code: 'model_unavailable' });
});

it('refuses what it keeps nothing for', async () => {
  stage.say(async () => ({ text: 'never' }));
  for (const [name, value] of [
    ['previous_response_id', 'resp_1'],
    ['conversation', 'conv_1'],
    ['background', true],
    ['prompt', { id: 'pmpt_1' }],
  ] as const) {
    const answer = await stage.post(PATH, { model: MODEL, input: 'Hi', [name]: value });
    expect([answer.status, answer.json()]).toMatchObject([
      400,
      { error: { code: 'parameter_unsupported', param: name } },
    ]);
  }
  expect((await stage.post(PATH, { model: MODEL, input: [{ type: 'item_reference', id: 'x' }] })).status).toBe(400);
});
