import { ModelFailedError } from '@tutti/engine';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { OWNER, STRANGER, VIEWER } from '../../testing/test-app.ts';
import { MODEL, type OpenAiApp, openOpenAiApp } from '../testing/open-ai-app.ts';

const PATH = '/v1/chat/completions';
const HELLO = { model: MODEL, messages: [{ role: 'user', content: 'Hi' }] };
const TOOL = { type: 'function', function: { name: 'add', description: 'Adds.', parameters: { type: 'object' } } };

let stage: OpenAiApp;
beforeAll(async () => {
  stage = await openOpenAiApp();
}, 60_000);
afterAll(() => stage[Symbol.asyncDispose]());

it('answers in the form of OpenAI, with what it cost in a field of its own and in headers', async () => {
  stage.say(async () => ({ text: 'Hello you' }));
  const answer = await stage.post(PATH, HELLO);
  expect(answer.status).toBe(200);
  expect(answer.json()).toMatchObject({
    id: expect.stringMatching(/^chatcmpl-\w{36}$/),
    object: 'chat.completion',
    created: expect.any(Number),
    model: MODEL,
    choices: [{ index: 0, message: { role: 'assistant', content: 'Hello you' }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 12, completion_tokens: 7, total_tokens: 19 },
    tutti: { model: MODEL, cost_usd: '0.0000019', estimated: false, route: { because: 'named' } },
  });
  expect(answer.headers).toMatchObject({
    'x-tutti-cost-usd': '0.0000019',
    'x-tutti-model': MODEL,
    'x-tutti-run': expect.stringMatching(/^run_/),
    'x-tutti-route': 'named',
    'cache-control': 'no-store',
  });
});

it('a whole answer that was cut on its way is asked for again, a stream that has begun is not', async () => {
  let calls = 0;
  const cutOnce = async (_: unknown, { onDelta }: { onDelta(text: string): void }) => {
    if (++calls > 1) return { text: 'Hello you' };
    onDelta('Hel');
    throw new ModelFailedError('cut', { class: 'cut', elsewhere: true });
  };
  stage.say(cutOnce);
  const whole = await stage.post(PATH, HELLO);
  expect([whole.status, calls]).toEqual([200, 2]);
  expect(whole.json()).toMatchObject({ choices: [{ message: { content: 'Hello you' } }] });
  calls = 0;
  stage.say(cutOnce);
  const streamed = await stage.post(PATH, { ...HELLO, stream: true });
  expect(calls).toBe(1);
  expect(streamed.text).toContain('"error"');
});

it('hands on what was said, shown and offered, and how the answer is to be drawn', async () => {
  stage.say(async () => ({ text: '{}' }));
  const image = Buffer.from('not really a picture').toString('base64');
  await stage.post(PATH, {
    model: 'llama-3.3-70b',
    messages: [
      { role: 'system', content: 'Be short.' },
      { role: 'developer', content: [{ type: 'text', text: 'And kind.' }] },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is this?' },
          { type: 'image_url', image_url: { url: `data:image/png;base64,${image}`, detail: 'low' } },
        ],
      },
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'c1', type: 'function', function: { name: 'add', arguments: '{"a":1}' } }],
      },
      { role: 'tool', tool_call_id: 'c1', content: '2' },
    ],
    tools: [TOOL],
    tool_choice: { type: 'function', function: { name: 'add' } },
    response_format: { type: 'json_schema', json_schema: { name: 'x', schema: { type: 'object', required: ['a'] } } },
    temperature: 0.5,
    top_p: 0.9,
    seed: 7,
    stop: 'END',
    max_completion_tokens: 50,
    unheard_of: true,
  });
  expect(stage.requests).toMatchObject([
    {
      system: 'Be short.\n\nAnd kind.',
      messages: [
        { role: 'user', text: 'What is this?', files: [{ mediaType: 'image/png' }] },
        { role: 'assistant', toolCalls: [{ id: 'c1', name: 'add', input: { a: 1 } }] },
        { role: 'tool', callId: 'c1', name: 'add', text: '2' },
      ],
      tools: [{ name: 'add', description: 'Adds.', input: { type: 'object' } }],
      toolChoice: { name: 'add' },
      answerSchema: { type: 'object', required: ['a'] },
      sampling: { temperature: 0.5, topP: 0.9, seed: 7, stop: ['END'] },
      maxOutputTokens: 50,
    },
  ]);
});

