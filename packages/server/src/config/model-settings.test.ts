import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ConfigInvalidError } from './config-invalid-error.ts';
import { PROVIDER_NAMES } from './model-settings.ts';
import { loadConfig, resolveConfig } from './resolve-config.ts';
import { SETTINGS } from './settings.ts';

const resolveWith = (environment: Record<string, string>) => resolveConfig({ environment, options: {} });

describe('the keys of providers', () => {
  it('are found under the names that their own programs use', () => {
    const { models } = resolveWith({
      OPENAI_API_KEY: 'k-openai',
      GEMINI_API_KEY: 'k-google',
      HF_TOKEN: 'k-hf',
      TOGETHER_AI_API_KEY: 'k-together',
      AZURE_API_KEY: 'k-azure',
      AZURE_RESOURCE_NAME: 'mine',
      LITELLM_BASE_URL: 'http://proxy:4000/',
      LITELLM_API_KEY: 'k-litellm',
    });
    const key = (secret: string) => [{ name: 'environment', secret, from: 'environment', paid: false }];
    expect(models).toMatchObject({
      use: 'found',
      providers: [
        { provider: 'openai', keys: key('k-openai') },
        { provider: 'google', keys: key('k-google') },
        { provider: 'azure', baseUrl: 'https://mine.openai.azure.com/openai', keys: key('k-azure') },
        { provider: 'togetherai', keys: key('k-together') },
        { provider: 'huggingface', keys: key('k-hf') },
        { provider: 'litellm', baseUrl: 'http://proxy:4000', keys: key('k-litellm') },
      ],
    });
  });

  it('may be several, each with a name of its own', () => {
    const [groq] = resolveWith({ GROQ_API_KEYS: 'one, two,one', GROQ_API_KEY: 'three' }).models.providers;
    expect(groq?.keys.map(({ name, secret }) => [name, secret])).toEqual([
      ['environment', 'one'],
      ['environment-2', 'two'],
    ]);
  });

  it('are nowhere among the settings that are shown, nor in what is said about a wrong one', () => {
    const { settings } = resolveWith({ OPENAI_API_KEY: 'canary-1', GROQ_API_KEYS: 'canary-2,canary-3' });
    expect(JSON.stringify(settings)).not.toContain('canary');
    expect(settings.find(({ name }) => name === 'groqKeys')).toMatchObject({ value: null, isSet: true, secret: true });
    for (const wrong of [
      { OPENAI_API_KEY: 'canary with spaces' },
      { OPENAI_BASE_URL: 'https://user:canary@host/v1' },
      { OPENAI_BASE_URL: 'https://host/v1?key=canary' },
      { OLLAMA_API_URL: 'ftp://canary' },
    ]) {
      const told = expect.objectContaining({ message: expect.not.stringContaining('canary') as string });
      expect(() => resolveWith(wrong)).toThrow(ConfigInvalidError);
      expect(() => resolveWith(wrong)).toThrow(told);
    }
  });

  it('have a setting for each provider, and each setting says what it is for', () => {
    for (const { keys, url } of PROVIDER_NAMES)
      for (const name of [keys, url].filter((each) => each !== undefined))
        expect(SETTINGS[name].variables.length).toBeGreaterThan(0);
    for (const { keys } of PROVIDER_NAMES)
      if (keys !== undefined) expect(SETTINGS[keys]).toMatchObject({ secret: true, ownerOnly: true });
  });
});

describe('the address of a local server', () => {
  it.each([
    ['0.0.0.0:11434', 'http://127.0.0.1:11434'],
    ['0.0.0.0', 'http://127.0.0.1:11434'],
    ['127.0.0.1', 'http://127.0.0.1:11434'],
    ['localhost', 'http://localhost:11434'],
    [':11434', 'http://127.0.0.1:11434'],
    [':8080', 'http://127.0.0.1:8080'],
    ['[::]', 'http://[::1]:11434'],
    ['[::]:8080', 'http://[::1]:8080'],
    ['::1', 'http://[::1]:11434'],
    ['gpu-box/ollama', 'http://gpu-box:11434/ollama'],
    ['http://0.0.0.0:11434', 'http://127.0.0.1:11434'],
    ['http://gpu-box', 'http://gpu-box'],
    ['gpu-box:80', 'http://gpu-box'],
    ['gpu-box:11434', 'http://gpu-box:11434'],
    ['https://ollama.example.org/', 'https://ollama.example.org'],
    ['off', 'off'],
  ])('is understood as Ollama itself writes it: %s', (given, baseUrl) => {
    expect(resolveWith({ OLLAMA_HOST: given }).models.providers).toEqual([{ provider: 'ollama', baseUrl, keys: [] }]);
  });
});

describe('OLLAMA_HOST, which is set for another program', () => {
  it.each(['ftp://canary', '127.0.0.1:99999999'])(
    'stops nothing where it is not understood, and is told: %s',
    (given) => {
      const { models, passedOver } = resolveWith({ OLLAMA_HOST: given });
      expect(models.providers).toEqual([]);
      expect(passedOver).toEqual([expect.stringMatching(/^OLLAMA_HOST is passed over: ollamaApiUrl takes an address/)]);
      expect(passedOver.join()).not.toContain(given);
    },
  );

  it('leaves its place to what is set for Tutti', () => {
    const { models, passedOver } = resolveWith({ OLLAMA_HOST: 'ftp://x', OLLAMA_BASE_URL: 'http://gpu-box:1' });
    expect(models.providers).toEqual([{ provider: 'ollama', baseUrl: 'http://gpu-box:1', keys: [] }]);
    expect(passedOver).toHaveLength(1);
    expect(resolveWith({ OLLAMA_HOST: 'gpu-box' }).passedOver).toEqual([]);
  });
});

describe('config.yaml with keys in it', () => {
  const write = async (mode: number) => {
    const directory = await mkdtemp(join(tmpdir(), 'tutti-config-'));
    onTestFinished(() => rm(directory, { recursive: true }));
    const path = join(directory, 'config.yaml');
    await writeFile(path, 'groqKeys: [canary-one, canary-two]\nopenaiUrl: https://openai.example.org/v1\n');
    await chmod(path, mode);
    return { environment: { TUTTI_DATA_DIR: directory }, options: {} };
  };

  it('is taken where only its owner can read it', async () => {
    const { models } = await loadConfig(await write(0o600));
    expect(models.providers).toMatchObject([
      { provider: 'openai', baseUrl: 'https://openai.example.org/v1', keys: [] },
      {
        provider: 'groq',
        keys: [
          { name: 'file', from: 'file' },
          { name: 'file-2', secret: 'canary-two' },
        ],
      },
    ]);
  });

  it('is refused where others can, with the way out and without the keys', async () => {
    const refusal = await loadConfig(await write(0o644)).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(ConfigInvalidError);
    expect(refusal).toMatchObject({ message: expect.stringContaining('chmod 600') as string });
    expect(String(refusal)).toContain('GROQ_API_KEYS');
    expect(String(refusal)).not.toContain('canary');
  });
});

describe('the key file', () => {
  it('lies in the directory for settings, not beside the data', () => {
    expect(resolveWith({ XDG_CONFIG_HOME: '/x', TUTTI_DATA_DIR: '/d' }).models.keyFile).toBe('/x/tutti/key-file');
    expect(resolveWith({ XDG_CONFIG_HOME: '/x', TUTTI_KEY_FILE: '/k' }).models.keyFile).toBe('/k');
    expect(resolveWith({ TUTTI_DATA_DIR: '/d' }).models.keyFile).toMatch(/\.config\/tutti\/key-file$/);
  });
});
