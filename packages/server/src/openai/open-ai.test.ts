/** What is not about one way of asking: models, vectors, agents, and whoever means no good. */
import { RunId } from '@tutti/protocol';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { RequestError } from '../http/request-error.ts';
import { OWNER, VIEWER } from '../testing/test-app.ts';
import { chatToAsked } from './chat/chat-to-asked.ts';
import { responsesToAsked } from './responses/responses-to-asked.ts';
import { MODEL, type OpenAiApp, openOpenAiApp } from './testing/open-ai-app.ts';

const CHAT = '/v1/chat/completions';
const PATIENT = { timeout: 20_000 };
const ask = (model: string, content: string, more: object = {}) => ({
  model,
  messages: [{ role: 'user', content }],
  ...more,
});

let stage: OpenAiApp;
beforeAll(async () => {
  stage = await openOpenAiApp();
}, 60_000);
afterAll(() => stage[Symbol.asyncDispose]());

it('lists what can be named as a model, for whoever may look', async () => {
  stage.say(async () => ({ text: 'never' }));
  const list = await stage.app.inject({ url: '/v1/models', headers: VIEWER });
  const ids = (list.json() as { data: { id: string; object: string }[] }).data.map(({ id }) => id);
  expect(ids[0]).toBe('tutti/auto');
  expect(ids).toEqual(
    expect.arrayContaining([
      'tutti/agent/drafting',
      'tutti/team/consensus',
      'tutti/team/auto',
      'groq/llama-3.3-70b',
      'openai/vectors',
    ]),
  );
  // Somebody else has stored a key for it.
  expect(ids).not.toContain('openai/of-another');
  const one = await stage.app.inject({ url: `/v1/models/${encodeURIComponent(MODEL)}`, headers: VIEWER });
  expect(one.json()).toMatchObject({ id: MODEL, object: 'model', owned_by: 'groq', context_length: 128_000 });
  const none = await stage.app.inject({ url: '/v1/models/nothing', headers: VIEWER });
  expect([none.statusCode, none.json()]).toMatchObject([404, { error: { code: 'model_not_found' } }]);
  expect((await stage.app.inject({ url: '/v1/models' })).statusCode).toBe(401);
});

it('says at once what has to be set for an agent that stands for a product which is not configured', async () => {
  const payload = ask('tutti/agent/langflow', 'Draw a flow');
  const answer = await stage.app.inject({ method: 'POST', url: CHAT, headers: OWNER, payload });
  expect([answer.statusCode, answer.json()]).toMatchObject([
    409,
    { error: { code: 'agent_not_configured', message: expect.stringContaining('connector: langflow') as string } },
  ]);
});

it('lets nobody in without credentials, and nobody who may only look make a call', async () => {
  stage.say(async () => ({ text: 'never' }));
  for (const path of [CHAT, '/v1/responses', '/v1/embeddings']) {
    const nobody = await stage.post(path, {}, {});
    expect([nobody.status, nobody.json()], path).toMatchObject([401, { error: { code: 'invalid_api_key' } }]);
    const viewer = await stage.post(path, {}, VIEWER);
    expect([viewer.status, viewer.json()], path).toMatchObject([403, { error: { code: 'insufficient_permissions' } }]);
    const inAddress = await stage.post(`${path}?api_key=tut_key_x`, {}, {});
    expect(inAddress.status, path).toBe(401);
  }
});

it('tells of an address with nothing at it in the shape of OpenAI', async () => {
  stage.say(async () => ({ text: 'never' }));
  for (const method of ['GET', 'POST', 'DELETE'] as const) {
    const answer = await stage.app.inject({ url: '/v1/files', method, headers: OWNER });
    expect([answer.statusCode, answer.json()]).toMatchObject([404, { error: { code: 'route_not_found' } }]);
    expect(answer.json<{ error: { message: string } }>().error.message).toContain('/v1/chat/completions');
  }
});

it('gives vectors as numbers and as bytes, and what they cost', async () => {
  stage.say(async () => ({ text: 'never' }));
  const model = 'openai/vectors';
  const plain = await stage.post('/v1/embeddings', { model, input: ['a', 'b'], dimensions: 3 });
  expect(plain.json()).toMatchObject({
    object: 'list',
    model,
    data: [
      { object: 'embedding', index: 0, embedding: [0.5, 0.5, 0.5] },
      { object: 'embedding', index: 1, embedding: [1.5, 1.5, 1.5] },
    ],
    usage: { prompt_tokens: 6, total_tokens: 6 },
    tutti: { cost_usd: '0.00000012', estimated: false },
  });
  const packed = await stage.post('/v1/embeddings', { model, input: 'a', encoding_format: 'base64' });
  const [{ embedding } = { embedding: '' }] = packed.json()['data'] as { embedding: string }[];
  const bytes = Buffer.from(embedding, 'base64');
  expect([bytes.readFloatLE(0), bytes.readFloatLE(4)]).toEqual([0.5, 0.5]);
  const tokens = await stage.post('/v1/embeddings', { model, input: [[1, 2]] });
  expect([tokens.status, tokens.json()]).toMatchObject([400, { error: { param: 'input' } }]);
  const chat = await stage.post('/v1/embeddings', { model: MODEL, input: 'a' });
  expect([chat.status, chat.json()]).toMatchObject([400, { error: { param: 'model' } }]);
});

