import type { LastingStore } from '@tutti/engine';
import { serveKnowledge } from './port/serve-knowledge.ts';
import { serveAgents } from './port/serve-agents.ts';
import { serveMoney } from './port/serve-money.ts';
import { serveReaders } from './port/serve-readers.ts';
import { serveRuns } from './port/serve-runs.ts';
import { serveVisitors } from './port/serve-visitors.ts';
import { StoreCalls, type StoreParts } from './store-calls.ts';

export function createPostgresStore(parts: StoreParts): LastingStore {
  const calls = new StoreCalls(parts);
  const { clock, listeners, watch } = parts;
  return {
    ...serveRuns(calls),
    ...serveReaders(calls),
    ...serveMoney(calls),
    ...serveVisitors(calls),
    knowledge: serveKnowledge(calls),
    ...serveAgents(calls),
    clock,
    isLeaseHeld: (tenant, run, epoch) => calls.isUsable && parts.isLeaseHeld({ tenant, run }, epoch),
    health: () => watch.health,
    listen: (listener) => listeners.listen(listener),
    [Symbol.asyncDispose]: () => calls.close(),
  };
}
