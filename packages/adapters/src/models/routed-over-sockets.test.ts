/** The router over real sockets: whatever one server does, the call is answered by the other, and nobody is asked more often than is allowed. */
import {
  type ChosenRoute,
  createClock,
  createModels,
  createRehearsalModel,
  type ModelAnswer,
  ModelFailedError,
  type ModelRequest,
  type Models,
  NoRouteError,
  systemRandom,
} from '@tutti/engine';
import { Agent, ModelCard, MOST_ATTEMPTS, RunId, StepPath, TenantId } from '@tutti/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createProviders, type Providers } from './create-providers.ts';
import { toRequest, WEATHER_TOOL } from './testing/connect-family.ts';
import { FAMILIES_UNDER_TEST } from './testing/families-under-test.ts';
import {
  type ProviderServer,
  type Reply,
  replyCut,
  replyError,
  replyHang,
  replyStream,
  startProviderServer,
} from './testing/start-provider-server.ts';
import { waitUntil } from './testing/wait-until.ts';
import { createOpenaiChatWire } from './testing/wire/openai-chat.ts';

const { contentType, toChunks } = createOpenaiChatWire('own-chunk');
const TENANT = TenantId.parse(`ten_${'0'.repeat(36)}`);
const USAGE = { input: 60, output: 9 };
const CALL = { id: 'call_1', name: 'weather', input: { city: 'Oslo' } };
const CALLING = toChunks({ calls: [CALL], usage: USAGE });
const GOOD = replyStream(contentType, toChunks({ text: 'Hello from the second.', usage: USAGE }));

/** A byte now and then, never a whole event. */
const TRICKLE: Reply = (response) => {
  response.writeHead(200, { 'content-type': contentType });
  const timer = setInterval(() => response.write('d'), 40);
  response.once('close', () => clearInterval(timer));
};

let first: ProviderServer;
let second: ProviderServer;
let providers: Providers;
let models: Models;
let later = 0;

beforeEach(async () => {
  later = 0;
  first = await startProviderServer(GOOD);
  second = await startProviderServer(GOOD);
  const clock = createClock(() => Date.now() + later);
  const configs = [toConfig('first', first, 16_000), toConfig('second', second, 128_000)];
  providers = createProviders({ catalogue: [], configs, clock });
  const deadlines = { firstSignMs: 1_500, betweenSignsMs: 1_500, wholeMs: 60_000 };
  models = createModels({
    providers,
    rehearsal: createRehearsalModel({ clock }),
    clock,
    random: systemRandom,
    deadlines,
  });
});
afterEach(async () => {
  providers.close();
  await first[Symbol.asyncDispose]();
  await second[Symbol.asyncDispose]();
});

describe('two servers, of which one fails', () => {
  it.each([
    { title: 'L1: 429 with Retry-After', reply: replyError(429, {}, { 'retry-after': '60' }), why: 'rate_limited' },
    { title: 'L1: 429 without', reply: replyError(429, { error: { message: 'slow down' } }), why: 'rate_limited' },
    { title: 'L2: 500', reply: replyError(500, {}), why: 'overloaded' },
    { title: 'L2: 502', reply: replyError(502, '<html>'), why: 'overloaded' },
    { title: 'L2: 503', reply: replyError(503, {}), why: 'overloaded' },
    { title: 'L3: silence before the first word', reply: replyHang(contentType, []), why: 'timed_out' },
    {
      title: 'L3: silence in the midst of a call',
      reply: replyHang(contentType, CALLING.slice(0, 3)),
      why: 'timed_out',
    },
    { title: 'L3: a byte now and then', reply: TRICKLE, why: 'timed_out' },
    { title: 'L4: torn in the JSON of a tool call', reply: replyCut(contentType, CALLING.slice(0, 3)), why: 'cut' },
    { title: 'L4: ended in the JSON of a tool call', reply: replyStream(contentType, CALLING.slice(0, 3)), why: 'cut' },
    { title: 'L5: not JSON', reply: replyStream(contentType, ['data: hm\n\n']), why: 'malformed' },
    { title: 'L5: an empty answer', reply: replyStream(contentType, toChunks({})), why: 'malformed' },
    {
      title: 'L8: too long for its window',
      reply: replyError(400, { error: { code: 'context_length_exceeded', message: 'maximum context length' } }),
      why: 'context_overflow',
    },
  ])('$title: the other one answers, at once and once', async ({ reply, why }) => {
    first.reply = reply;
    const told = await ask(toRequest({ tools: [WEATHER_TOOL] }));
    expect(told.failures.map((failure) => failure.class)).toEqual([why]);
    expect(told.answer).toMatchObject({ text: 'Hello from the second.', toolCalls: [], finish: 'stop' });
    expect(told.routes).toEqual(['first/m', 'second/m']);
    expect([first.sent.length, second.sent.length]).toEqual([1, 1]);
    if (why === 'timed_out') await waitUntil(() => first.abandoned() === 1);
  });

  it('L1: does not ask again before the time that it was told', async () => {
    first.reply = replyError(429, {}, { 'retry-after': '60' });
    for (let call = 0; call < 5; call++) await ask(toRequest());
    expect(first.sent).toHaveLength(1);
    first.reply = GOOD;
    later = 61_000;
    expect((await ask(toRequest())).routes).toEqual(['first/m']);
  });

  it('L2: leaves a server alone that keeps failing, and comes back to it when it is well', async () => {
    first.reply = replyError(503, {});
    for (let call = 0; call < 30; call++) expect((await ask(toRequest())).answer?.finish).toBe('stop');
    const askedWhileDown = first.sent.length;
    expect(askedWhileDown).toBeLessThan(10);
    expect(second.sent.length).toBe(30);

    first.reply = GOOD;
    later = 3_600_000;
    for (let call = 0; call < 8; call++) await ask(toRequest());
    await waitUntil(() => first.sent.length > askedWhileDown + 3);
    expect((await ask(toRequest())).routes).toEqual(['first/m']);
  });

  it('L10: waits for a time, without a call, where nobody is left', async () => {
    for (const server of [first, second]) server.reply = replyError(429, {}, { 'retry-after': '600' });
    const told = await ask(toRequest());
    expect(told.waits).toBeDefined();
    expect(told.waits ?? 0).toBeGreaterThan(Date.now() + 500_000);
    expect(first.sent.length + second.sent.length).toBe(2);
    for (let call = 0; call < 20; call++) await ask(toRequest());
    expect(first.sent.length + second.sent.length).toBe(2);
  });

  it(`L11: sends at most ${MOST_ATTEMPTS} requests for one call, whatever fails`, async () => {
    for (const server of [first, second]) server.reply = replyError(500, {});
    const told = await ask(toRequest());
    expect(told.answer).toBeUndefined();
    expect(first.sent.length + second.sent.length).toBeLessThanOrEqual(MOST_ATTEMPTS);
    expect(first.sent.length + second.sent.length).toBe(told.routes.length);
  });
});

