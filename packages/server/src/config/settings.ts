/** Every setting: how it is read, what it is when nobody sets it, and what it can be set with. */
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import type { SettingFacts } from './setting-facts.ts';
import { CONNECTION_SETTINGS, CONNECTION_VALUES } from './connection-settings.ts';
import { MODEL_SETTINGS, MODEL_VALUES } from './model-settings.ts';
import {
  file,
  folder,
  folderList,
  hostName,
  onOrOff,
  oneOf,
  postgresUrl,
  schemaName,
  someText,
  webOrigin,
  wholeNumber,
} from './setting-values.ts';

const LONGEST_SESSION_SECONDS = 30 * 24 * 3_600;
const MEBIBYTE = 1_048_576;
const LOG_LEVELS = ['silent', 'error', 'warn', 'info', 'debug'] as const;
const OLDER_LEVELS = { warning: 'warn', critical: 'error', fatal: 'error', trace: 'debug', notset: 'debug' } as const;

export const SettingValues = z.object({
  host: hostName.default('127.0.0.1'),
  port: wholeNumber(0, 65_535).default(8_000),
  publicUrl: webOrigin.optional(),
  dataDirectory: folder.prefault(() => join(homedir() || userInfo().homedir, '.tutti')),
  logLevel: oneOf(LOG_LEVELS, OLDER_LEVELS).default('info'),
  logFile: folder.optional(),
  webDirectory: folder.optional(),
  authentication: onOrOff.default(true),
  jwtSecret: someText.optional(),
  sessionSeconds: wholeNumber(60, LONGEST_SESSION_SECONDS).default(3_600),
  concurrentRuns: wholeNumber(1, 10_000).default(100),
  heartbeatSeconds: wholeNumber(1, 3_600).default(30),
  bodyLimitBytes: wholeNumber(1_024, 100 * MEBIBYTE).default(MEBIBYTE),
  databaseUrl: postgresUrl.optional(),
  databaseSchema: schemaName.default('tutti'),
  worker: onOrOff.default(true),
  runsPerTenant: wholeNumber(1, 10_000).optional(),
  leaseMs: wholeNumber(1_000, 600_000).default(6_000),
  mcpFile: file.optional(),
  repositories: folderList.default([]),
  redisUrl: someText.optional(),
  messageRetentionHours: wholeNumber(1, 1_000_000).optional(),
  metricsRetentionDays: wholeNumber(1, 100_000).optional(),
  autoScaling: onOrOff.optional(),
  orchestrationMode: someText.optional(),
  concurrentWorkflows: wholeNumber(1, 10_000).default(10),
  agentPoolSize: wholeNumber(1, 10_000).default(20),
  ...MODEL_VALUES,
  ...CONNECTION_VALUES,
});
export type SettingValues = z.infer<typeof SettingValues>;
export type SettingName = keyof SettingValues;

const unused = (variable: string, description: string, more: { secret?: true } = {}): SettingFacts => ({
  description,
  variables: [variable],
  inFile: true,
  unused: true,
  ...more,
});

