/** From the environment and the options that every command has to what a command works with. */
import { InvalidInputError } from '@tutti/engine';
import { loadConfig, type ServerConfig, type ServerLogLevel } from '@tutti/server/config';
import type { DatabaseWish, FailpointPlan, HomeOptions } from '@tutti/server/home';
import * as z from 'zod';
import type { Environment } from './config.ts';

/** What only the command line knows; everything else is a setting of the server too. */
const OwnVariables = z.object({
  TUTTI_SERVER: z.preprocess(
    (text) => text || undefined,
    z.url({ protocol: /^https?$/, error: 'write an address such as http://127.0.0.1:8000' }).optional(),
  ),
  TUTTI_TOKEN: z.preprocess((text) => text || undefined, z.string().trim().optional()),
  VISUAL: z.preprocess((text) => text || undefined, z.string().trim().optional()),
  EDITOR: z.preprocess((text) => text || undefined, z.string().trim().optional()),
  TUTTI_FAILPOINT: z.string().optional(),
  /** Between two words of the rehearsal model. */
  TUTTI_REHEARSAL_LATENCY_MS: z.coerce.number().int().min(0).max(60_000).default(6),
});

export interface Config {
  readonly dataDirectory: string;
  readonly logLevel: ServerLogLevel;
  readonly concurrentRuns: number;
  readonly runsPerTenant: number | undefined;
  /** In the place of the data directory; holds a password. */
  readonly database: DatabaseWish | undefined;
  readonly rehearsalLatencyMs: number;
  readonly failpoint: FailpointPlan | undefined;
  /** The server that was named, in the place of what runs or lies in the data directory. */
  readonly server: string | undefined;
  readonly token: string | undefined;
  /** A browser can be opened where this runs. */
  readonly hasDesktop: boolean;
  /** The command that a person writes texts with. */
  readonly editor: string | undefined;
  /** What concerns a server that is started. */
  readonly serverConfig: ServerConfig;
}

export interface HomeWish extends Pick<HomeOptions, 'clock' | 'random'> {
  readonly config: Config;
}

export interface ConfigOptions {
  readonly dataDir?: string | undefined;
  readonly server?: string | undefined;
  /** Of `tutti up` and `tutti worker`, as they are typed. */
  readonly typed?: Readonly<Record<string, string | boolean | undefined>> | undefined;
}

export async function parseConfig(environment: Environment, options: ConfigOptions = {}): Promise<Config> {
  const own = parseOwnVariables(environment);
  const { dataDir, typed = {} } = options;
  const serverConfig = await loadConfig({ environment, options: { ...typed, 'data-dir': dataDir } });
  return {
    serverConfig,
    dataDirectory: serverConfig.dataDirectory,
    logLevel: serverConfig.logLevel,
    concurrentRuns: serverConfig.concurrentRuns,
    runsPerTenant: serverConfig.runsPerTenant,
    database: toDatabase(serverConfig),
    rehearsalLatencyMs: own.TUTTI_REHEARSAL_LATENCY_MS,
    failpoint: await parseFailpoint(own.TUTTI_FAILPOINT),
    server: chooseServer(own.TUTTI_SERVER, options),
    token: own.TUTTI_TOKEN,
    hasDesktop: hasDesktop(environment),
    editor: own.VISUAL ?? own.EDITOR,
  };
}

function toDatabase({ databaseUrl, databaseSchema, leaseMs }: ServerConfig): DatabaseWish | undefined {
  return databaseUrl === undefined ? undefined : { connectionString: databaseUrl, schema: databaseSchema, leaseMs };
}

/** What `openHome` takes of all this. */
export function toHomeOptions({ clock, random, config }: HomeWish): HomeOptions {
  const { dataDirectory: directory, rehearsalLatencyMs, concurrentRuns, runsPerTenant, failpoint, database } = config;
  const { models, mcpFile, connections, repositories } = config.serverConfig;
  return {
    directory,
    clock,
    random,
    rehearsalLatencyMs,
    concurrentRuns,
    runsPerTenant,
    failpoint,
    database,
    models,
    mcpFile,
    connections,
    repositories,
  };
}

/** Throws with the name of the first variable that cannot be used. */
export function parseOwnVariables(environment: Environment): z.infer<typeof OwnVariables> {
  const parsed = OwnVariables.safeParse(environment);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const name = issue?.path.join('.') ?? '';
  throw new InvalidInputError(`the environment variable ${name}: ${issue?.message ?? 'invalid'}`, name);
}

/** What is typed beats what is set: a data directory on the command line is that directory, whatever TUTTI_SERVER says. */
function chooseServer(set: string | undefined, { server, dataDir }: ConfigOptions): string | undefined {
  if (server === undefined) return dataDir === undefined ? set : undefined;
  const parsed = z.url({ protocol: /^https?$/ }).safeParse(server);
  if (parsed.success) return parsed.data;
  throw new InvalidInputError(
    `--server takes an address such as http://127.0.0.1:8000, not ${JSON.stringify(server)}`,
    '--server',
  );
}

function hasDesktop({ SSH_CONNECTION, CI, DISPLAY, WAYLAND_DISPLAY }: Environment): boolean {
  if (SSH_CONNECTION || CI) return false;
  return process.platform !== 'linux' || Boolean(DISPLAY || WAYLAND_DISPLAY);
}

/** Only tests set it, so what reads it is loaded only then. */
async function parseFailpoint(text: string | undefined): Promise<FailpointPlan | undefined> {
  if (text === undefined) return undefined;
  const { FailpointPlan: plan } = await import('@tutti/server/home');
  const parsed = plan.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new InvalidInputError(
    'the environment variable TUTTI_FAILPOINT: write point:path-or-*:count',
    'TUTTI_FAILPOINT',
  );
}

const LEVELS: readonly ServerLogLevel[] = ['silent', 'error', 'warn', 'info', 'debug'];

/** Whether what is said at one level is heard at another. */
export function isLogged(chosen: ServerLogLevel, level: ServerLogLevel): boolean {
  return LEVELS.indexOf(level) <= LEVELS.indexOf(chosen);
}
