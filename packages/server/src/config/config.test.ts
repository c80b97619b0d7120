import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ConfigInvalidError } from './config-invalid-error.ts';
import { readConfigFile } from './read-config-file.ts';
import { loadConfig, resolveConfig } from './resolve-config.ts';
import { SETTING_NAMES, SETTINGS } from './settings.ts';

const nothing = { environment: {}, options: {} };
const resolveWith = (environment: Record<string, string>) => resolveConfig({ environment, options: {} });
const sourceOf = (config: ReturnType<typeof resolveConfig>, name: string) =>
  config.settings.find((setting) => setting.name === name)?.source;

function catchInvalid(act: () => unknown): ConfigInvalidError {
  try {
    act();
  } catch (error) {
    if (error instanceof ConfigInvalidError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

async function makeDirectory(yaml?: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'tutti-config-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  if (yaml !== undefined) await writeFile(join(directory, 'config.yaml'), yaml);
  return directory;
}

describe('settings', () => {
  it('have the defaults of the older systems when nobody sets them', () => {
    expect(resolveConfig(nothing)).toMatchObject({
      host: '127.0.0.1',
      port: 8000,
      authentication: true,
      sessionSeconds: 3600,
      concurrentRuns: 100,
      heartbeatSeconds: 30,
      bodyLimitBytes: 1_048_576,
      logLevel: 'info',
      dataDirectory: join(homedir(), '.tutti'),
    });
  });

  it('are taken from an option before the environment, and from there before the file', () => {
    const file = {
      path: '/data/config.yaml',
      isPrivate: false,
      values: { port: 1, sessionSeconds: 120, heartbeatSeconds: 9 },
    };
    const environment = { PORT: '2', SESSION_TIMEOUT: '240' };
    const config = resolveConfig({ environment, options: { port: '3' }, file });
    expect(config).toMatchObject({ port: 3, sessionSeconds: 240, heartbeatSeconds: 9, concurrentRuns: 100 });
    expect(sourceOf(config, 'port')).toBe('option --port');
    expect(sourceOf(config, 'sessionSeconds')).toBe('environment SESSION_TIMEOUT');
    expect(sourceOf(config, 'heartbeatSeconds')).toBe('file /data/config.yaml');
    expect(sourceOf(config, 'concurrentRuns')).toBe('default');
  });

  it('know both names of the port, PORT first, and take an empty variable for none', () => {
    expect(resolveWith({ PORT: '1', ORCHESTRATION_API_PORT: '2' }).port).toBe(1);
    const config = resolveWith({ PORT: '', ORCHESTRATION_API_PORT: '2', ENABLE_AUTH: '' });
    expect(config).toMatchObject({ port: 2, authentication: true });
    expect(sourceOf(config, 'port')).toBe('environment ORCHESTRATION_API_PORT');
  });

  it('understand every variable of the older systems (D12)', () => {
    const known = SETTING_NAMES.flatMap((name) => SETTINGS[name].variables);
    const older =
      `PORT ORCHESTRATION_API_PORT ORCHESTRATION_API_HOST LOG_LEVEL ENABLE_AUTH JWT_SECRET_KEY SESSION_TIMEOUT
      MAX_CONCURRENT_TASKS WEBSOCKET_HEARTBEAT_INTERVAL REDIS_URL DATABASE_URL MESSAGE_RETENTION_HOURS
      METRICS_RETENTION_DAYS DOCKER_HOST OLLAMA_API_URL ENABLE_AUTO_SCALING ORCHESTRATION_MODE
      MAX_CONCURRENT_WORKFLOWS AGENT_POOL_SIZE`.split(/\s+/);
    expect(older.filter((name) => !known.includes(name))).toEqual([]);
    const config = resolveWith({ REDIS_URL: 'redis://:pw@h', AGENT_POOL_SIZE: '7' });
    expect(config.settings.find(({ name }) => name === 'agentPoolSize')).toMatchObject({ value: 7, unused: true });
  });

  it.each([
    ['true', true],
    ['YES', true],
    ['on', true],
    ['1', true],
    ['false', false],
    ['No', false],
    ['off', false],
    ['0', false],
  ])('read ENABLE_AUTH=%s', (text, value) => expect(resolveWith({ ENABLE_AUTH: text }).authentication).toBe(value));

  it('take the names of log levels that other systems have', () => {
    expect(resolveWith({ LOG_LEVEL: 'WARNING' }).logLevel).toBe('warn');
    expect(resolveWith({ LOG_LEVEL: 'Info' }).logLevel).toBe('info');
  });

  it('keep data where XDG_DATA_HOME says, unless TUTTI_DATA_DIR or an option says otherwise', () => {
    expect(resolveWith({ XDG_DATA_HOME: '/x' }).dataDirectory).toBe('/x/tutti');
    expect(resolveWith({ XDG_DATA_HOME: '/x', TUTTI_DATA_DIR: '/y' }).dataDirectory).toBe('/y');
  });

  it('accept a public URL only as an origin', () => {
    expect(resolveWith({ TUTTI_PUBLIC_URL: 'https://Tutti.example.org/' }).publicUrl).toBe('https://tutti.example.org');
    for (const url of ['ftp://a', 'https://a/b', 'https://u:p@a', 'https://a?x=1', 'a'])
      expect(() => resolveWith({ TUTTI_PUBLIC_URL: url })).toThrow(ConfigInvalidError);
  });

  it('accept a port from 0 to 65535 and nothing else', () => {
    expect(resolveWith({ PORT: '0' }).port).toBe(0);
    for (const port of ['65536', '-1', '1.5', '0x10', '1e3', 'eighty', ' '.repeat(3) + 'x'])
      expect(() => resolveWith({ PORT: port })).toThrow(ConfigInvalidError);
  });
});

describe('what is refused', () => {
  it('is told all at once, with name, source and what it takes', () => {
    const error = catchInvalid(() =>
      resolveConfig({ environment: { PORT: 'abc', ENABLE_AUTH: 'maybe' }, options: { 'log-level': 'loud' } }),
    );
    expect(error.code).toBe('config_invalid');
    expect(error.problems).toEqual([
      { setting: 'port', source: 'environment PORT', message: expect.stringContaining('from 0 to 65535, not "abc"') },
      { setting: 'logLevel', source: 'option --log-level', message: expect.stringContaining('one of silent, error') },
      { setting: 'authentication', source: 'environment ENABLE_AUTH', message: expect.stringContaining('yes, no') },
    ]);
  });

  it('never shows a secret, neither in an error nor among the settings', () => {
    const file = { path: '/f', isPrivate: false, values: { redisUrl: ['canary-one'], databaseUrl: 'canary-two' } };
    const error = catchInvalid(() => resolveConfig({ ...nothing, file }));
    expect(error.message).toContain('redisUrl');
    expect(error.message).not.toContain('canary');
    const { settings, jwtSecret } = resolveWith({ JWT_SECRET_KEY: 'canary-three', REDIS_URL: 'canary-four' });
    expect(jwtSecret).toBe('canary-three');
    expect(JSON.stringify(settings)).not.toContain('canary');
    expect(settings.find(({ name }) => name === 'jwtSecret')).toMatchObject({ value: null, isSet: true, secret: true });
  });

  it('take the folders of repositories that agents may work on, and only whole paths', () => {
    expect(resolveConfig(nothing).repositories).toEqual([]);
    const set = resolveWith({ TUTTI_REPOSITORIES: ['/srv/git', '/home/ann/shop'].join(delimiter) });
    expect(set.repositories).toEqual(['/srv/git', '/home/ann/shop']);
    expect(catchInvalid(() => resolveWith({ TUTTI_REPOSITORIES: 'shop' })).message).toContain('TUTTI_REPOSITORIES');
  });

  it('take the database that several processes share, and never show how it is reached', () => {
    const url = 'postgres://ann:canary@db.example.org:5432/tutti?sslmode=verify-full';
    const environment = { DATABASE_URL: url, TUTTI_WORKER: 'false', MAX_RUNS_PER_TENANT: '5', TUTTI_LEASE_MS: '9000' };
    const config = resolveWith({ ...environment, TUTTI_DATABASE_SCHEMA: 'tests' });
    expect(config).toMatchObject({ databaseUrl: url, databaseSchema: 'tests', worker: false, leaseMs: 9_000 });
    expect(config.runsPerTenant).toBe(5);
    expect(JSON.stringify(config.settings)).not.toContain('canary');
    expect(resolveConfig(nothing)).toMatchObject({ databaseSchema: 'tutti', worker: true, leaseMs: 6_000 });
    expect(resolveConfig({ environment, options: { worker: true } }).worker).toBe(true);
    for (const [name, text] of [
      ['DATABASE_URL', 'mysql://ann:canary@h/db'],
      ['TUTTI_DATABASE_SCHEMA', 'pg_reserved'],
      ['TUTTI_DATABASE_SCHEMA', 'Robert"); DROP'],
    ] as const) {
      const error = catchInvalid(() => resolveWith({ [name]: text }));
      expect(error.message).toContain(name);
      expect(error.message).not.toContain('canary');
    }
  });

  it('names the setting that an unknown one in the file is nearest to', () => {
    const file = { path: '/f', isPrivate: false, values: { sesionSeconds: 60, jwtSecret: 'x', ['__proto__']: 1 } };
    const { problems } = catchInvalid(() => resolveConfig({ ...nothing, file }));
    expect(problems.map(({ setting }) => setting)).toEqual(['sesionSeconds', 'jwtSecret', '__proto__']);
    expect(problems[0]?.message).toContain('the nearest is sessionSeconds');
  });
});

describe('config.yaml', () => {
  it('is looked for in the data directory', async () => {
    const directory = await makeDirectory('port: 81\nauthentication: no\n# quiet\nlogLevel: error\n');
    const config = await loadConfig({ environment: { TUTTI_DATA_DIR: directory }, options: {} });
    expect(config).toMatchObject({ port: 81, authentication: false, logLevel: 'error', dataDirectory: directory });
    expect(sourceOf(config, 'port')).toBe(`file ${join(directory, 'config.yaml')}`);
  });

  it('need not be there, and may be empty', async () => {
    expect(await readConfigFile(await makeDirectory())).toBeUndefined();
    expect((await readConfigFile(await makeDirectory('# nothing\n')))?.values).toEqual({});
  });

  it.each([
    ['an alias', 'a: &a [x]\nb: *a\n'],
    ['a bomb of aliases', `a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: [*c,*c]\n`],
    ['a tag', 'port: !!js/function "() => 1"\n'],
    ['a tag of its own', 'port: !port 80\n'],
    ['a list', '- port\n'],
    ['the same name twice', 'port: 1\nport: 2\n'],
    ['something else than YAML', 'port: [1\n'],
    ['more than a page of it', `port: 1 # ${'x'.repeat(70_000)}`],
  ])('is refused with %s', async (_what, yaml) => {
    await expect(readConfigFile(await makeDirectory(yaml))).rejects.toMatchObject({ code: 'config_invalid' });
  });

  it('X4: cannot change the prototype of objects', async () => {
    const directory = await makeDirectory(
      '__proto__: { polluted: true }\nconstructor: { prototype: { polluted: 1 } }\n',
    );
    const sources = { environment: { TUTTI_DATA_DIR: directory }, options: {} };
    await expect(loadConfig(sources)).rejects.toMatchObject({ code: 'config_invalid' });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