it('a call to an agent is a run that is seen, streamed, paid for and found again', async () => {
  await using own = await openOpenAiApp(async () => ({ text: 'never' }));
  own.home.engine.start();
  const whole = await own.post(CHAT, ask('tutti/agent/drafting', 'Write about harbours'));
  const run = String(whole.headers['x-tutti-run']);
  const text = (whole.json() as { choices: { message: { content: string } }[] }).choices[0]?.message.content ?? '';
  expect(whole.status).toBe(200);
  expect(whole.json()).toMatchObject({
    model: 'tutti/agent/drafting',
    tutti: { run },
    choices: [{ finish_reason: 'stop' }],
  });
  const state = await own.home.engine.getRun(own.home.principal, RunId.parse(run));
  expect(state).toMatchObject({ status: 'completed', task: expect.stringMatching(/^tsk_/) });
  expect(text.length).toBeGreaterThan(0);
  const streamed = await own.post(CHAT, ask('tutti/agent/drafting', 'Write about harbours', { stream: true }));
  const said = streamed
    .events()
    .flatMap(({ choices }) => (choices as { delta: { content?: string } }[]).map(({ delta }) => delta.content ?? ''));
  expect(said.join('').length).toBeGreaterThan(0);
  expect(streamed.headers['x-tutti-run']).toMatch(/^run_/);
  expect(streamed.text.endsWith('data: [DONE]\n\n')).toBe(true);
});

it('an agent takes no tools, files or forms of answer from whoever calls it', async () => {
  stage.say(async () => ({ text: 'never' }));
  const tools = [{ type: 'function', function: { name: 'add' } }];
  for (const [more, param] of [
    [{ tools }, 'tools'],
    [{ response_format: { type: 'json_object' } }, 'response_format'],
  ] as const) {
    const answer = await stage.post(CHAT, ask('tutti/agent/drafting', 'Hi', more));
    expect([answer.status, answer.json()]).toMatchObject([400, { error: { code: 'parameter_unsupported', param } }]);
  }
});

it('whoever goes ends what was asked: the call of a model, and the run of an agent', async () => {
  const aborted = vi.fn();
  await using own = await openOpenAiApp(
    (_, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          aborted();
          reject(signal.reason);
        });
      }),
  );
  const url = await own.app.listen({ host: '127.0.0.1', port: 0 });
  const leave = async (model: string, isUnderWay: () => unknown) => {
    const gone = new AbortController();
    const headers = { ...OWNER, 'content-type': 'application/json' };
    const body = JSON.stringify(ask(model, 'Hi', { stream: true }));
    const asked = fetch(`${url}${CHAT}`, { method: 'POST', headers, body, signal: gone.signal });
    asked.catch(() => undefined);
    await vi.waitFor(isUnderWay, PATIENT);
    gone.abort();
    await expect(asked).rejects.toThrow();
  };
  await leave(MODEL, () => expect(own.requests).toHaveLength(1));
  await vi.waitFor(() => expect(aborted).toHaveBeenCalledTimes(1), PATIENT);
  const { engine, principal } = own.home;
  const listTasks = async () => (await engine.listRuns(principal, { limit: 10, tasks: true })).runs;
  await leave('tutti/agent/drafting', async () => expect(await listTasks()).toHaveLength(1));
  engine.start();
  await vi.waitFor(async () => expect(await listTasks()).toMatchObject([{ status: 'cancelled' }]), PATIENT);
});

const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: 'small' },
    fc.jsonValue(),
    fc.constantFrom('user', 'system', 'text', 'function', MODEL, 'tutti/auto', 'data:image/png;base64,AA=='),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('role', 'content', 'type', 'text', 'name', 'function', 'image_url'), tie('any')),
  ),
})).any;
const KEYS = ['model', 'messages', 'input', 'tools', 'tool_choice', 'stop', 'n', 'stream', 'text', 'response_format'];
const body = fc.oneof(fc.dictionary(fc.constantFrom(...KEYS), value), value, fc.string());

it('understands or refuses whatever comes, and never stumbles over it', () => {
  const read = (parse: (given: unknown) => unknown, given: unknown) => {
    try {
      parse(given);
    } catch (error) {
      expect(error).toBeInstanceOf(RequestError);
    }
  };
  fc.assert(
    fc.property(body, value, (given, messages) => {
      read(chatToAsked, given);
      read(responsesToAsked, given);
      read(chatToAsked, { model: MODEL, messages });
      read(responsesToAsked, { model: MODEL, input: messages });
    }),
    { numRuns: 150 },
  );
}, 60_000);

it('answers whatever body comes in the shape of OpenAI, and never with an error of its own', async () => {
  stage.say(async () => ({ text: 'Hello' }));
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(CHAT, '/v1/responses', '/v1/embeddings'), body, async (path, given) => {
      const answer = await stage.post(path, given === undefined ? '' : given);
      expect([200, 400, 404, 415]).toContain(answer.status);
      if (answer.status !== 200) expect(answer.json()).toMatchObject({ error: { message: expect.any(String) } });
    }),
    { numRuns: 40 },
  );
}, 60_000);

it('reads no more of a body than it says, and no kind but JSON', async () => {
  stage.say(async () => ({ text: 'never' }));
  const large = await stage.post(CHAT, 'x'.repeat(17 * 1_048_576));
  expect([large.status, large.json()]).toMatchObject([413, { error: { code: 'body_too_large' } }]);
  const form = await stage.post(CHAT, 'model=x', { ...OWNER, 'content-type': 'text/plain' });
  expect([form.status, form.json()]).toMatchObject([415, { error: { code: 'unsupported_media_type' } }]);
  expect(stage.requests).toEqual([]);
});
