/** Models through the API, against aimock: a peer that nobody here wrote. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelId, RunId } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import { bodyOf, type CallRoute } from '../testing/call-route.ts';
import { STRANGER, VIEWER } from '../testing/test-app.ts';
import { getDetail, type ModelStage, openModelStage, serveMock, USAGE } from '../testing/model-stage.ts';

const SECRET = 'plain-looking-key-of-nobody-4711';
const HAIKU = 'Autumn leaves fall on the quiet pond.';

const mock = serveMock();

const putGroq = (call: CallRoute, secret = SECRET) =>
  call('putProviderKey', {
    params: { provider: 'groq', name: 'mine' },
    body: { secret, baseUrl: `${mock.url}/openai/v1` },
  });

const listSteps = async ({ call }: ModelStage, run: RunId) =>
  bodyOf('listSteps', await call('listSteps', { params: { run } })).items;

/** Whatever lies in the data directory, but for the file with the master key. */
async function readEverything(directory: string): Promise<string> {
  const files = await readdir(directory, { recursive: true, withFileTypes: true });
  const kept = files.filter((file) => file.isFile() && file.name !== 'key-file');
  return (await Promise.all(kept.map((file) => readFile(join(file.parentPath, file.name), 'latin1')))).join('\n');
}

describe('with no key and no local server', () => {
  it('everything works on the rehearsal model, and the answers say so', async () => {
    await using stage = await openModelStage();
    const run = await stage.run();
    expect(await getDetail(stage, run)).toMatchObject({ status: 'completed', rehearsed: true, usage: { usd: '0' } });
    const [model] = (await listSteps(stage, run)).filter(({ kind }) => kind === 'model');
    expect(model?.calls).toMatchObject([{ attempt: 1, route: { model: 'tutti/rehearsal', because: 'rehearsal' } }]);
    const { items, catalogue } = bodyOf('listModels', await stage.call('listModels', { query: { offered: 'true' } }));
    expect(items).toEqual([]);
    expect(catalogue.models).toBeGreaterThan(100);
    const route = bodyOf(
      'explainRoute',
      await stage.call('explainRoute', { body: { text: 'Hello', agent: 'drafting' } }),
    );
    expect(route).toMatchObject({ agent: 'drafting', route: { model: 'tutti/rehearsal' } });
  });

  it('each provider says what a key of it can stand in, and viewers see no addresses', async () => {
    await using stage = await openModelStage();
    const list = async (headers = {}) => bodyOf('listProviders', await stage.call('listProviders', { headers })).items;
    const groq = (await list()).find(({ provider }) => provider === 'groq');
    expect(groq).toMatchObject({
      name: 'Groq',
      state: 'no_key',
      models: 0,
      keys: [],
      baseUrl: expect.any(String) as string,
    });
    expect(groq?.variables).toContain('GROQ_API_KEY');
    for (const provider of await list(VIEWER)) expect(provider).not.toHaveProperty('baseUrl');
  });
});

