/** OpenAI's own client, as it comes from npm, at a real server: against a model of a provider that nobody here wrote, and against agents. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LLMock } from '@copilotkit/aimock';
import { APIUserAbortError, AuthenticationError, BadRequestError, NotFoundError, OpenAI } from 'openai';
import { zodFunction, zodResponseFormat, zodTextFormat } from 'openai/helpers/zod';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { TuttiHome } from './tutti-process.ts';
import { TuttiServer } from './tutti-server.ts';

const MODEL = 'openai/gpt-5.4-mini';
const VECTORS = 'openai/text-embedding-3-small';
/** In the words of both of OpenAI's protocols. */
const USAGE = { prompt_tokens: 40, completion_tokens: 9, input_tokens: 40, output_tokens: 9, total_tokens: 49 };
const SOON = { timeout: 60_000, interval: 100 };

const Weather = z.object({ city: z.string(), degrees: z.number() });

function askUser(content: string) {
  return [{ role: 'user', content }] satisfies OpenAI.ChatCompletionMessageParam[];
}

interface Told {
  readonly tutti?: {
    readonly model: string;
    readonly cost_usd: string;
    readonly estimated: boolean;
    readonly run: string;
  };
}

describe('with the key of a provider', () => {
  const mock = new LLMock({ port: 0, chunkSize: 4 });
  let directory: string;
  let server: TuttiServer;
  let client: OpenAI;

  beforeAll(async () => {
    await mock.start();
    directory = mkdtempSync(join(tmpdir(), 'tutti-openai-'));
    server = await TuttiServer.start(new TuttiHome(join(directory, 'data')), {
      OPENAI_API_KEY: 'sk-of-nobody-0123456789',
      OPENAI_BASE_URL: `${mock.url}/v1`,
      OLLAMA_API_URL: 'off',
      TUTTI_KEY_FILE: join(directory, 'key-file'),
    });
    client = await connect(server, ['view', 'use']);
  }, 120_000);
  afterAll(async () => {
    await server?.kill();
    await mock.stop();
    rmSync(directory, { recursive: true, force: true });
  });
  beforeEach(() => {
    mock.reset();
  });

  it('chats, and tells what it cost', async () => {
    mock.onMessage('weather', { content: 'It is cold in Oslo today.', usage: USAGE });
    const { data, response } = await client.chat.completions
      .create({ model: MODEL, messages: askUser('What is the weather?') })
      .withResponse();
    expect(data.choices[0]).toMatchObject({ message: { content: 'It is cold in Oslo today.' }, finish_reason: 'stop' });
    expect(data.usage).toMatchObject({ prompt_tokens: 40, completion_tokens: 9, total_tokens: 49 });
    const { tutti } = data as Told;
    expect(tutti).toMatchObject({ model: MODEL, estimated: false });
    expect(Number(tutti?.cost_usd)).toBeGreaterThan(0);
    expect(response.headers.get('x-tutti-cost-usd')).toBe(tutti?.cost_usd);
    const ledger = `/api/v1/runs/${tutti?.run}`;
    expect(await (await server.fetch(ledger)).json()).toMatchObject({ program: 'calls', status: 'running' });
    const { items } = (await (await server.fetch(`${ledger}/events`)).json()) as { items: { type: string }[] };
    expect(items.map(({ type }) => type)).toEqual(expect.arrayContaining(['model.routed', 'budget.settled']));
    const costs = await (await server.fetch('/api/v1/analytics/costs?by=model')).json();
    expect(costs).toMatchObject({ rows: expect.arrayContaining([expect.objectContaining({ of: MODEL })]) });
  });

  it('streams, with the usage at the end', async () => {
    mock.onMessage('weather', { content: 'It is cold in Oslo today.', usage: USAGE });
    const stream = client.chat.completions.stream({
      model: MODEL,
      messages: askUser('What is the weather?'),
      stream_options: { include_usage: true },
    });
    const pieces: string[] = [];
    stream.on('content', (piece) => void pieces.push(piece));
    const whole = await stream.finalChatCompletion();
    expect(pieces.length).toBeGreaterThan(2);
    expect(pieces.join('')).toBe('It is cold in Oslo today.');
    expect(whole).toMatchObject({ choices: [{ finish_reason: 'stop' }], usage: { total_tokens: 49 } });
  });

  it('lets the client carry out its own tools, streamed and not', async () => {
    const call = { id: 'call_abc123XYZ', name: 'weather', arguments: '{"city":"Oslo"}' };
    mock.on({ userMessage: 'weather', hasToolResult: false }, { toolCalls: [call] });
    mock.on({ userMessage: 'weather', hasToolResult: true }, { content: 'It is -7 degrees.' });
    for (const stream of [false, true] as const) {
      const asked = vi.fn(async ({ city }: { city: string }) => `${city}: -7`);
      const tools = [
        zodFunction({
          name: 'weather',
          description: 'The weather of a city',
          parameters: z.object({ city: z.string() }),
          function: asked,
        }),
      ];
      const wish = { model: MODEL, messages: askUser('What is the weather?'), tools };
      const runner = stream
        ? client.chat.completions.runTools({ ...wish, stream: true })
        : client.chat.completions.runTools({ ...wish, stream: false });
      expect(await runner.finalContent()).toBe('It is -7 degrees.');
      expect(asked.mock.calls[0]?.[0]).toEqual({ city: 'Oslo' });
    }
  });

  it('answers in a given shape', async () => {
    mock.onMessage('weather', { content: '{"city":"Oslo","degrees":-7}' });
    const whole = await client.chat.completions.parse({
      model: MODEL,
      messages: askUser('What is the weather?'),
      response_format: zodResponseFormat(Weather, 'weather'),
    });
    expect(whole.choices[0]?.message.parsed).toEqual({ city: 'Oslo', degrees: -7 });
    const response = await client.responses.parse({
      model: MODEL,
      input: 'What is the weather?',
      text: { format: zodTextFormat(Weather, 'weather') },
    });
    expect(response.output_parsed).toEqual({ city: 'Oslo', degrees: -7 });
  });

  it('speaks the newer protocol too: whole, streamed, and with tools', async () => {
    mock.on({ userMessage: 'weather', hasToolResult: true }, { content: 'It is -7 degrees.', usage: USAGE });
    mock.on(
      { userMessage: 'weather', hasToolResult: false },
      { toolCalls: [{ id: 'call_abc123XYZ', name: 'weather', arguments: '{"city":"Oslo"}' }] },
    );
    const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
    const tools = [{ type: 'function' as const, name: 'weather', parameters, strict: false }];
    const first = await client.responses.create({ model: MODEL, input: 'What is the weather?', tools });
    const call = first.output.find((item) => item.type === 'function_call');
    expect(call).toMatchObject({ name: 'weather', arguments: '{"city":"Oslo"}' });
    const result = { type: 'function_call_output' as const, call_id: call?.call_id ?? '', output: '-7' };
    const input = [{ role: 'user' as const, content: 'What is the weather?' }, ...first.output, result];
    const stream = client.responses.stream({ model: MODEL, input: input as OpenAI.Responses.ResponseInput, tools });
    const pieces: string[] = [];
    stream.on('response.output_text.delta', ({ delta }) => void pieces.push(delta));
    const second = await stream.finalResponse();
    expect(second.output_text).toBe('It is -7 degrees.');
    expect(pieces.join('')).toBe(second.output_text);
    expect(second.usage).toMatchObject({ input_tokens: 40, output_tokens: 9 });
  });

  it('lists its models, and gives vectors as the client asks for them', async () => {
    const ids: string[] = [];
    for await (const { id } of client.models.list()) ids.push(id);
    expect(ids).toEqual(
      expect.arrayContaining(['tutti/auto', 'tutti/agent/drafting', 'tutti/team/consensus', MODEL, VECTORS]),
    );
    expect(await client.models.retrieve(MODEL)).toMatchObject({ id: MODEL, owned_by: 'openai' });
    mock.onEmbedding(/./, { embedding: [0.25, -0.5, 1] });
    const { data, usage } = await client.embeddings.create({ model: VECTORS, input: ['one', 'two'] });
    expect(data.map(({ embedding }) => embedding)).toEqual([
      [0.25, -0.5, 1],
      [0.25, -0.5, 1],
    ]);
    expect(usage.total_tokens).toBeGreaterThan(0);
  });

  it('an agent answers with a provider’s model, and its run is there to be seen', async () => {
    mock.onMessage(/./, { content: 'Boats sleep in harbours.', usage: USAGE });
    const { data, response } = await client.chat.completions
      .create({
        model: 'tutti/agent/drafting',
        messages: [
          { role: 'system', content: 'Be short.' },
          { role: 'user', content: 'Write about boats.' },
          { role: 'assistant', content: 'Which boats?' },
          { role: 'user', content: 'Those in harbours.' },
        ],
      })
      .withResponse();
    expect(data.choices[0]?.message.content).toBe('Boats sleep in harbours.');
    const run = response.headers.get('x-tutti-run') ?? '';
    expect((data as Told).tutti).toMatchObject({ run });
    expect(await (await server.fetch(`/api/v1/runs/${run}`)).json()).toMatchObject({ status: 'completed' });
    const said = await client.chat.completions
      .stream({ model: 'tutti/agent/drafting', messages: askUser('Write about boats.') })
      .finalContent();
    expect(said).toBe('Boats sleep in harbours.');
  });

  it('a team answers as one model, whole and streamed, and its run is there to be seen', async () => {
    const team = 'tutti/team/sequential:project,drafting';
    mock.on({ userMessage: 'Handed over by project' }, { content: 'Boats sleep in harbours.', usage: USAGE });
    mock.onMessage(/./, { content: 'First the harbours, then the boats.', usage: USAGE });
    const messages = askUser('Write about boats.');
    const { data, response } = await client.chat.completions.create({ model: team, messages }).withResponse();
    expect(data.choices[0]?.message.content).toBe('Boats sleep in harbours.');
    expect(data).toMatchObject({ model: team, usage: { prompt_tokens: 80, completion_tokens: 18 } });
    expect(Number((data as Told).tutti?.cost_usd)).toBeGreaterThan(0);
    const run = response.headers.get('x-tutti-run') ?? '';
    const task = { status: 'completed', program: 'team' };
    expect(await (await server.fetch(`/api/v1/runs/${run}`)).json()).toMatchObject(task);
    const stream = client.chat.completions.stream({ model: team, messages, stream_options: { include_usage: true } });
    const thoughts: string[] = [];
    stream.on('chunk', ({ choices }) => {
      const { reasoning_content: thought } = (choices[0]?.delta ?? {}) as { reasoning_content?: string };
      if (thought !== undefined) thoughts.push(thought);
    });
    const whole = await stream.finalChatCompletion();
    expect(whole.choices[0]?.message.content).toBe('Boats sleep in harbours.');
    expect(whole.usage).toMatchObject({ prompt_tokens: 80, completion_tokens: 18 });
    expect(thoughts.join('')).toContain('### project\n\nFirst the harbours, then the boats.');
    const answered = await client.responses.create({ model: team, input: 'Write about boats.' });
    expect(answered.output_text).toBe('Boats sleep in harbours.');
  });

  it('what the client takes back is stopped at the provider', async () => {
    mock.onMessage('weather', { content: 'It is cold in Oslo today. '.repeat(200) }, { latency: 100 });
    const gone = new AbortController();
    const stream = await client.chat.completions.create(
      { model: MODEL, messages: askUser('What is the weather?'), stream: true },
      { signal: gone.signal },
    );
    const read = async () => {
      for await (const { choices } of stream) if (choices[0]?.delta.content) gone.abort();
    };
    await read().catch((error: unknown) => expect(error).toBeInstanceOf(APIUserAbortError));
    await vi.waitFor(async () => {
      const costs = (await (await server.fetch('/api/v1/analytics/costs?by=model')).json()) as {
        total: { inDoubtUsd: string };
      };
      expect(Number(costs.total.inDoubtUsd)).toBeGreaterThan(0);
    }, SOON);
  });

  it('refuses as OpenAI refuses, so that the client throws what its user expects', async () => {
    const chat = (model: string, more: object = {}, by = client) =>
      by.chat.completions.create({ model, messages: askUser('Hi'), ...more });
    const wrong = new OpenAI({ apiKey: 'sk-wrong', baseURL: `${server.url}/v1`, maxRetries: 0 });
    await expect(chat(MODEL, {}, wrong)).rejects.toThrow(AuthenticationError);
    await expect(chat(MODEL, {}, wrong)).rejects.toMatchObject({ status: 401, code: 'invalid_api_key' });
    const viewer = await connect(server, ['view']);
    await expect(chat(MODEL, {}, viewer)).rejects.toMatchObject({ status: 403 });
    await expect(chat('openai/unheard-of')).rejects.toThrow(NotFoundError);
    await expect(chat('openai/unheard-of')).rejects.toMatchObject({ code: 'model_not_found', param: 'model' });
    const unheard = { status: 404, code: 'model_not_found', param: 'model' };
    await expect(chat('tutti/team/unheard-of')).rejects.toMatchObject(unheard);
    await expect(chat('tutti/team/parallel:nobody-at-all')).rejects.toMatchObject(unheard);
    await expect(chat('tutti/team/competitive:drafting')).rejects.toMatchObject({ status: 400, param: 'model' });
    await expect(chat(MODEL, { n: 2 })).rejects.toThrow(BadRequestError);
    await expect(chat(MODEL, { n: 2 })).rejects.toMatchObject({ code: 'parameter_unsupported', param: 'n' });
    expect(mock.getRequests()).toEqual([]);
  });

  it('a call that was under way when the server was killed counts, in doubt, after its next start', async () => {
    const readDoubt = async () => {
      const costs = await (await server.fetch('/api/v1/analytics/costs?by=model')).json();
      return Number((costs as { total: { inDoubtUsd: string } }).total.inDoubtUsd);
    };
    const before = await readDoubt();
    mock.onMessage('weather', { content: 'It is cold in Oslo today.' }, { latency: 30_000 });
    const asked = client.chat.completions.create({ model: MODEL, messages: askUser('What is the weather?') });
    asked.catch(() => undefined);
    await vi.waitFor(() => expect(mock.getRequests()).toHaveLength(1), SOON);
    await server.kill();
    await expect(asked).rejects.toThrow();
    await server.startAgain();
    await vi.waitFor(async () => expect(await readDoubt()).toBeGreaterThan(before), SOON);
  });
});

