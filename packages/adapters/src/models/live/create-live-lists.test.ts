import { type Clock, systemClock } from '@tutti/engine';
import { afterEach, describe, expect, it } from 'vitest';
import { createProviders, type Providers } from '../create-providers.ts';
import type { NewProviderConfig } from '../provider-config.ts';
import { type Reply, replyError, replyJson, startProviderServer } from '../testing/start-provider-server.ts';
import { waitUntil } from '../testing/wait-until.ts';

const LLAMA = { name: 'llama3.2:3b', details: { parameter_size: '3.2B' } };
const LLAVA = { name: 'llava:7b', details: { parameter_size: '7B' } };
const MINILM = { name: 'all-minilm:latest', details: { parameter_size: '23M' } };

const SHOWN: Readonly<Record<string, object>> = {
  [LLAMA.name]: { capabilities: ['completion', 'tools'], model_info: { 'llama.context_length': 131_072 } },
  [LLAVA.name]: { capabilities: ['completion', 'vision'], model_info: { 'llama.context_length': 4096 } },
  [MINILM.name]: { capabilities: ['embedding'], model_info: { 'bert.context_length': 512 } },
};

function replyOllama(models: readonly object[]): Reply {
  return (response, sent) => {
    if (sent.path === '/api/tags') return replyJson({ models })(response, sent);
    if (sent.path !== '/api/show') return replyError(404, { error: 'not found' })(response, sent);
    const { model } = JSON.parse(sent.body) as { model: string };
    return replyJson(SHOWN[model])(response, sent);
  };
}

const INFO = {
  mode: 'chat',
  max_input_tokens: 128_000,
  max_output_tokens: 16_384,
  input_cost_per_token: 0.00000015,
  output_cost_per_token: 0.0000006,
  cache_read_input_token_cost: 0.000000075,
  supports_function_calling: true,
  supports_response_schema: true,
  supports_vision: true,
};
const BOTH = [
  { model_name: 'fast', model_info: INFO },
  { model_name: 'fast', model_info: INFO },
  {
    model_name: 'own',
    model_info: { mode: null, max_tokens: null, input_cost_per_token: 0, output_cost_per_token: 0 },
  },
  { nonsense: true },
];

