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
  body: toStatus(deps, caller.principal.rights.includes('manage')),
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

/** Where things lie on this machine is told only to those who manage it. */
function toStatus({ home, config, live, life, clock }: ServerDeps, manages: boolean): SystemStatus {
  const health = home.store.health();
  const message = health.state === 'ok' || !manages ? undefined : health.message;
  return {
    version: VERSION,
    startedAt: toTime(life.startedAt),
    uptimeMs: Math.max(0, clock.now() - life.startedAt),
    state: life.draining ? 'draining' : 'ready',
    store: { kind: 'sqlite', state: health.state, message },
    driving: home.engine.driving,
    followers: live.followers,
    memoryBytes: process.memoryUsage.rss(),
    authentication: config.authentication,
    dataDirectory: manages ? config.dataDirectory : '',
  };
}
