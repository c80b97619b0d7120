/** The settings of what agents' tools reach: which services, with which tokens, at which addresses, and which databases. */
import type { ConnectedSettings } from '@tutti/adapters/tools';
import { resolve } from 'node:path';
import * as z from 'zod';
import type { SettingFacts } from './setting-facts.ts';
import { file, onOrOff, reads, serviceUrl } from './setting-values.ts';

const LONGEST_SECRET = 1_000;

/** Sent in a header, where nothing else can stand. */
const token = reads('a token of plain characters', (given) =>
  typeof given === 'string' && given.length <= LONGEST_SECRET && /^[\x21-\x7e]+$/.test(given) ? given : undefined,
);

const dockerHost = reads('an address such as unix:///var/run/docker.sock or tcp://127.0.0.1:2375', (given) => {
  if (typeof given !== 'string') return undefined;
  if (/^unix:\/\/\/./.test(given)) return given;
  const url = /^(tcp|http):\/\//.test(given) ? URL.parse(given.replace(/^tcp:/, 'http:')) : null;
  if (!url || url.hostname === '' || url.pathname !== '/') return undefined;
  return url.username + url.password + url.search + url.hash === '' ? given : undefined;
});

const OPEN_HOST = /^(?:[a-z0-9.-]+|\[[0-9a-f:.]+\]):\d{1,5}$/;
const openHosts = reads('host:port in small letters, with commas between them', (given) => {
  const parts = typeof given === 'string' ? given.split(',').map((part) => part.trim()) : given;
  return z.array(z.string().max(260).regex(OPEN_HOST)).max(100).safeParse(parts).data;
});

type Place = { readonly kind: 'postgres'; readonly url: string } | { readonly kind: 'sqlite'; readonly file: string };
type Connection = ConnectedSettings['sql'][number];

const A_DATABASE = 'postgres://user:password@host/database, or sqlite:/path/of/a/file';

const database = reads(A_DATABASE, toPlace);

function toPlace(given: unknown): Place | undefined {
  if (typeof given !== 'string' || given.includes('\0')) return undefined;
  const path = /^sqlite:(?:\/\/)?(.+)$/.exec(given)?.[1];
  if (path !== undefined) return { kind: 'sqlite', file: resolve(path) };
  const url = URL.parse(given);
  return url && /^postgres(ql)?:$/.test(url.protocol) ? { kind: 'postgres', url: given } : undefined;
}

const ConnectionName = z.string().regex(/^[a-z][a-z0-9_-]{0,39}$/);
const Connections = z.record(
  ConnectionName,
  z.union([z.string(), z.strictObject({ url: z.string(), write: z.boolean().default(false) })]),
);

/** In YAML, or as JSON in one text. */
const databases = reads(`names of databases, each with ${A_DATABASE}, or with { url, write: true }`, (given) => {
  const parsed = Connections.safeParse(typeof given === 'string' ? parseJson(given) : given).data;
  if (!parsed || Object.keys(parsed).length > 50) return undefined;
  const connections = Object.entries(parsed).map(([name, value]): Connection | undefined => {
    const place = toPlace(typeof value === 'string' ? value : value.url);
    return place && { name, write: typeof value === 'string' ? false : value.write, ...place };
  });
  return connections.every((connection) => connection !== undefined) ? connections : undefined;
});

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const CONNECTION_VALUES = {
  prometheusUrl: serviceUrl.optional(),
  prometheusToken: token.optional(),
  sqlUrl: database.optional(),
  sqlWrite: onOrOff.default(false),
  sqlConnections: databases.optional(),
  githubToken: token.optional(),
  githubUrl: serviceUrl.default('https://api.github.com'),
  slackToken: token.optional(),
  slackUrl: serviceUrl.default('https://slack.com/api'),
  braveKey: token.optional(),
  braveUrl: serviceUrl.default('https://api.search.brave.com'),
  dockerHost: dockerHost.optional(),
  browserPath: file.optional(),
  browserOpenHosts: openHosts.optional(),
};

type ConnectionValues = z.infer<z.ZodObject<typeof CONNECTION_VALUES>>;

