import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRehearsalModel, type Store, systemClock, systemRandom } from '@tutti/engine';
import { createMemoryStore } from '@tutti/engine/testing';
import { Agent, LOCAL_OWNER, RunId, StepPath } from '@tutti/protocol';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { ModelSettings } from '../config/model-settings.ts';
import { SecretBook } from '../credentials/secret-book.ts';
import { HomeModels } from './home-models.ts';

const { tenant, user: by } = LOCAL_OWNER;
const CATALOGUE = join(import.meta.dirname, '..', '..', '..', '..', 'catalog', 'models');
const NO_OLLAMA = { provider: 'ollama', baseUrl: 'off', keys: [] };
const GROQ = { provider: 'groq', name: 'mine', secret: 'nobodys-key', baseUrl: 'http://127.0.0.1:9/v1', paid: false };

interface Stage {
  readonly directory: string;
  readonly store: Store;
  readonly problems: unknown[];
  /** A process at the store; `keyFile` where it has another one than the first. */
  open(settings?: Partial<ModelSettings>): HomeModels;
}

async function openStage(): Promise<Stage> {
  const directory = await mkdtemp(join(tmpdir(), 'tutti-models-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const store = createMemoryStore();
  const problems: unknown[] = [];
  const open = (settings: Partial<ModelSettings> = {}) => {
    const models = new HomeModels({
      settings: {
        use: 'found',
        keyFile: join(directory, 'key-file'),
        catalogueUrl: 'http://127.0.0.1:9/',
        providers: [NO_OLLAMA],
        ...settings,
      },
      directory,
      catalogueFolder: CATALOGUE,
      store,
      isShared: true,
      secrets: new SecretBook(),
      rehearsal: createRehearsalModel(),
      clock: systemClock,
      random: systemRandom,
      onProblem: (error) => problems.push(error),
    });
    onTestFinished(() => models[Symbol.asyncDispose]());
    return models;
  };
  return { directory, store, problems, open };
}

const listProviders = async (models: HomeModels) => {
  const { providers } = await models.load(tenant);
  return new Set(providers.offers().map(({ card }) => card.id.split('/', 1)[0]));
};

function openCall(models: HomeModels) {
  const agent = Agent.parse({ id: 'ann', purpose: 'p', capabilities: ['c'], instructions: 'i' });
  const messages = [{ role: 'user', text: 'Hello', labels: [] }] as const;
  const request = { agent: agent.id, system: 's', messages, tools: [], maxOutputTokens: 50, seed: 'x' };
  const run = RunId.parse(`run_${'0'.repeat(36)}`);
  const path = StepPath.parse('turn/1/model');
  return models.routing.open({ tenant, run, path, agent, complexity: 'medium', read: async () => request });
}

describe('several processes at one store', () => {
  it('use a key that one of them was given, and forget one that was removed, without a restart', async () => {
    const stage = await openStage();
    const [one, other] = [stage.open(), stage.open()];
    expect(await listProviders(other)).toEqual(new Set());
    await one.credentials.put({ tenant, by }, GROQ);
    await vi.waitUntil(async () => (await listProviders(other)).has('groq'), { timeout: 60_000, interval: 100 });
    await one.credentials.remove(tenant, GROQ);
    await vi.waitUntil(async () => !(await listProviders(other)).has('groq'), { timeout: 60_000, interval: 100 });
  });

  it('go on without the keys that they have no key file for, and say so', async () => {
    const stage = await openStage();
    await stage.open().credentials.put({ tenant, by }, GROQ);
    const stranger = stage.open({ keyFile: join(stage.directory, 'another') });
    expect(await listProviders(stranger)).toEqual(new Set());
    expect(await stranger.listKeys(tenant)).toMatchObject([{ name: 'mine', lockedWith: expect.any(String) as string }]);
    await vi.waitUntil(() => stage.problems.length > 0, { timeout: 10_000 });
    expect(String(stage.problems[0])).toContain('key file');
  });

  it('wait for keys that only another of them can open, and never rehearse in their place', async () => {
    const stage = await openStage();
    await stage.open().credentials.put({ tenant, by }, GROQ);
    const locked = stage.open({ keyFile: join(stage.directory, 'another') });
    await locked.load(tenant);
    expect(locked.countOffered(tenant)).toEqual({ offered: 0, rehearsal: false });
    const next = () => openCall(locked).next({ number: 1 });
    await expect(next()).rejects.toMatchObject({ name: 'NoRouteError' });
    await stage.open().credentials.remove(tenant, GROQ);
    await locked.readKeys(tenant);
    expect(await next()).toMatchObject({ record: { because: 'rehearsal' } });
  });

  it('wait for a server that is set and does not answer, and never rehearse in its place', async () => {
    const stage = await openStage();
    const models = stage.open({ providers: [{ provider: 'ollama', baseUrl: 'http://127.0.0.1:9', keys: [] }] });
    await expect(openCall(models).next({ number: 1 })).rejects.toMatchObject({ name: 'NoRouteError' });
    const addressed = stage.open({
      providers: [NO_OLLAMA, { provider: 'groq', baseUrl: 'http://127.0.0.1:9', keys: [] }],
    });
    expect(await openCall(addressed).next({ number: 1 })).toMatchObject({ record: { because: 'rehearsal' } });
  });

  it('tell whoever listens that other models can be called', async () => {
    const stage = await openStage();
    const models = stage.open();
    await models.load(tenant);
    const heard = vi.fn();
    models.onChange(heard);
    await models.credentials.put({ tenant, by }, GROQ);
    await models.readKeys(tenant);
    expect(heard).toHaveBeenCalled();
    expect(models.countOffered(tenant)?.rehearsal).toBe(false);
  });
});

describe('the keys of a tenant', () => {
  it('are nothing for another', async () => {
    const stage = await openStage();
    const models = stage.open();
    await models.credentials.put({ tenant, by }, GROQ);
    await models.load(tenant);
    const stranger = tenant.replace('000', '001') as typeof tenant;
    await models.load(stranger);
    expect(models.countOffered(tenant)?.offered).toBeGreaterThan(0);
    expect(models.countOffered(stranger)).toEqual({ offered: 0, rehearsal: true });
  });
});

describe('a provider that is set wrongly', () => {
  it('is left out and told, and the others work', async () => {
    const stage = await openStage();
    const key = { name: 'environment', secret: 'nobodys-key', from: 'environment', paid: false } as const;
    const models = stage.open({
      providers: [
        NO_OLLAMA,
        { provider: 'groq', keys: [key] },
        { provider: 'mistral', baseUrl: 'http://169.254.169.254/v1', keys: [key] },
        { provider: 'litellm', keys: [key] },
      ],
    });
    expect(await listProviders(models)).toEqual(new Set(['groq']));
    const told = stage.problems.map(String).join('\n');
    expect(told).toContain('mistral');
    expect(told).toContain('litellm has a key and no address');
    expect(told).not.toContain('nobodys-key');
  });
});

describe('a server of models on this machine', () => {
  it('is found before the first call is sent elsewhere', async () => {
    const ollama = createServer((request, response) => {
      const body = request.url === '/api/tags' ? { models: [{ name: 'tiny:1b', model: 'tiny:1b' }] } : {};
      response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => void ollama.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void ollama.close());
    const { port } = ollama.address() as AddressInfo;
    const stage = await openStage();
    const models = stage.open({ providers: [{ provider: 'ollama', baseUrl: `http://127.0.0.1:${port}`, keys: [] }] });
    expect(await listProviders(models)).toEqual(new Set(['ollama']));
  });
});

describe('what the installation knows better', () => {
  it('is used, and what is wrong in it is told by everything that asks models', async () => {
    const stage = await openStage();
    await writeFile(join(stage.directory, 'models.yaml'), 'models: 7\n');
    const models = stage.open();
    await expect(models.load(tenant)).rejects.toMatchObject({ code: 'config_invalid' });
    await rm(join(stage.directory, 'models.yaml'));
    expect((await models.getCatalogue(tenant)).cards.length).toBeGreaterThan(100);
  });
});