describe('a key that is stored while the server runs', () => {
  it('is used by the next call, which tells its route, its tokens and its cost', async () => {
    mock.onMessage(/haiku/i, { content: HAIKU, usage: USAGE });
    await using stage = await openModelStage();
    expect(await getDetail(stage, await stage.run())).toMatchObject({ rehearsed: true });
    expect(bodyOf('putProviderKey', await putGroq(stage.call))).toMatchObject({
      name: 'mine',
      from: 'stored',
      readable: true,
    });
    const run = await stage.run();
    expect(await getDetail(stage, run)).toMatchObject({ rehearsed: false, output: { text: HAIKU } });
    const [model] = (await listSteps(stage, run)).filter(({ kind }) => kind === 'model');
    const [call] = model?.calls ?? [];
    expect(call).toMatchObject({ attempt: 1, route: { key: 'mine', free: true, worstCase: { usd: '0' } } });
    expect(call?.route.model).toMatch(/^groq\//);
    expect(call?.usage?.outputTokens).toBeGreaterThan(0);
    expect(mock.getLastRequest()?.headers).toMatchObject({ authorization: expect.any(String) as string });
  });

  it('is shown by name and fingerprint, with what its quota has left, and no more once it is removed', async () => {
    mock.onMessage(/haiku/i, { content: HAIKU, usage: USAGE });
    await using stage = await openModelStage();
    await putGroq(stage.call);
    const run = await stage.run();
    const [used] = (await listSteps(stage, run)).flatMap(({ calls = [] }) => calls);
    const model = used?.route.model as ModelId;
    const query = { offered: 'true', provider: 'groq', text: model };
    const { items } = bodyOf('listModels', await stage.call('listModels', { query }));
    const [route] = items.find((each) => each.model === model)?.routes ?? [];
    expect(route).toMatchObject({ key: 'mine', state: 'ready' });
    const requests = route?.quotas.find(({ what }) => what === 'requests');
    expect(requests).toMatchObject({ used: 1, left: (requests?.limit ?? 0) - 1 });
    const remove = () => stage.call('removeProviderKey', { params: { provider: 'groq', name: 'mine' } });
    expect((await remove()).statusCode).toBe(204);
    expect((await remove()).json()).toMatchObject({ code: 'provider_key_not_found' });
    expect(bodyOf('listModels', await stage.call('listModels', { query })).items).toEqual([]);
    expect(await getDetail(stage, await stage.run())).toMatchObject({ rehearsed: true });
  });

  it('may not be called as those of the settings are, nor be sent to where no provider may live', async () => {
    await using stage = await openModelStage();
    const put = async (name: string, baseUrl: string, provider = 'groq') => {
      const answer = await stage.call('putProviderKey', {
        params: { provider, name },
        body: { secret: SECRET, baseUrl },
      });
      return answer.json<{ code: string; path?: string }>();
    };
    expect(await put('environment', 'https://api.groq.com')).toMatchObject({ code: 'invalid_input', path: 'name' });
    for (const url of [
      'http://169.254.169.254/v1',
      'http://[::ffff:169.254.169.254]/',
      'file:///etc/passwd',
      'https://a:b@c',
    ])
      expect(await put('mine', url)).toMatchObject({ code: 'invalid_input', path: 'baseUrl' });
    const nowhere = await stage.call('putProviderKey', {
      params: { provider: 'nobody-knows', name: 'x' },
      body: { secret: SECRET },
    });
    expect(nowhere.json()).toMatchObject({ code: 'unknown_provider', path: 'baseUrl' });
  });

  it('is told what is wrong with it by one cheap call', async () => {
    await using stage = await openModelStage();
    await putGroq(stage.call);
    const test = async (body = {}) =>
      bodyOf('testProvider', await stage.call('testProvider', { params: { provider: 'groq' }, body })).items;
    mock.onMessage(/ok/, { content: 'ok' });
    expect(await test()).toMatchObject([{ key: 'mine', ok: true }]);
    mock.reset();
    mock.onMessage(/ok/, {
      error: { message: `Invalid API Key ${SECRET}`, type: 'invalid_request_error' },
      status: 401,
    });
    const [refused] = await test({ key: 'mine' });
    expect(refused).toMatchObject({
      ok: false,
      class: 'unauthorized',
      remedy: expect.stringContaining('key') as string,
    });
    expect(JSON.stringify(refused)).not.toContain(SECRET);
    const missing = await stage.call('testProvider', { params: { provider: 'groq' }, body: { key: 'other' } });
    expect(missing.json()).toMatchObject({ code: 'provider_key_not_found' });
  });
});

describe('a key of another tenant', () => {
  it('tells nobody else where it is sent, nor how that goes', async () => {
    await using stage = await openModelStage();
    const key = { params: { provider: 'litellm', name: 'theirs' } };
    const body = { secret: SECRET, baseUrl: 'http://127.0.0.1:9/v1' };
    await stage.call('putProviderKey', { ...key, body, headers: STRANGER });
    const test = async (headers = {}) => {
      const tested = await stage.call('testProvider', { params: { provider: 'litellm' }, body: {}, headers });
      return bodyOf('testProvider', tested).items;
    };
    const find = async (headers = {}) => {
      const { items } = bodyOf('listProviders', await stage.call('listProviders', { headers }));
      return items.find(({ provider }) => provider === 'litellm');
    };
    expect(await test(STRANGER)).toMatchObject([{ key: 'theirs', ok: false, class: 'unreachable' }]);
    expect(await find(STRANGER)).toMatchObject({ state: 'not_found', detail: expect.any(String) as string });
    expect(await test()).toEqual([]);
    const seen = await find();
    expect(seen).toMatchObject({ state: 'no_key', keys: [] });
    expect(seen).not.toHaveProperty('detail');
  });
});

describe('a new master key', () => {
  it('closes what is stored, and calls go on', async () => {
    mock.onMessage(/haiku/i, { content: HAIKU, usage: USAGE });
    await using stage = await openModelStage();
    await putGroq(stage.call);
    const done = await stage.call('reencryptProviderKeys', { body: {} });
    expect(bodyOf('reencryptProviderKeys', done)).toEqual({ reencrypted: 1, locked: 0 });
    expect(await getDetail(stage, await stage.run())).toMatchObject({ output: { text: HAIKU } });
  });
});

describe('the secret of a key', () => {
  it('is found nowhere: not in the database, the log, an answer or an event, even where its provider tells it', async () => {
    mock.onMessage(/.*/, { error: { message: `Invalid API Key ${SECRET} given`, type: 'x' }, status: 401 });
    await using stage = await openModelStage();
    const answers = [
      await putGroq(stage.call),
      await stage.call('testProvider', { params: { provider: 'groq' }, body: {} }),
    ];
    const run = await stage.run({ goal: `Write down ${SECRET}` });
    expect(mock.getRequests().length).toBeGreaterThan(0);
    for (const name of ['getRun', 'readEvents', 'listSteps'] as const)
      answers.push(await stage.call(name, { params: { run } }));
    for (const name of ['listProviders', 'listModels', 'getConfig', 'getCosts', 'listRuns'] as const)
      answers.push(await stage.call(name));
    const told = answers.map(({ body }) => body).join('\n');
    const kept = await readEverything(stage.home.directory);
    expect(kept).toContain('[redacted:');
    for (const text of [told, kept, stage.logged()]) expect(text).not.toContain(SECRET);
  });
});

describe('a catalogue that cannot be fetched', () => {
  it('leaves the one that is there', async () => {
    await using stage = await openModelStage();
    const refused = await stage.call('refreshModels', { body: {} });
    expect(refused.json()).toMatchObject({ status: 424, code: 'catalogue_unavailable' });
    expect((await stage.call('listModels')).statusCode).toBe(200);
  });
});
