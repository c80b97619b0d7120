/** The whole app over a real store, with its real front desk: for tests that attack it. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, systemClock, systemRandom } from '@tutti/engine';
import { ApiKeyId, type Principal, Right, TenantId, toIdText, UserId } from '@tutti/protocol';
import type { FastifyInstance } from 'fastify';
import { toOwner } from '../../access/caller.ts';
import { createAccessDesk } from '../../access/create-access-desk.ts';
import type { ServerConfig } from '../../config/server-config.ts';
import { resolveConfig } from '../../config/resolve-config.ts';
import { type AppOptions, createApp } from '../../create-app.ts';
import { type Home, openHome } from '../../home/open-home.ts';
import { createLiveDesk } from '../../live/create-live-desk.ts';
import { createLog } from '../../log/log.ts';
import type { ServerDeps } from '../../server-deps.ts';

export interface SecuredAppOptions extends AppOptions {
  readonly config?: Partial<ServerConfig>;
  readonly clock?: Clock;
  /** On a free port, for tests with sockets. */
  readonly listening?: boolean;
}

export interface Browser {
  readonly cookie: string;
  readonly 'x-tutti-csrf': string;
  readonly origin: string;
}

export interface SecuredApp extends AsyncDisposable {
  readonly app: FastifyInstance;
  readonly home: Home;
  readonly deps: ServerDeps;
  /** What a request to this server names as its host. */
  readonly host: string;
  readonly port: number;
  readonly ownerToken: string;
  /** Everything that was logged. */
  readonly logged: () => string;
  /** Headers of a caller with a new API key; of the owner's tenant unless another is named. */
  createKey(rights: readonly Right[], principal?: Principal): Promise<{ authorization: string; id: ApiKeyId }>;
  signIn(): Promise<Browser>;
}

const PORT = 8_000;

export async function openSecuredApp(options: SecuredAppOptions = {}): Promise<SecuredApp> {
  const directory = await mkdtemp(join(tmpdir(), 'tutti-security-'));
  const clock = options.clock ?? systemClock;
  const random = systemRandom;
  const environment = {
    TUTTI_DATA_DIR: directory,
    PORT: String(PORT),
    TUTTI_WEB_DIR: join(directory, 'no-pages'),
    TUTTI_KEY_FILE: join(directory, 'keys', 'key-file'),
    // Nothing is ever sent out of the machine: these answer at once that nobody is there.
    TUTTI_MODELS: 'rehearsal',
    OLLAMA_API_URL: 'off',
    OPENAI_COMPATIBLE_BASE_URL: 'http://127.0.0.1:9/v1',
    TUTTI_CATALOGUE_URL: 'http://127.0.0.1:9/api.json',
  };
  const config = { ...resolveConfig({ environment, options: {} }), ...options.config };
  const home = await openHome({ directory, clock, random, rehearsalLatencyMs: 0, models: config.models });
  const lines: string[] = [];
  const { log } = createLog({
    level: 'debug',
    stream: { write: (line: string) => void lines.push(line) },
    redact: home.redact,
  });
  const life = { startedAt: clock.now(), draining: false };
  const shared = { home, clock, random, config, log, life };
  const access = await createAccessDesk(shared);
  const live = createLiveDesk({ ...shared, access });
  const deps: ServerDeps = { ...shared, access, live };
  const app = createApp(deps, options);
  const port = options.listening ? await listen(app, deps) : PORT;
  const host = `localhost:${port}`;
  return {
    app,
    home,
    deps,
    host,
    port,
    ownerToken: (await readFile(join(directory, 'owner-token'), 'utf8')).trim(),
    logged: () => lines.join(''),
    createKey: (rights, principal) => createKey(deps, rights, principal),
    signIn: () => signIn(deps, host),
    async [Symbol.asyncDispose]() {
      await live.close();
      await app.close();
      await home[Symbol.asyncDispose]();
      await rm(directory, { recursive: true });
    },
  };
}

async function listen(app: FastifyInstance, { access, live }: ServerDeps): Promise<number> {
  await app.listen({ host: '127.0.0.1', port: 0 });
  const address = app.server.address();
  if (address === null || typeof address === 'string') throw new Error('it listens on no port');
  access.listensOn(address.port);
  live.attach(app.server);
  return address.port;
}

async function createKey({ access, home, random, clock }: ServerDeps, rights: readonly Right[], principal?: Principal) {
  const id = ApiKeyId.parse(toIdText('key', clock.now(), random.bytes(16)));
  const owner = { ...(principal ?? home.principal), rights: [...Right.options] };
  const { secret } = await access.createKey(toOwner(owner), { id, name: 'test', rights });
  return { authorization: `Bearer ${secret}`, id };
}

async function signIn({ access }: ServerDeps, host: string): Promise<Browser> {
  const code = access.createLoginUrl().url.split('#code=')[1] ?? '';
  const { caller, cookie } = await access.openSession(code, { headers: { host }, url: '/api/v1/session', ip: '::1' });
  return { cookie: cookie.split(';')[0] ?? '', 'x-tutti-csrf': caller.csrf ?? '', origin: `http://${host}` };
}

/** All rights, in a tenant that nothing of the owner's belongs to. */
export function createStranger(): Principal {
  const make = (prefix: 'ten' | 'usr') => toIdText(prefix, Date.now(), systemRandom.bytes(16));
  return { tenant: TenantId.parse(make('ten')), user: UserId.parse(make('usr')), rights: [...Right.options] };
}