const secretOf = (description: string, ...variables: readonly string[]): SettingFacts => ({
  description,
  variables,
  inFile: true,
  secret: true,
  ownerOnly: true,
});
const urlOf = (description: string, ...variables: readonly string[]): SettingFacts => ({
  description,
  variables,
  inFile: true,
  guarded: true,
});

export const CONNECTION_SETTINGS: Readonly<Record<keyof typeof CONNECTION_VALUES, SettingFacts>> = {
  prometheusUrl: urlOf('Where the Prometheus server answers that agents may ask.', 'PROMETHEUS_URL'),
  prometheusToken: secretOf(
    'What Prometheus is asked with, as a bearer token, where it wants one.',
    'PROMETHEUS_TOKEN',
  ),
  sqlUrl: secretOf('The database that agents may read, called `default` there.', 'TUTTI_SQL_URL'),
  sqlWrite: {
    description:
      'On: agents may also change the database of TUTTI_SQL_URL, each time as an effect that cannot be undone.',
    variables: ['TUTTI_SQL_WRITE'],
    inFile: true,
  },
  sqlConnections: secretOf(
    'More databases for agents, by name, each with its `url` and perhaps `write: true`.',
    'TUTTI_SQL_CONNECTIONS',
  ),
  githubToken: secretOf('The token that agents work on GitHub with.', 'GITHUB_TOKEN'),
  githubUrl: urlOf('Where the API of GitHub answers; the token is sent there only.', 'GITHUB_API_URL'),
  slackToken: secretOf('The token of the bot that agents read and write in Slack with.', 'SLACK_BOT_TOKEN'),
  slackUrl: urlOf('Where the Web API of Slack answers; the token is sent there only.', 'SLACK_API_URL'),
  braveKey: secretOf('The key of Brave Search.', 'BRAVE_API_KEY'),
  braveUrl: urlOf('Where the API of Brave Search answers; the key is sent there only.', 'BRAVE_API_URL'),
  dockerHost: {
    description: 'The Docker daemon whose containers agents may look at, start and stop.',
    variables: ['DOCKER_HOST'],
    foreign: ['DOCKER_HOST'],
    inFile: true,
  },
  browserPath: {
    description: 'The Chromium that agents look at pages with; it is found by itself at its usual places.',
    variables: ['TUTTI_BROWSER_PATH'],
    inFile: true,
  },
  browserOpenHosts: {
    description: 'Places that are not public and open to the browser of agents all the same, as host:port.',
    variables: ['TUTTI_BROWSER_OPEN_HOSTS'],
    inFile: true,
  },
};

export function toConnectedSettings(values: ConnectionValues): ConnectedSettings {
  const { sqlUrl, sqlWrite, sqlConnections = [], prometheusUrl, githubUrl, slackUrl, braveUrl } = values;
  const own = sqlUrl ? [{ name: 'default', write: sqlWrite, ...sqlUrl }] : [];
  return {
    prometheus: { url: toUrl(prometheusUrl), token: values.prometheusToken },
    sql: [...own, ...sqlConnections.filter(({ name }) => own.length === 0 || name !== 'default')],
    github: { url: githubUrl, token: isOff(githubUrl) ? undefined : values.githubToken },
    slack: { url: slackUrl, token: isOff(slackUrl) ? undefined : values.slackToken },
    braveSearch: { url: braveUrl, key: isOff(braveUrl) ? undefined : values.braveKey },
    dockerHost: values.dockerHost,
    browser: { executable: values.browserPath, open: values.browserOpenHosts },
  };
}

/** Everything in it that nobody may read. */
export function listConnectedSecrets({
  prometheus,
  sql,
  github,
  slack,
  braveSearch,
}: ConnectedSettings): readonly string[] {
  const passwords = sql.flatMap((connection) => {
    const password = connection.kind === 'postgres' ? URL.parse(connection.url)?.password : undefined;
    return password ? [connection.kind === 'postgres' ? connection.url : '', decodeURIComponent(password)] : [];
  });
  return [prometheus.token, github.token, slack.token, braveSearch.key, ...passwords].flatMap((secret) => secret || []);
}

const OFF = 'off';

function isOff(url: string): boolean {
  return url === OFF;
}

function toUrl(url: string | undefined): string | undefined {
  return url === OFF ? undefined : url;
}
