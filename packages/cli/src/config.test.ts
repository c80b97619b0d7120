import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { isLogged, readConfig } from './config.ts';

describe('the configuration', () => {
  it('keeps data in ~/.tutti, where XDG_DATA_HOME says, or where TUTTI_DATA_DIR says', () => {
    expect(readConfig({}).dataDirectory).toBe(join(homedir(), '.tutti'));
    expect(readConfig({ XDG_DATA_HOME: '/data' }).dataDirectory).toBe(resolve('/data', 'tutti'));
    expect(readConfig({ XDG_DATA_HOME: '/data', TUTTI_DATA_DIR: 'here' }).dataDirectory).toBe(resolve('here'));
  });

  it('never keeps data in the working directory because a variable is empty', () => {
    expect(readConfig({ XDG_DATA_HOME: '' }).dataDirectory).toBe(join(homedir(), '.tutti'));
    vi.stubEnv('HOME', '');
    const { dataDirectory } = readConfig({});
    vi.unstubAllEnvs();
    expect(isAbsolute(dataDirectory)).toBe(true);
  });

  it('has a value for everything that is not set', () => {
    expect(readConfig({})).toMatchObject({ logLevel: 'warn', failpoint: undefined, debug: false, color: true });
    expect(readConfig({ NO_COLOR: '1', TUTTI_DEBUG: '1', LOG_LEVEL: 'silent' })).toMatchObject({
      color: false,
      debug: true,
      logLevel: 'silent',
    });
  });

  it('names the variable that it cannot use', () => {
    expect(() => readConfig({ LOG_LEVEL: 'loud' })).toThrow(/LOG_LEVEL/);
    expect(() => readConfig({ TUTTI_REHEARSAL_LATENCY_MS: 'slow' })).toThrow(/TUTTI_REHEARSAL_LATENCY_MS/);
    expect(() => readConfig({ TUTTI_FAILPOINT: 'somewhere:*:1' })).toThrow(/TUTTI_FAILPOINT/);
  });

  it('says what the chosen level lets through', () => {
    expect([isLogged('warn', 'error'), isLogged('warn', 'warn'), isLogged('warn', 'info')]).toEqual([
      true,
      true,
      false,
    ]);
    expect(isLogged('silent', 'error')).toBe(false);
  });

  it('reads a failpoint', () => {
    const { failpoint } = readConfig({ TUTTI_FAILPOINT: 'after-act:turn/1/model/1:2' });
    expect(failpoint).toEqual({ point: 'after-act', path: 'turn/1/model/1', count: 2 });
  });
});