it('streams pieces, then the reason of the end, then what was used', async () => {
  stage.say(async () => ({
    text: 'one two',
    toolCalls: [{ id: 'c1', name: 'add', input: { a: 1 } }],
  }));
  const answer = await stage.post(PATH, {
    ...HELLO,
    tools: [TOOL],
    stream: true,
    stream_options: { include_usage: true },
  });
  expect(answer.headers['content-type']).toBe('text/event-stream; charset=utf-8');
  const events = answer.events();
  const deltas = events.flatMap(({ choices }) => (choices as { delta: object }[]).map(({ delta }) => delta));
  expect(deltas).toEqual([
    { role: 'assistant', content: '', refusal: null },
    { content: 'one ' },
    { content: 'two' },
    { tool_calls: [{ index: 0, id: 'c1', type: 'function', function: { name: 'add', arguments: '{"a":1}' } }] },
    {},
  ]);
  expect(events.at(-2)).toMatchObject({ choices: [{ finish_reason: 'tool_calls' }], usage: null });
  expect(events.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: 19 }, tutti: { cost_usd: '0.0000019' } });
  expect(new Set(events.map(({ id }) => id)).size).toBe(1);
  expect(answer.text.endsWith('data: [DONE]\n\n')).toBe(true);
});

it('a stream that fails before its first piece is refused with a status, afterwards with an error in it and no end', async () => {
  let speaks = false;
  stage.say(async (_, { onDelta }) => {
    if (speaks) onDelta('Hel');
    throw new ModelFailedError('the filter says no', { class: 'content_filtered' });
  });
  const refused = await stage.post(PATH, { ...HELLO, stream: true });
  expect(refused.status).toBe(400);
  expect(refused.json()).toMatchObject({
    error: { type: 'invalid_request_error', code: 'content_filter', param: null },
  });
  speaks = true;
  const cut = await stage.post(PATH, { ...HELLO, stream: true });
  expect(cut.status).toBe(200);
  expect(cut.events().at(-1)).toMatchObject({ error: { code: 'content_filter', message: expect.any(String) } });
  expect(cut.text).not.toContain('[DONE]');
});

const IMAGE_ELSEWHERE = [{ type: 'image_url', image_url: { url: 'http://127.0.0.1/x.png' } }];

it('refuses what is understood and cannot be done, with its place', async () => {
  stage.say(async () => ({ text: 'never' }));
  const cases: readonly [object, string][] = [
    [{ n: 2 }, 'n'],
    [{ logprobs: true }, 'logprobs'],
    [{ modalities: ['audio'] }, 'modalities'],
    [{ audio: { voice: 'x' } }, 'audio'],
    [{ functions: [] }, 'functions'],
    [{ tool_choice: 'required' }, 'tool_choice'],
    [{ messages: [{ role: 'tool', tool_call_id: 'x', content: '1' }] }, 'messages[0].tool_call_id'],
    [{ messages: [{ role: 'user', content: IMAGE_ELSEWHERE }] }, 'messages[0].content[0].image_url.url'],
  ];
  for (const [more, param] of cases) {
    const answer = await stage.post(PATH, { ...HELLO, ...more });
    expect(answer.status, param).toBe(400);
    expect(answer.json()).toMatchObject({
      error: { type: 'invalid_request_error', code: 'parameter_unsupported', param },
    });
  }
  expect(stage.requests).toEqual([]);
});

