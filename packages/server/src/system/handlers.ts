import { type Api, type HealthView, type SystemStatus, toTime } from '@tutti/protocol/api';
import type * as z from 'zod';
import type { Handler } from '../http/handler.ts';
import type { ServerDeps } from '../server-deps.ts';
import { VERSION } from '../version.ts';

export const getHealth: Handler<Api['getHealth']> = async (_call, deps) => ({ status: 200, body: toHealth(deps) });

export const getLive: Handler<Api['getLive']> = async (_call, deps) => ({ status: 200, body: toHealth(deps) });

export const getReady: Handler<Api['getReady']> = async (_call, deps) => {
  const body = toHealth(deps);
  return { status: body.status === 'healthy' ? 200 : 503, body };
};

export const getStatus: Handler<Api['getStatus']> = async ({ caller }, deps) => ({
  status: 200,
  body: {
    ...toStatus(deps, caller.principal.rights.includes('manage')),
    models: deps.home.models.countOffered(caller.principal.tenant),
    workers: await countWorkers(deps),
  },
});

export const getConfig: Handler<Api['getConfig']> = async (_call, { config }) => ({
  status: 200,
  body: { items: [...config.settings] },
});

function toHealth({ home, life, clock }: ServerDeps): z.infer<typeof HealthView> {
  const isWell = home.store.health().state === 'ok';
  const status = life.draining ? 'draining' : isWell ? 'healthy' : 'degraded';
  return { status, timestamp: toTime(clock.now()), version: VERSION };
}

const MOST_WORKERS = 10_000;
/** Whoever asks how things are is not kept waiting by a store that is away. */
const COUNT_WITHIN_MS = 1_000;

/** Undefined where the store does not say. */
async function countWorkers({ home, clock }: ServerDeps): Promise<number | undefined> {
  if (home.store.health().state === 'unreachable') return undefined;
  const { promise: late, resolve } = Promise.withResolvers<undefined>();
  const callOff = clock.at(clock.now() + COUNT_WITHIN_MS, () => resolve(undefined));
  const counted = home.store.listWorkers({ limit: MOST_WORKERS, endedWithinMs: 0 }).then(
    (workers) => workers.filter(({ state }) => state === 'at_work').length,
    () => undefined,
  );
  try {
    return await Promise.race([counted, late]);
  } finally {
    callOff();
  }
}

/** Where things lie on this machine is told only to those who manage it. */
function toStatus({ home, config, live, life, clock }: ServerDeps, manages: boolean): SystemStatus {
  const health = home.store.health();
  const message = health.state === 'ok' || !manages ? undefined : health.message;
  return {
    version: VERSION,
    startedAt: toTime(life.startedAt),
    uptimeMs: Math.max(0, clock.now() - life.startedAt),
    state: life.draining ? 'draining' : 'ready',
    store: { ...home.kept, state: health.state, message },
    driving: home.engine.driving,
    followers: live.followers,
    memoryBytes: process.memoryUsage.rss(),
    authentication: config.authentication,
    dataDirectory: manages ? config.dataDirectory : '',
  };
}