export const SETTINGS: Readonly<Record<SettingName, SettingFacts>> = {
  host: {
    description: 'The address to listen on; 127.0.0.1 is reached from this machine only.',
    variables: ['ORCHESTRATION_API_HOST'],
    option: 'host',
    inFile: true,
  },
  port: {
    description: 'The port to listen on; 0 takes any that is free.',
    variables: ['PORT', 'ORCHESTRATION_API_PORT'],
    option: 'port',
    inFile: true,
  },
  publicUrl: {
    description: 'Where browsers reach this server, when it stands behind another one.',
    variables: ['TUTTI_PUBLIC_URL'],
    option: 'public-url',
    inFile: true,
  },
  dataDirectory: {
    description: 'Where everything is kept.',
    variables: ['TUTTI_DATA_DIR'],
    option: 'data-dir',
    inFile: false,
  },
  logLevel: { description: 'What is logged.', variables: ['LOG_LEVEL'], option: 'log-level', inFile: true },
  logFile: {
    description: 'Where the log is written; to standard error when not set.',
    variables: ['TUTTI_LOG_FILE'],
    option: 'log-file',
    inFile: true,
  },
  webDirectory: {
    description: 'The built pages, when they are not those that came with it.',
    variables: ['TUTTI_WEB_DIR'],
    option: 'web-dir',
    inFile: true,
  },
  authentication: {
    description: 'Off: everybody on this machine is the owner.',
    variables: ['ENABLE_AUTH'],
    inFile: true,
  },
  jwtSecret: {
    description: 'What secrets of this installation are derived from; otherwise one is made up and kept.',
    variables: ['JWT_SECRET_KEY'],
    inFile: false,
    secret: true,
  },
  sessionSeconds: {
    description: 'How long a browser stays signed in without doing anything.',
    variables: ['SESSION_TIMEOUT'],
    inFile: true,
  },
  concurrentRuns: {
    description: 'How many runs this process drives at once.',
    variables: ['MAX_CONCURRENT_TASKS'],
    option: 'concurrency',
    inFile: true,
  },
  heartbeatSeconds: {
    description: 'How often a live connection is told that it stands.',
    variables: ['WEBSOCKET_HEARTBEAT_INTERVAL'],
    inFile: true,
  },
  bodyLimitBytes: {
    description: 'The largest body of a request.',
    variables: ['TUTTI_BODY_LIMIT_BYTES'],
    inFile: true,
  },
  databaseUrl: {
    description: 'The PostgreSQL database that any number of servers and workers share; otherwise the data directory.',
    variables: ['DATABASE_URL'],
    inFile: true,
    secret: true,
  },
  databaseSchema: {
    description: 'The schema in that database: each installation has its own.',
    variables: ['TUTTI_DATABASE_SCHEMA'],
    inFile: true,
  },
  worker: {
    description: 'Off: this server drives no runs; `tutti worker` does.',
    variables: ['TUTTI_WORKER'],
    option: 'worker',
    inFile: true,
  },
  runsPerTenant: {
    description: 'How many runs of one tenant are driven at once, by all workers together.',
    variables: ['MAX_RUNS_PER_TENANT'],
    inFile: true,
  },
  leaseMs: {
    description: 'After how many milliseconds without a sign of life the runs of a worker are taken over by others.',
    variables: ['TUTTI_LEASE_MS'],
    inFile: true,
  },
  mcpFile: {
    description:
      'The servers of tools that speak MCP; mcp.yaml in the data directory when not set. Its lock lies beside it.',
    variables: ['TUTTI_MCP_FILE'],
    inFile: true,
  },
  repositories: {
    description:
      'Folders with git repositories that agents may work on for everybody who may use this server: the folders themselves and all in them.',
    variables: ['TUTTI_REPOSITORIES'],
    inFile: true,
  },
  redisUrl: unused('REDIS_URL', 'A Redis server.', { secret: true }),
  messageRetentionHours: unused('MESSAGE_RETENTION_HOURS', 'How long messages are kept; all are.'),
  metricsRetentionDays: unused('METRICS_RETENTION_DAYS', 'How long figures are kept; all are.'),
  autoScaling: unused('ENABLE_AUTO_SCALING', 'Whether agents are added under load.'),
  orchestrationMode: unused('ORCHESTRATION_MODE', 'How the older system coordinated.'),
  concurrentWorkflows: unused('MAX_CONCURRENT_WORKFLOWS', 'How many workflows run at once.'),
  agentPoolSize: unused('AGENT_POOL_SIZE', 'How many agents are kept ready.'),
  ...MODEL_SETTINGS,
  ...CONNECTION_SETTINGS,
};

export const SETTING_NAMES: readonly SettingName[] = SettingValues.keyof().options;