it('says of a malformed body which field is wrong', async () => {
  stage.say(async () => ({ text: 'never' }));
  const cases: readonly [unknown, string | null][] = [
    ['{', null],
    ['{"messages":[]}', 'model'],
    [{ ...HELLO, messages: [] }, 'messages'],
    [{ ...HELLO, messages: [{ role: 'nobody', content: '' }] }, 'messages[0].role'],
    [{ ...HELLO, temperature: 3 }, 'temperature'],
    [{ ...HELLO, max_tokens: 0 }, 'max_tokens'],
    [{ ...HELLO, tools: [{ type: 'web_search' }] }, 'tools[0].type'],
    [{ ...HELLO, model: 'twice' }, 'model'],
  ];
  for (const [body, param] of cases) {
    const answer = await stage.post(PATH, body);
    expect(answer.status, String(param)).toBe(400);
    expect(answer.json()).toMatchObject({ error: { type: 'invalid_request_error', code: 'invalid_input', param } });
  }
});

it('says of a model that there is none', async () => {
  stage.say(async () => ({ text: 'never' }));
  const unknown = ['tutti/agent/nobody', 'openai/unheard-of', 'unheard-of', 'tutti/team/paralel'];
  for (const model of [...unknown, 'openai/of-another', 'of-another']) {
    const answer = await stage.post(PATH, { ...HELLO, model });
    expect(answer.status, model).toBe(404);
    expect(answer.json()).toMatchObject({ error: { code: 'model_not_found', param: 'model' } });
  }
});

it('asks who it is and whether they may, in the shape of OpenAI', async () => {
  stage.say(async () => ({ text: 'Hello' }));
  const nobody = await stage.post(PATH, HELLO, {});
  expect([nobody.status, nobody.json()]).toMatchObject([401, { error: { code: 'invalid_api_key' } }]);
  const viewer = await stage.post(PATH, HELLO, VIEWER);
  expect([viewer.status, viewer.json()]).toMatchObject([403, { error: { code: 'insufficient_permissions' } }]);
  const unproven = await stage.post(PATH, HELLO, { ...OWNER, 'x-test-csrf': 'missing' });
  expect([unproven.status, unproven.json()]).toMatchObject([403, { error: { code: 'csrf_refused' } }]);
  expect(stage.requests).toEqual([]);
  const stranger = await stage.post(PATH, HELLO, STRANGER);
  const run = String(stranger.headers['x-tutti-run']);
  const seen = await stage.app.inject({ url: `/api/v1/runs/${run}`, headers: OWNER });
  expect(seen.statusCode).toBe(404);
});

it('a used-up budget is told as a quota, which is not asked for again at once', async () => {
  stage.say(async () => ({ text: 'never' }));
  const { store, principal } = stage.home;
  const limit = { costNanoUsd: 1 };
  await store.setBudget(principal.tenant, { account: 'tenant', period: 'day', limit, warnAt: [], ladder: ['stop'] });
  const answer = await stage.post(PATH, HELLO);
  await store.removeBudget(principal.tenant, 'tenant', 'day');
  expect([answer.status, answer.json()]).toMatchObject([
    429,
    { error: { type: 'insufficient_quota', code: 'insufficient_quota' } },
  ]);
  expect(answer.headers).toMatchObject({ 'x-should-retry': 'false' });
  expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
});

it('tells what became of a model with the status and the code that clients act on', async () => {
  const failures = [
    ['rate_limited', 429, 'rate_limit_exceeded'],
    ['context_overflow', 400, 'context_length_exceeded'],
    ['unreachable', 503, 'model_unavailable'],
    ['unauthorized', 503, 'provider_key_refused'],
  ] as const;
  let failure: (typeof failures)[number][0] = 'rate_limited';
  stage.say(async () => {
    throw new ModelFailedError('it says no', { class: failure, retryable: false });
  });
  for (const [name, status, code] of failures) {
    failure = name;
    const answer = await stage.post(PATH, HELLO);
    expect([answer.status, answer.json()]).toMatchObject([status, { error: { code } }]);
  }
});