describe('with no key and no server of models', () => {
  let directory: string;
  let server: TuttiServer;
  let client: OpenAI;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'tutti-openai-'));
    server = await TuttiServer.start(new TuttiHome(join(directory, 'data')), {
      OLLAMA_API_URL: 'off',
      TUTTI_KEY_FILE: join(directory, 'key-file'),
      TUTTI_REHEARSAL_LATENCY_MS: '20',
    });
    client = await connect(server, ['view', 'use']);
  }, 120_000);
  afterAll(async () => {
    await server?.kill();
    rmSync(directory, { recursive: true, force: true });
  });

  it('any model and agents answer with the rehearsal model, at no cost, and say so', async () => {
    const teams = ['tutti/team/auto', 'tutti/team/competitive:drafting,coding'];
    for (const model of ['tutti/auto', 'tutti/agent/drafting', ...teams]) {
      const whole = await client.chat.completions.create({ model, messages: askUser('Write a line about harbours.') });
      expect(whole.choices[0]?.message.content, model).toMatch(/^\S.*\[rehearsal: no model was asked/s);
      expect((whole as Told).tutti).toMatchObject({ model: 'tutti/rehearsal', cost_usd: '0' });
      const stream = client.chat.completions.stream({ model, messages: askUser('Write a line about harbours.') });
      expect(await stream.finalContent(), model).toMatch(/^\S.*\[rehearsal: no model was asked/s);
    }
  });

  it('a run that was asked for is cancelled when the client goes', async () => {
    const gone = new AbortController();
    const asked = client.chat.completions.create(
      { model: 'tutti/agent/drafting', messages: askUser('Write a very long poem about every harbour.') },
      { signal: gone.signal },
    );
    asked.catch(() => undefined);
    const listRuns = async () =>
      ((await (await server.fetch('/api/v1/tasks?limit=1')).json()) as { items: { title: string; status: string }[] })
        .items;
    await vi.waitFor(async () => expect((await listRuns())[0]?.title).toContain('every harbour'), SOON);
    gone.abort();
    await vi.waitFor(async () => expect((await listRuns())[0]?.status).toBe('cancelled'), SOON);
  });
});

async function connect(server: TuttiServer, rights: readonly string[]): Promise<OpenAI> {
  const made = await server.fetch('/api/v1/keys', { method: 'POST', body: JSON.stringify({ name: 'client', rights }) });
  const { secret } = (await made.json()) as { secret: string };
  return new OpenAI({ apiKey: secret, baseURL: `${server.url}/v1`, maxRetries: 0 });
}
