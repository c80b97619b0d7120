import { homedir, tmpdir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { isLogged, parseConfig } from './parse-config.ts';

const nowhere = join(tmpdir(), 'tutti-no-such-directory');

describe('the configuration', () => {
  it('keeps data in ~/.tutti, where XDG_DATA_HOME says, or where TUTTI_DATA_DIR says', async () => {
    const directoryOf = async (environment: Record<string, string>) => (await parseConfig(environment)).dataDirectory;
    expect(await directoryOf({})).toBe(join(homedir(), '.tutti'));
    expect(await directoryOf({ XDG_DATA_HOME: '/data' })).toBe(resolve('/data', 'tutti'));
    expect(await directoryOf({ XDG_DATA_HOME: '/data', TUTTI_DATA_DIR: 'here' })).toBe(resolve('here'));
    expect((await parseConfig({ TUTTI_DATA_DIR: 'here' }, { dataDir: 'there' })).dataDirectory).toBe(resolve('there'));
  });

  it('never keeps data in the working directory because a variable is empty', async () => {
    expect((await parseConfig({ XDG_DATA_HOME: '' })).dataDirectory).toBe(join(homedir(), '.tutti'));
    vi.stubEnv('HOME', '');
    const { dataDirectory } = await parseConfig({});
    vi.unstubAllEnvs();
    expect(isAbsolute(dataDirectory)).toBe(true);
  });

  it('names the variable that it cannot use', async () => {
    await expect(parseConfig({ LOG_LEVEL: 'loud' })).rejects.toThrow(/LOG_LEVEL/);
    await expect(parseConfig({ TUTTI_REHEARSAL_LATENCY_MS: 'slow' })).rejects.toThrow(/TUTTI_REHEARSAL_LATENCY_MS/);
    await expect(parseConfig({ TUTTI_FAILPOINT: 'somewhere:*:1' })).rejects.toThrow(/TUTTI_FAILPOINT/);
    await expect(parseConfig({ TUTTI_SERVER: 'localhost:8000' })).rejects.toThrow(/TUTTI_SERVER/);
    await expect(parseConfig({}, { server: 'ftp://x' })).rejects.toThrow(/--server/);
  });

  it('reads a failpoint', async () => {
    const { failpoint } = await parseConfig({ TUTTI_DATA_DIR: nowhere, TUTTI_FAILPOINT: 'after-act:turn/1/model/1:2' });
    expect(failpoint).toEqual({ point: 'after-act', path: 'turn/1/model/1', count: 2 });
  });

  it('lets what is typed beat what is set: a data directory is not the server of TUTTI_SERVER', async () => {
    const set = { TUTTI_SERVER: 'http://127.0.0.1:1' };
    expect((await parseConfig(set)).server).toBe('http://127.0.0.1:1');
    expect((await parseConfig(set, { dataDir: nowhere })).server).toBeUndefined();
    expect((await parseConfig(set, { dataDir: nowhere, server: 'http://127.0.0.1:2' })).server).toBe(
      'http://127.0.0.1:2',
    );
    expect((await parseConfig({ TUTTI_SERVER: '' })).server).toBeUndefined();
  });

  it('says what the chosen level lets through', () => {
    const heard = (['error', 'warn', 'info'] as const).map((level) => isLogged('warn', level));
    expect(heard).toEqual([true, true, false]);
    expect(isLogged('silent', 'error')).toBe(false);
  });
});