describe('models that are found live', () => {
  const opened: Providers[] = [];
  const open = (configs: readonly NewProviderConfig[], clock: Clock = systemClock) => {
    const providers = createProviders({ catalogue: [], configs, clock });
    opened.push(providers);
    return providers;
  };
  const idsOf = (providers: Providers) => providers.offers().map(({ card }) => card.id);
  afterEach(() => {
    for (const providers of opened.splice(0)) providers.close();
  });

  it('asks Ollama what it has, what that can do and how much it reads at once', async () => {
    await using server = await startProviderServer(replyOllama([LLAMA, LLAVA, MINILM]));
    const providers = open([{ provider: 'ollama', baseUrl: server.url }]);
    await waitUntil(() => providers.offers().length === 3);
    expect(providers.offers()).toMatchObject([
      {
        card: { id: 'ollama/llama3.2:3b', kind: 'chat', context: 32_768, tools: true, local: true, input: ['text'] },
        keys: [],
        local: true,
        parallel: 1,
        host: new URL(server.url).host,
      },
      { card: { id: 'ollama/llava:7b', context: 4096, tools: false, input: ['text', 'image'] } },
      { card: { id: 'ollama/all-minilm:latest', kind: 'embedding', context: 512 } },
    ]);
    expect(providers.servers()).toMatchObject([{ provider: 'ollama', state: 'up', models: 3 }]);
  });

  it('asks a server once, however many want to know', async () => {
    await using server = await startProviderServer(replyOllama([]));
    const providers = open([{ provider: 'ollama', baseUrl: server.url }]);
    await Promise.all([providers.refresh(), providers.refresh(), providers.refresh()]);
    expect(server.sent.map(({ path }) => path)).toEqual(['/api/tags']);
  });

  it('goes on asking where others are added meanwhile, and asks only those anew', async () => {
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const slow: Reply = async (response, sent) => {
      await released;
      return replyOllama([LLAMA])(response, sent);
    };
    await using server = await startProviderServer(slow);
    await using other = await startProviderServer(replyJson({ data: [{ id: 'gpt-4o' }] }));
    const first = { provider: 'ollama', baseUrl: server.url };
    const second = { provider: 'vllm', baseUrl: `${other.url}/v1` };
    const providers = open([first]);
    const found = providers.refresh();
    providers.configure([first, second]);
    release();
    await found;
    expect(idsOf(providers)).toContain('ollama/llama3.2:3b');
    await waitUntil(() => idsOf(providers).includes('vllm/gpt-4o'));
    providers.configure([first]);
    expect(idsOf(providers)).toEqual(['ollama/llama3.2:3b']);
    expect(server.sent.filter(({ path }) => path === '/api/tags')).toHaveLength(1);
    expect(other.sent.filter(({ path }) => path === '/v1/models')).toHaveLength(1);
  });

  it('finds a server that appears, tells of its models when they change, and keeps them when it stops', async () => {
    const before = await startProviderServer(replyOllama([]));
    const { port, url } = before;
    await before[Symbol.asyncDispose]();

    const clock = createSkippingClock();
    const providers = open([{ provider: 'ollama', baseUrl: url }], clock);
    let changes = 0;
    providers.onChange(() => {
      changes++;
    });
    await waitUntil(() => providers.servers()[0]?.state === 'down');
    expect(providers.offers()).toEqual([]);
    expect(providers.servers()[0]?.message).toContain('ECONNREFUSED');

    const server = await startProviderServer(replyOllama([LLAMA]), port);
    await waitUntil(() => idsOf(providers).includes('ollama/llama3.2:3b'));
    const changedOnce = changes;
    const same = providers.offers();
    await providers.refresh();
    expect(providers.offers()).toBe(same);
    expect(changes).toBe(changedOnce);

    server.reply = replyOllama([LLAVA]);
    await waitUntil(() => idsOf(providers).join() === 'ollama/llava:7b');
    expect(changes).toBeGreaterThan(changedOnce);

    await server[Symbol.asyncDispose]();
    await waitUntil(() => providers.servers()[0]?.state === 'down');
    expect(idsOf(providers)).toEqual(['ollama/llava:7b']);
  });

  it('reads the prices and limits of a LiteLLM proxy, for each key what that key may see', async () => {
    await using server = await startProviderServer((response, sent) =>
      replyJson({ data: sent.headers.authorization === 'Bearer sk-all' ? BOTH : BOTH.slice(0, 1) })(response, sent),
    );
    const providers = open([
      {
        provider: 'litellm',
        baseUrl: server.url,
        keys: [
          { name: 'all', secret: 'sk-all' },
          { name: 'few', secret: 'sk-few' },
        ],
      },
    ]);
    await waitUntil(() => providers.offers().length === 2 && providers.offers()[0]?.keys.length === 2);
    expect(providers.offers()).toMatchObject([
      {
        card: {
          id: 'litellm/fast',
          context: 128_000,
          output: 16_384,
          input: ['text', 'image'],
          tools: true,
          structured: true,
          price: { input: 150_000_000, output: 600_000_000, cacheRead: 75_000_000 },
        },
        keys: [{ name: 'all' }, { name: 'few' }],
        // The proxy is near; the models behind it need not be.
        local: false,
      },
      { card: { id: 'litellm/own' }, keys: [{ name: 'all' }] },
    ]);
    // That a model costs nothing is also what the proxy says of one that it does not know.
    expect(providers.findCard('litellm/own')).not.toHaveProperty('price');
  });

  it('ends the context of a LiteLLM model where a longer input is dearer', async () => {
    const long = { ...INFO, max_input_tokens: 1_048_576 };
    const data = [
      { model_name: 'dearer', model_info: { ...long, input_cost_per_token_above_200k_tokens: 0.0000003 } },
      { model_name: 'output', model_info: { ...long, output_cost_per_token_above_128k_tokens: 0.0000007 } },
      { model_name: 'read', model_info: { ...long, cache_read_input_token_cost_above_272k_tokens: 0.000001 } },
      { model_name: 'same', model_info: { ...long, input_cost_per_token_above_200k_tokens: 0.00000015 } },
      { model_name: 'untold', model_info: { ...long, input_cost_per_token_above_128k_tokens: null } },
    ];
    await using server = await startProviderServer(replyJson({ data }));
    const providers = open([{ provider: 'litellm', baseUrl: server.url }]);
    await waitUntil(() => providers.offers().length === data.length);
    expect(providers.offers().map(({ card }) => card.context)).toEqual([
      200_000, 128_000, 272_000, 1_048_576, 1_048_576,
    ]);
  });

  it('takes the names alone from a proxy that tells no more', async () => {
    await using server = await startProviderServer((response, sent) =>
      sent.path === '/v1/models'
        ? replyJson({ object: 'list', data: [{ id: 'gpt-4o' }] })(response, sent)
        : replyError(403, { error: 'only for admins' })(response, sent),
    );
    const providers = open([{ provider: 'litellm', baseUrl: `${server.url}/v1` }]);
    await waitUntil(() => idsOf(providers).join() === 'litellm/gpt-4o');
  });

  it('lists any server of the protocol of OpenAI under the name that it was given', async () => {
    const data = [
      { id: 'Qwen/Qwen2.5-32B-Instruct', max_model_len: 32_768 },
      { id: 'nomic-embed-text' },
      { id: 'with space' },
      { no: 'id' },
    ];
    await using server = await startProviderServer(replyJson({ data }));
    const providers = open([{ provider: 'vllm', baseUrl: `${server.url}/v1`, parallel: 8 }]);
    await waitUntil(() => providers.offers().length === 2);
    expect(providers.offers()).toMatchObject([
      { card: { id: 'vllm/Qwen/Qwen2.5-32B-Instruct', context: 32_768, strength: 60, local: true }, parallel: 8 },
      { card: { id: 'vllm/nomic-embed-text', kind: 'embedding' } },
    ]);
  });

  it.each([
    ['HTML', '<html>hello</html>', 'is not valid JSON'],
    ['another shape', { models: 7 }, 'expected array, received number'],
    ['an error', { error: 'no' }, 'expected array, received undefined'],
  ])('offers nothing of a server that answers with %s, and says why', async (_title, body, why) => {
    await using server = await startProviderServer(replyError(200, body));
    const providers = open([{ provider: 'ollama', baseUrl: server.url }]);
    await waitUntil(() => providers.servers()[0]?.state === 'down');
    expect(providers.offers()).toEqual([]);
    expect(providers.servers()[0]?.message).toContain(why);
  });
});

/** Rings after a hundredth of the time. */
function createSkippingClock(): Clock {
  return {
    now: () => Date.now(),
    at: (instant, wake) => systemClock.at(Date.now() + (instant - Date.now()) / 100, wake),
  };
}
