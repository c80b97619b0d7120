import type { LastingStore } from '@tutti/engine';
import { serveKnowledge } from './port/serve-knowledge.ts';
import { serveAgents } from './port/serve-agents.ts';
import { serveMoney } from './port/serve-money.ts';
import { serveReaders } from './port/serve-readers.ts';
import { serveRuns } from './port/serve-runs.ts';
import { serveVisitors } from './port/serve-visitors.ts';
import { StoreCalls, type StoreThreads } from './store-calls.ts';
import type { StoreWatch } from './store-watch.ts';

export function createSqliteStore(threads: StoreThreads, watch: StoreWatch): LastingStore {
  const calls = new StoreCalls(threads, watch);
  return {
    ...serveRuns(calls),
    ...serveReaders(calls),
    ...serveMoney(calls),
    ...serveVisitors(calls),
    knowledge: serveKnowledge(calls),
    ...serveAgents(calls),
    isLeaseHeld: () => calls.isOpen && watch.health.state !== 'failed',
    health: () => watch.health,
    listen: (listener) => watch.listen(listener),
    [Symbol.asyncDispose]: () => calls.close(),
  };
}
