import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock, systemRandom } from '@tutti/engine';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { CommandContext } from '../command-context.ts';
import { parseConfig } from '../parse-config.ts';
import { createRecordedTerminal, type RecordedTerminal } from '../testing/recorded-terminal.ts';
import {
  listProvidersCommand,
  reencryptProvidersCommand,
  removeProviderCommand,
  setProviderCommand,
} from './providers.ts';

const SECRET = 'plain-looking-key-of-nobody-2718';

async function makeContext(secret: string): Promise<CommandContext & { readonly terminal: RecordedTerminal }> {
  const directory = await mkdtemp(join(tmpdir(), 'tutti-providers-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const config = await parseConfig({
    TUTTI_DATA_DIR: join(directory, 'data'),
    TUTTI_KEY_FILE: join(directory, 'key-file'),
    OLLAMA_API_URL: 'off',
  });
  return { config, terminal: createRecordedTerminal({}, secret), clock: systemClock, random: systemRandom };
}

describe('keys of providers', { timeout: 60_000 }, () => {
  it('are typed when they are asked for, stored, listed by their names only, and forgotten', async () => {
    const context = await makeContext(`${SECRET}\n`);
    expect(await setProviderCommand(context, 'Groq', { keyName: 'team', paid: true })).toBe(0);
    expect(await listProvidersCommand(context, {})).toBe(0);
    const { terminal } = context;
    expect(terminal.outText).toContain('stored for groq as team: ');
    expect(terminal.outText).toMatch(/groq +ready +\d+ +team \(paid\)/);
    expect(terminal.outText + terminal.errText).not.toContain(SECRET);
    expect(await removeProviderCommand(context, 'groq', {})).toBe(0);
    await expect(removeProviderCommand(context, 'groq', {})).rejects.toMatchObject({ code: 'provider_key_not_found' });
  });

  it('may be of any server that is compatible with OpenAI, at an address of its own', async () => {
    const context = await makeContext(SECRET);
    expect(await setProviderCommand(context, 'ours', { baseUrl: 'http://127.0.0.1:9/v1' })).toBe(0);
    expect(context.terminal.outText).toContain('sent to 127.0.0.1:9 only');
  });

  it('may be any word for a server that needs none, which is said where nothing came', async () => {
    const set = setProviderCommand(await makeContext(''), 'ours', { baseUrl: 'http://127.0.0.1:9/v1' });
    await expect(set).rejects.toThrow('for a server that needs none, any word will do');
  });

  it('are encrypted anew with another master key; what the key file does not open stays as it was', async () => {
    const context = await makeContext(SECRET);
    const { keyFile } = context.config.serverConfig.models;
    for (const keyName of ['one', 'two']) await setProviderCommand(context, 'groq', { keyName });
    const before = await readFile(keyFile, 'utf8');
    expect(await reencryptProvidersCommand(context, {})).toBe(0);
    const { terminal } = context;
    expect(terminal.outText).toContain('2 keys encrypted with a new master key.\n');
    expect(terminal.errText).toContain('Copy the key file (TUTTI_KEY_FILE) anew');
    expect((await readFile(keyFile, 'utf8')).length).toBeGreaterThan(before.length);
    await listProvidersCommand(context, {});
    expect(terminal.outText).toMatch(/groq +ready +\d+ +one, two\n/);
    await rm(keyFile);
    expect(await reencryptProvidersCommand(context, {})).toBe(1);
    expect(terminal.outText).toContain('0 keys encrypted with a new master key.\n2 keys left as before');
    expect(await reencryptProvidersCommand(context, { json: true })).toBe(1);
    expect(terminal.outText).toContain('{"reencrypted":0,"locked":2}\n');
  });

  it.each([
    ['', 'no key came'],
    ['two words', 'a key is one word'],
  ])('are refused when %j comes', async (secret, message) => {
    await expect(setProviderCommand(await makeContext(secret), 'groq', {})).rejects.toThrow(message);
  });

  it('are refused under names that are none, and for providers that nobody knows', async () => {
    const context = await makeContext(SECRET);
    await expect(setProviderCommand(context, 'groq', { keyName: 'No Name' })).rejects.toThrow('--key-name takes');
    await expect(setProviderCommand(context, 'gorq', {})).rejects.toThrow('The nearest is groq');
  });
});
