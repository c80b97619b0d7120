import { InvalidInputError } from '@tutti/engine';
import { ModelCard, type NewModelCard, TenantId } from '@tutti/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { createProviders, type Providers } from './create-providers.ts';
import { FAMILIES, findFamily } from './families/find-family.ts';
import { openLine } from './net/line.ts';
import { ask, toRequest } from './testing/connect-family.ts';
import { replyError, replyJson, replyStream, startProviderServer } from './testing/start-provider-server.ts';
import { createOpenaiChatWire } from './testing/wire/openai-chat.ts';

const WIRE = createOpenaiChatWire('x_groq');
const HELLO = replyStream(WIRE.contentType, WIRE.toChunks({ text: 'Hello.', usage: { input: 9, output: 2 } }));
const SIGNAL = new AbortController().signal;

const toCard = (id: string, card: Partial<NewModelCard> = {}) =>
  ModelCard.parse({
    id,
    name: id,
    context: 8_000,
    output: 2_000,
    tools: true,
    structured: false,
    strength: 40,
    ...card,
  });
const CATALOGUE = [
  toCard('groq/llama'),
  toCard('groq/gemma'),
  toCard('groq/old', { retired: { successor: 'groq/llama' } }),
  toCard('mistral/small'),
];

describe('all providers behind one port', () => {
  const opened: Providers[] = [];
  const open = (configs: Parameters<typeof createProviders>[0]['configs'] = []) => {
    const providers = createProviders({ catalogue: CATALOGUE, configs });
    opened.push(providers);
    return providers;
  };
  afterEach(() => {
    for (const providers of opened.splice(0)) providers.close();
  });

  it('tells nobody of what only the key of one tenant has found, and offers it all the same', async () => {
    const data = [{ model_name: 'secret-project', model_info: { input_cost_per_token: 9, output_cost_per_token: 9 } }];
    await using server = await startProviderServer(replyJson({ data }));
    const tenant = TenantId.parse(`ten_${'1'.repeat(36)}`);
    const own = { name: 'own', secret: 's-own', baseUrl: server.url, tenant };
    const shared = { name: 'all', secret: 's-all', baseUrl: server.url };
    const providers = open([{ provider: 'litellm', keys: [own] }]);
    const known = () => [providers.findCard('litellm/secret-project'), providers.cards().length];
    await providers.refresh();
    expect(providers.offers().map(({ card }) => card.id)).toContain('litellm/secret-project');
    expect(known()).toEqual([undefined, CATALOGUE.length]);
    expect(providers.connect('litellm/secret-project', 'litellm/own').id).toBe('litellm/secret-project');
    providers.configure([{ provider: 'litellm', keys: [own, shared] }]);
    await providers.refresh();
    expect(known()).toMatchObject([{ id: 'litellm/secret-project' }, CATALOGUE.length + 1]);
  });

  it('offers the models of the catalogue that there is a key for, but no retired ones, which it knows all the same', () => {
    const providers = open([{ provider: 'groq', keys: [{ name: 'a', secret: 's-a', limits: { requestsPerDay: 5 } }] }]);
    expect(providers.offers()).toMatchObject([
      {
        card: { id: 'groq/llama' },
        host: 'api.groq.com',
        keys: [{ id: 'groq/a', name: 'a', limits: { requestsPerDay: 5 } }],
      },
      { card: { id: 'groq/gemma' } },
    ]);
    expect(providers.offers()).toBe(providers.offers());
    expect(providers.findCard('groq/old')?.retired).toEqual({ successor: 'groq/llama' });
    expect(providers.findCard('groq/unheard-of')).toBeUndefined();
    expect(providers.cards()).toHaveLength(CATALOGUE.length);
    expect(JSON.stringify(providers.offers())).not.toContain('s-a');
  });

  it('offers nothing without keys', () => {
    expect(open().offers()).toEqual([]);
    expect(open([{ provider: 'groq' }]).offers()).toEqual([]);
  });

  it('goes on offering to all what is called without a key when a tenant stores a key of its own for it', () => {
    const tenant = TenantId.parse(`ten_${'0'.repeat(36)}`);
    const at = { provider: 'compatible', baseUrl: 'http://127.0.0.1:9/v1', models: ['compatible/small'] };
    const toKeys = (keys: readonly object[]) =>
      open([{ ...at, keys: [...keys] as never }])
        .offers()
        .map((offer) => offer.keys.map(({ name }) => name));
    const own = { name: 'own', secret: 's', tenant };
    expect(toKeys([])).toEqual([[]]);
    expect(toKeys([own])).toEqual([['own'], []]);
    expect(toKeys([{ ...own, baseUrl: 'http://127.0.0.1:10/v1' }])).toEqual([['own'], []]);
    expect(toKeys([own, { name: 'ours', secret: 's' }])).toEqual([['own', 'ours']]);
  });

  it('uses a key that is added at run time with the next call, and none that was taken away', async () => {
    await using server = await startProviderServer(HELLO);
    const providers = open();
    let changes = 0;
    const stop = providers.onChange(() => {
      changes++;
    });
    const at = { provider: 'groq', baseUrl: `${server.url}/v1` };
    expect(() => providers.connect('groq/llama', 'groq/a')).toThrow(expect.objectContaining({ class: 'unauthorized' }));

    providers.configure([{ ...at, keys: [{ name: 'a', secret: 'secret-a' }] }]);
    expect(changes).toBe(1);
    const model = providers.connect('groq/llama', 'groq/a');
    expect((await ask(model, toRequest())).answer.text).toBe('Hello.');
    const { fingerprint } = providers.offers()[0]?.keys[0] ?? {};

    providers.configure([{ ...at, keys: [{ name: 'a', secret: 'secret-b' }] }]);
    await ask(providers.connect('groq/llama', 'groq/a'), toRequest());
    expect(server.sent.map(({ headers }) => headers.authorization)).toEqual(['Bearer secret-a', 'Bearer secret-b']);
    expect(providers.offers()[0]?.keys[0]?.fingerprint).not.toBe(fingerprint);

    providers.configure([]);
    expect(providers.offers()).toEqual([]);
    expect(() => providers.connect('groq/llama', 'groq/a')).toThrow(expect.objectContaining({ nothingHappened: true }));
    stop();
    providers.configure([]);
    expect(changes).toBe(3);
  });

  it('sends each of several keys only to the address that it belongs to', async () => {
    await using own = await startProviderServer(HELLO);
    await using other = await startProviderServer(HELLO);
    const providers = open([
      {
        provider: 'groq',
        baseUrl: `${own.url}/v1`,
        keys: [
          { name: 'a', secret: 'secret-a' },
          { id: 'stored-1', name: 'b', secret: 'secret-b', baseUrl: `${other.url}/v1`, billing: 'paid' },
        ],
      },
    ]);
    const offers = providers.offers().filter(({ card }) => card.id === 'groq/llama');
    expect(offers.map(({ host, keys }) => [host, keys.map(({ id }) => id)])).toEqual([
      [new URL(own.url).host, ['groq/a']],
      [new URL(other.url).host, ['stored-1']],
    ]);
    await ask(providers.connect('groq/llama', 'groq/a'), toRequest());
    await ask(providers.connect('groq/llama', 'stored-1'), toRequest());
    expect(own.sent.map(({ headers }) => headers.authorization)).toEqual(['Bearer secret-a']);
    expect(other.sent.map(({ headers }) => headers.authorization)).toEqual(['Bearer secret-b']);
  });

  it.each([
    [{ provider: 'groq', baseUrl: 'http://169.254.169.254/v1', keys: [{ name: 'a', secret: 's' }] }],
    [{ provider: 'groq', baseUrl: 'gopher://x', keys: [{ name: 'a', secret: 's' }] }],
    [{ provider: 'azure', keys: [{ name: 'a', secret: 's' }] }],
    [{ provider: 'groq', keys: [{ name: 'a', secret: 's', baseUrl: 'http://metadata.google.internal' }] }],
  ])('refuses a place where no key may be sent, and keeps what it had', (config) => {
    const providers = open([{ provider: 'mistral', keys: [{ name: 'a', secret: 's' }] }]);
    const before = providers.offers();
    expect(() => providers.configure([config])).toThrow(InvalidInputError);
    expect(providers.offers()).toBe(before);
  });

  it('offers exactly the models that are named, of any name, and takes a card that is given', () => {
    const own = toCard('azure/our-deployment', { context: 64_000 });
    const providers = open([
      {
        provider: 'azure',
        baseUrl: 'https://we.openai.azure.com/openai',
        keys: [{ name: 'a', secret: 's' }],
        models: [own, 'azure/other', 'groq/llama'],
      },
    ]);
    expect(providers.offers().map(({ card }) => [card.id, card.context])).toEqual([
      ['azure/our-deployment', 64_000],
      ['azure/other', 8_192],
    ]);
    expect(providers.findCard('azure/our-deployment')).toEqual(own);
  });

  it('goes by another catalogue from the next call on', () => {
    const providers = open([{ provider: 'groq', keys: [{ name: 'a', secret: 's' }] }]);
    providers.replaceCatalogue([toCard('groq/new')]);
    expect(providers.offers().map(({ card }) => card.id)).toEqual(['groq/new']);
  });

  describe('a probe', () => {
    const probe = async (url: string) =>
      open([{ provider: 'groq', baseUrl: url, keys: [{ name: 'a', secret: 'secret-of-a-probe' }] }]).probe(
        'groq/llama',
        'groq/a',
        SIGNAL,
      );

    it('says that a model works', async () => {
      await using server = await startProviderServer(HELLO);
      expect(await probe(`${server.url}/v1`)).toEqual({ status: 'ok' });
      expect(server.sent).toHaveLength(1);
      expect(JSON.parse(server.sent[0]?.body ?? '{}')).toMatchObject({ max_tokens: 16 });
    });

    it.each([
      {
        title: 'a key that is refused',
        reply: replyError(401, { error: { message: 'Invalid API Key secret-of-a-probe' } }),
        failure: 'unauthorized',
        words: 'refused the key',
      },
      {
        title: 'a model that is not there',
        reply: replyError(404, { error: { message: 'The model does not exist' } }),
        failure: 'not_found',
        words: 'does not exist there',
      },
      {
        title: 'a quota that is used up',
        reply: replyError(429, { error: { message: 'requests per day (RPD)' } }, { 'retry-after': '60' }),
        failure: 'quota_exhausted',
        words: 'is used up',
      },
      {
        title: 'a host that is another',
        reply: replyError(200, '<html>hello</html>'),
        failure: 'cut',
        words: 'broke off',
      },
      {
        title: 'a host that sends one elsewhere',
        reply: replyError(302, '', { location: 'https://login.example/' }),
        failure: 'unreachable',
        words: 'login.example',
      },
    ])('says exactly what is wrong: $title', async ({ reply, failure, words }) => {
      await using server = await startProviderServer(reply);
      const result = await probe(`${server.url}/v1`);
      expect(result).toMatchObject({ status: 'failed', class: failure, message: expect.stringContaining(words) });
      expect(JSON.stringify(result)).not.toContain('secret-of-a-probe');
      expect(server.sent).toHaveLength(1);
    });

    it('says that nobody is there', async () => {
      const server = await startProviderServer(HELLO);
      await server[Symbol.asyncDispose]();
      expect(await probe(`${server.url}/v1`)).toMatchObject({
        class: 'unreachable',
        message: expect.stringContaining('ECONNREFUSED'),
      });
    });

    it('says that nobody knows the name', async () => {
      const line = openLine((host, _options, done) => {
        done(Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND' }), '');
      });
      const keys = [{ name: 'a', secret: 'secret-of-a-probe' }];
      const configs = [{ provider: 'groq', baseUrl: 'http://no-such-host.invalid/v1', keys }];
      const providers = createProviders({ catalogue: CATALOGUE, configs, line });
      opened.push(providers);
      expect(await providers.probe('groq/llama', 'groq/a', SIGNAL)).toMatchObject({
        class: 'unreachable',
        message: expect.stringContaining('ENOTFOUND no-such-host.invalid'),
      });
      line.close();
    });

    it('says so of a key that it does not have, and asks an embedding model for vectors', async () => {
      await using server = await startProviderServer(
        replyJson({
          object: 'list',
          model: 'e',
          data: [{ embedding: [1, 2], index: 0 }],
          usage: { prompt_tokens: 2, total_tokens: 2 },
        }),
      );
      const card = toCard('near/e', { kind: 'embedding' });
      const providers = open([{ provider: 'near', baseUrl: `${server.url}/v1`, models: [card] }]);
      expect(await providers.probe('near/e', undefined, SIGNAL)).toEqual({ status: 'ok' });
      expect(server.sent[0]?.path).toBe('/v1/embeddings');
      expect(await providers.probe('groq/llama', 'groq/none', SIGNAL)).toMatchObject({
        status: 'failed',
        class: 'unauthorized',
      });
    });

    it('ends with the signal', async () => {
      await using server = await startProviderServer(() => {});
      const providers = open([{ provider: 'near', baseUrl: `${server.url}/v1`, models: [toCard('near/m')] }]);
      await expect(providers.probe('near/m', undefined, AbortSignal.timeout(50))).rejects.toThrow(/timeout/);
    });
  });
});

describe('where each family is called', () => {
  it.each([
    ['openai', 'https://api.openai.com/v1/responses'],
    ['anthropic', 'https://api.anthropic.com/v1/messages'],
    ['google', 'https://generativelanguage.googleapis.com/v1beta/models/m:streamGenerateContent?alt=sse'],
    ['groq', 'https://api.groq.com/openai/v1/chat/completions'],
    ['mistral', 'https://api.mistral.ai/v1/chat/completions'],
    ['cohere', 'https://api.cohere.com/v2/chat'],
    ['togetherai', 'https://api.together.xyz/v1/chat/completions'],
    ['huggingface', 'https://router.huggingface.co/v1/chat/completions'],
    ['ai21', 'https://api.ai21.com/studio/v1/chat/completions'],
    ['openrouter', 'https://openrouter.ai/api/v1/chat/completions'],
    ['deepseek', 'https://api.deepseek.com/chat/completions'],
    ['ollama', 'http://127.0.0.1:11434/api/chat'],
  ])('%s', async (provider, url) => {
    expect(await findAddress(provider, findFamily(provider).baseUrl ?? '')).toBe(url);
  });

  it('azure, at the address of its resource', async () => {
    const address = await findAddress('azure', 'https://we.openai.azure.com/openai');
    expect(address).toBe('https://we.openai.azure.com/openai/v1/chat/completions?api-version=v1');
  });

  it('knows every family that it names, and takes any other name for a server of the protocol of OpenAI', () => {
    for (const [name, family] of Object.entries(FAMILIES)) expect(findFamily(name)).toBe(family);
    expect(findFamily('my-vllm')).toBe(FAMILIES.compatible);
    expect(findFamily('constructor')).toBe(FAMILIES.compatible);
  });

  async function findAddress(provider: string, baseUrl: string): Promise<string> {
    const family = findFamily(provider);
    const addresses: string[] = [];
    const models = await family.connect({
      provider,
      baseUrl,
      secret: 'key',
      api: family.api ?? 'chat',
      fetch: async (input) => {
        addresses.push(input instanceof Request ? input.url : input.toString());
        throw new Error('not sent');
      },
    });
    const prompt = [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'hi' }] }];
    await Promise.resolve(models.chat('m').doStream({ prompt })).catch(() => undefined);
    return addresses.join();
  }
});