describe.each(FAMILIES_UNDER_TEST)('L9, $title', (family) => {
  it.each([
    ['missing', undefined],
    ['below zero', { input: -5, output: -1 }],
    ['nothing at all', { input: 0, output: 0 }],
    ['absurd', { input: 1e12, output: 1e12 }],
  ])('estimates and marks a usage that is %s, and stays below what was reserved', async (_title, usage) => {
    const { provider, path, api, card, wire } = family;
    first.reply = replyStream(wire.contentType, wire.toChunks({ text: 'It is cold.', ...(usage && { usage }) }));
    const keys = [{ name: 'main', secret: 'secret-of-the-test' }];
    providers.configure([
      { provider, baseUrl: `${first.url}${path}`, keys, models: [card], local: false, ...(api && { api }) },
    ]);
    const told = await ask(toRequest(), [card.id]);
    const { worstCase } = told.chosen ?? {};
    const used = told.answer?.usage;
    expect(used).toMatchObject({ estimated: true });
    expect(used?.inputTokens ?? 0).toBeGreaterThan(0);
    expect((used?.inputTokens ?? 0) + (used?.outputTokens ?? 0)).toBeLessThanOrEqual(worstCase?.tokens ?? 0);
    expect(used?.costNanoUsd ?? 0).toBeGreaterThan(0);
    expect(used?.costNanoUsd ?? 0).toBeLessThanOrEqual(worstCase?.costNanoUsd ?? 0);
  });
});

interface Told {
  answer?: ModelAnswer;
  chosen?: ChosenRoute;
  waits?: number;
  readonly routes: string[];
  readonly failures: ModelFailedError[];
}

/** As a step does it: attempt after attempt, until there is an answer, or nobody to ask. */
async function ask(request: ModelRequest, prefer: readonly string[] = ['first/m', 'second/m']): Promise<Told> {
  const policy = { prefer, otherwise: 'nothing' };
  const agent = Agent.parse({ id: 'ann', purpose: 'p', capabilities: ['c'], instructions: 'i', models: policy });
  const run = RunId.parse(`run_${'0'.repeat(36)}`);
  const path = StepPath.parse('turn/1/model');
  const call = models.open({ tenant: TENANT, run, path, agent, complexity: 'medium', read: async () => request });
  const told: Told = { routes: [], failures: [] };
  for (let number = 1; number <= MOST_ATTEMPTS; number++) {
    try {
      told.chosen = await call.next({ number });
      told.routes.push(told.chosen.record.model);
      told.answer = await told.chosen.answer({ signal: new AbortController().signal, onDelta: () => {} });
      return told;
    } catch (error) {
      if (error instanceof NoRouteError) return { ...told, waits: error.until };
      if (!(error instanceof ModelFailedError)) throw error;
      told.failures.push(error);
    }
  }
  return told;
}

function toConfig(provider: string, { url }: ProviderServer, context: number) {
  const card = ModelCard.parse({
    id: `${provider}/m`,
    name: provider,
    context,
    output: 4_000,
    tools: true,
    structured: false,
    strength: 50,
    price: { input: 1_000_000, output: 4_000_000 },
  });
  return {
    provider,
    baseUrl: `${url}/v1`,
    keys: [{ name: 'main', secret: 'secret-of-the-test' }],
    models: [card],
    local: false,
  };
}
