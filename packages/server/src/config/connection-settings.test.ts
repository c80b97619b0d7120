import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigInvalidError } from './config-invalid-error.ts';
import { listConnectedSecrets } from './connection-settings.ts';
import { resolveConfig } from './resolve-config.ts';

const resolveWith = (environment: Record<string, string>, values: Record<string, unknown> = {}) =>
  resolveConfig({ environment, options: {}, file: { path: '/data/config.yaml', isPrivate: true, values } });
const connectionsOf = (...given: Parameters<typeof resolveWith>) => {
  const { connections } = resolveWith(...given);
  if (!connections) throw new Error('nothing was resolved');
  return connections;
};

describe('the settings of what tools reach', () => {
  it('reach nothing when nobody sets them', () => {
    const connections = connectionsOf({});
    expect(connections).toMatchObject({ sql: [], prometheus: {}, github: { url: 'https://api.github.com' } });
    expect(
      connections.github.token ?? connections.slack.token ?? connections.braveSearch.key ?? connections.dockerHost,
    ).toBeUndefined();
  });

  it('are taken from the environment', () => {
    expect(
      connectionsOf({
        PROMETHEUS_URL: 'http://127.0.0.1:9090/',
        GITHUB_TOKEN: 'ghp_1',
        GITHUB_API_URL: 'https://git.example/api/v3',
        SLACK_BOT_TOKEN: 'xoxb-1',
        BRAVE_API_KEY: 'brave-1',
        DOCKER_HOST: 'unix:///var/run/docker.sock',
        TUTTI_BROWSER_OPEN_HOSTS: 'intranet.example:80, [::1]:8080',
      }),
    ).toMatchObject({
      prometheus: { url: 'http://127.0.0.1:9090' },
      github: { token: 'ghp_1', url: 'https://git.example/api/v3' },
      slack: { token: 'xoxb-1', url: 'https://slack.com/api' },
      braveSearch: { key: 'brave-1' },
      dockerHost: 'unix:///var/run/docker.sock',
      browser: { open: ['intranet.example:80', '[::1]:8080'] },
    });
  });

  it('name databases one by one, read-only unless they say otherwise', () => {
    const file = {
      sqlConnections: { books: 'sqlite:/data/books.db', sales: { url: 'postgres://a:b%40c@h/d', write: true } },
    };
    expect(connectionsOf({ TUTTI_SQL_URL: 'sqlite:own.db' }, file).sql).toEqual([
      { name: 'default', kind: 'sqlite', write: false, file: resolve('own.db') },
      { name: 'books', kind: 'sqlite', write: false, file: '/data/books.db' },
      { name: 'sales', kind: 'postgres', write: true, url: 'postgres://a:b%40c@h/d' },
    ]);
    expect(connectionsOf({ TUTTI_SQL_URL: 'postgres://h/d', TUTTI_SQL_WRITE: 'yes' }).sql).toMatchObject([
      { write: true },
    ]);
    expect(connectionsOf({ TUTTI_SQL_CONNECTIONS: '{"a": "sqlite:/a.db"}' }).sql).toMatchObject([{ name: 'a' }]);
  });

  it.each([
    { TUTTI_SQL_URL: 'mysql://canary@h/d' },
    { TUTTI_SQL_CONNECTIONS: '{"A B": "sqlite:/canary"}' },
    { TUTTI_SQL_CONNECTIONS: '{"a": {"url": "postgres://canary", "writes": true}}' },
    { GITHUB_TOKEN: 'canary\nand a line' },
    { GITHUB_API_URL: 'https://user:canary@git.example' },
    { TUTTI_BROWSER_OPEN_HOSTS: 'Intranet' },
  ])('are refused without being shown: %j', (environment) => {
    const act = () => resolveWith(environment as Record<string, string>);
    expect(act).toThrow(ConfigInvalidError);
    expect(act).not.toThrow(/canary/);
  });

  it('pass over a daemon of Docker that is reached in another way, and say so', () => {
    const config = resolveWith({ DOCKER_HOST: 'ssh://me@host' });
    expect(config.connections?.dockerHost).toBeUndefined();
    expect(config.passedOver).toEqual([expect.stringContaining('DOCKER_HOST is passed over')]);
  });

  it('know every secret among them, so that none is written down', () => {
    const connections = connectionsOf({
      GITHUB_TOKEN: 'ghp_1',
      SLACK_BOT_TOKEN: 'xoxb-1',
      BRAVE_API_KEY: 'brave-1',
      PROMETHEUS_TOKEN: 'prom-1',
      TUTTI_SQL_URL: 'postgres://a:b%40c@h/d',
    });
    expect(listConnectedSecrets(connections)).toEqual(
      expect.arrayContaining(['ghp_1', 'xoxb-1', 'brave-1', 'prom-1', 'b@c']),
    );
    const shown = JSON.stringify(resolveWith({ GITHUB_TOKEN: 'ghp_1', TUTTI_SQL_URL: 'postgres://a:b@h/d' }).settings);
    expect(shown).not.toMatch(/ghp_1|postgres:/);
  });
});
