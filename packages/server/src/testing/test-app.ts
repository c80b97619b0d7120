/** The whole app over a real store in a folder of its own. Only who comes in is made up: a bearer token is a list of rights. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock, systemRandom } from '@tutti/engine';
import { type Principal, Right, TenantId, toIdText, UserId } from '@tutti/protocol';
import type { FastifyInstance } from 'fastify';
import type { AccessDesk } from '../access/access-desk.ts';
import type { ModelSettings } from '../config/model-settings.ts';
import type { ServerConfig } from '../config/server-config.ts';
import { type AppOptions, createApp } from '../create-app.ts';
import { type Home, openHome } from '../home/open-home.ts';
import type { LiveDesk } from '../live/live-desk.ts';
import { createLog } from '../log/log.ts';
import { RequestError } from '../http/request-error.ts';
import type { ServerDeps } from '../server-deps.ts';

export interface TestApp extends AsyncDisposable {
  readonly app: FastifyInstance;
  readonly home: Home;
  readonly deps: ServerDeps;
  /** Everything that was logged. */
  readonly logged: () => string;
}

export const OWNER = { authorization: 'Bearer view,use,manage' };
export const VIEWER = { authorization: 'Bearer view' };
export const STRANGER = { authorization: 'Bearer stranger' };

export interface TestAppOptions extends AppOptions {
  /** Absent: none but the rehearsal model. */
  readonly models?: Partial<ModelSettings>;
  readonly config?: Partial<ServerConfig>;
}

export async function openTestApp({ config, models, ...options }: TestAppOptions = {}): Promise<TestApp> {
  const directory = await mkdtemp(join(tmpdir(), 'tutti-server-'));
  const settings = { ...toTestConfig(directory), ...config };
  const ports = { clock: systemClock, random: systemRandom, rehearsalLatencyMs: 0 };
  const { connections } = settings;
  const home = await openHome({ directory, ...ports, models: { ...settings.models, ...models }, connections });
  const lines: string[] = [];
  const { log } = createLog({
    level: 'debug',
    stream: { write: (line: string) => void lines.push(line) },
    redact: home.redact,
  });
  const deps: ServerDeps = {
    home,
    log,
    clock: systemClock,
    random: systemRandom,
    config: settings,
    access: createOpenDesk(home.principal),
    live: createNoLive(),
    life: { startedAt: systemClock.now(), draining: false },
  };
  const app = createApp(deps, options);
  return {
    app,
    home,
    deps,
    logged: () => lines.join(''),
    async [Symbol.asyncDispose]() {
      await app.close();
      await home[Symbol.asyncDispose]();
      await rm(directory, { recursive: true });
    },
  };
}

export function toTestConfig(dataDirectory: string): ServerConfig {
  return {
    dataDirectory,
    host: '127.0.0.1',
    port: 0,
    authentication: true,
    sessionSeconds: 3_600,
    concurrentRuns: 100,
    heartbeatSeconds: 30,
    bodyLimitBytes: 1_048_576,
    logLevel: 'info',
    databaseSchema: 'tutti',
    worker: true,
    leaseMs: 6_000,
    repositories: [],
    models: {
      use: 'found',
      keyFile: join(dataDirectory, 'key-file'),
      catalogueUrl: 'http://127.0.0.1:9/api.json',
      providers: [{ provider: 'ollama', baseUrl: 'off', keys: [] }],
    },
    webDirectory: join(dataDirectory, 'no-pages'),
    passedOver: [],
    settings: [],
  };
}

function createOpenDesk(owner: Principal): AccessDesk {
  const no = () => {
    throw new Error('nobody asks for this here');
  };
  return {
    listensOn: () => {},
    checkHost({ host }) {
      if (host === 'evil.test') throw new RequestError('host_refused', 'this host is not served');
    },
    async authenticate({ headers }) {
      const token = headers.authorization?.replace('Bearer ', '');
      if (token === undefined) throw new RequestError('unauthenticated', 'no credentials');
      if (token === 'stranger') return { principal: createStranger(), by: 'api_key' };
      return { principal: { ...owner, rights: token.split(',').map((right) => Right.parse(right)) }, by: 'api_key' };
    },
    checkChange(headers) {
      if (headers['x-test-csrf'] === 'missing') throw new RequestError('csrf_refused', 'no proof');
    },
    isStillGood: async () => true,
    createLoginUrl: no,
    openSession: no,
    closeSession: no,
    createKey: no,
  };
}

/** All rights, in another tenant. */
function createStranger(): Principal {
  const bytes = new Uint8Array(16).fill(7);
  return {
    tenant: TenantId.parse(toIdText('ten', 1, bytes)),
    user: UserId.parse(toIdText('usr', 1, bytes)),
    rights: [...Right.options],
  };
}

function createNoLive(): LiveDesk {
  return {
    attach: () => {},
    async streamEvents({ reply }) {
      reply.hijack();
      reply.raw.writeHead(200, { 'content-type': 'text/event-stream' }).end();
      return 'sent';
    },
    followers: 0,
    close: async () => {},
  };
}
