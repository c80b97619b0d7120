/** From an opened data directory to a server that others reach, and back to nothing left behind. */
import type { Clock, Random } from '@tutti/engine';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { createAccessDesk } from './access/create-access-desk.ts';
import type { ServerConfig } from './config/server-config.ts';
import { createApp } from './create-app.ts';
import type { Home } from './home/open-home.ts';
import { createLiveDesk } from './live/create-live-desk.ts';
import { logProblems } from './log/log-problems.ts';
import { createA2aMount } from './doors/a2a/mount-a2a.ts';
import { createMcpMount } from './doors/mcp/mount-mcp.ts';
import { mountModels } from './mount-models.ts';
import { RequestError } from './http/request-error.ts';
import type { ServerDeps } from './server-deps.ts';
import { removeServerFile, writeServerFile } from './server-file.ts';
import type { ServerLife } from './server-life.ts';

export interface ServerParts {
  /** Not started; the server closes it at its end. Where it cannot start it stays its owner's. */
  readonly home: Home;
  readonly config: ServerConfig;
  readonly log: Logger;
  readonly clock: Clock;
  readonly random: Random;
}

export interface RunningServer {
  readonly url: string;
  readonly port: number;
  /** Good for one browser. */
  readonly loginUrl: string;
  /** Lets what is under way end; a second call waits for the first. */
  close(graceMs?: number): Promise<void>;
}

/** How long answers that are under way may still take. */
const LAST_ANSWERS_MS = 5_000;

export async function startServer(parts: ServerParts): Promise<RunningServer> {
  const { home, config, log, clock } = parts;
  const life: ServerLife = { startedAt: clock.now(), draining: false };
  const access = await createAccessDesk(parts);
  const live = createLiveDesk({ ...parts, access, life });
  const deps: ServerDeps = { ...parts, access, live, life };
  const app = createApp(deps, { mounts: [mountModels(home), createMcpMount(), createA2aMount()] });
  const port = await listen(app, config);
  access.listensOn(port);
  live.attach(app.server);
  const localUrl = `http://${toHostName(config.host)}:${port}`;
  const url = config.publicUrl ?? localUrl;
  try {
    // Commands of this machine need no way round through a proxy.
    await writeServerFile(home.directory, { pid: process.pid, url: localUrl, startedAt: life.startedAt });
  } catch (error) {
    await app.close();
    throw error;
  }
  const stopLoggingProblems = logProblems(home, log);
  const stopLoggingModels = home.models.onChange((change) => change && log.info(change, 'a model is closed or open'));
  const stopLogging = () => {
    stopLoggingProblems();
    stopLoggingModels();
  };
  if (config.worker) home.engine.start();
  home.knowledge.start();
  announce(home, { url, drives: config.worker });
  home.models.warmUp(home.principal.tenant).catch((error: unknown) => home.hub.report({ error, run: undefined }));
  for (const message of config.passedOver) log.warn(message);
  log.info({ url, directory: home.directory, worker: config.worker }, 'listening');
  let closing: Promise<void> | undefined;
  return {
    url,
    port,
    loginUrl: access.createLoginUrl().url,
    close: (graceMs) => (closing ??= closeServer(app, deps, { graceMs, stopLogging })),
  };
}

async function listen(app: FastifyInstance, { host, port }: ServerConfig): Promise<number> {
  try {
    await app.listen({ host, port });
  } catch (cause) {
    await app.close();
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE')) throw cause;
    throw new RequestError('port_in_use', `something else listens on port ${port} of ${host}`, { cause });
  }
  const address = app.server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

/** That people cannot see it for a moment keeps nobody from working. */
function announce({ announce: tell, hub }: Home, { url, drives }: { url: string; drives: boolean }): void {
  tell({ roles: drives ? ['server', 'worker'] : ['server'], url, drives }).catch((error: unknown) =>
    hub.report({ error, run: undefined }),
  );
}

interface Ending {
  readonly graceMs: number | undefined;
  readonly stopLogging: () => void;
}

async function closeServer(app: FastifyInstance, deps: ServerDeps, { graceMs, stopLogging }: Ending): Promise<void> {
  const { home, log, clock, live, life } = deps;
  life.draining = true;
  log.info('draining');
  let callOff = () => {};
  try {
    // Whoever watches sees the last steps, and a balancer that asks hears that nothing new is taken.
    await home.engine.close(graceMs);
    callOff = clock.at(clock.now() + LAST_ANSWERS_MS, () => app.server.closeAllConnections());
    await live.close();
    await app.close();
    // Before the directory is free for the next server, whose file this would be.
    await removeServerFile(home.directory);
  } finally {
    callOff();
    stopLogging();
    await home[Symbol.asyncDispose]();
  }
  log.info('closed');
}

/** Where it listens everywhere it is reached here. */
function toHostName(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
