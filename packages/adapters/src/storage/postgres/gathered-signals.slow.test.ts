/** Many signals at once, as when everybody approves in the morning. */
import { systemClock } from '@tutti/engine';
import { nextTenant, nextWorker, RunScript, toSignal } from '@tutti/engine/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPostgresStore } from './open-postgres-store.ts';
import { startTestPostgres, type TestPostgres } from './testing/start-test-postgres.ts';

const RUNS = 500;

let server: TestPostgres;
beforeAll(async () => void (server = await startTestPostgres()), 60_000);
afterAll(() => server[Symbol.asyncDispose]());

it('takes them all in over one connection, and wakes every run', async () => {
  const { connectionString } = server;
  await using store = await openPostgresStore({ connectionString, schema: server.nextSchema(), connections: 1 });
  const states = new Set<string>();
  const tenant = nextTenant();
  const scripts = Array.from({ length: RUNS }, () => new RunScript({ store, tenant, clock: systemClock }));
  await Promise.all(scripts.map((script) => store.submit(script.toNewRun())));
  await Promise.all(
    scripts.map(async (script) => {
      await script.claim();
      await script.park([{ key: 'approval' }]);
    }),
  );
  const signal = toSignal('approval');
  const verdicts = await Promise.all(
    scripts.map(async ({ run }) => {
      const verdict = await store.signal(tenant, run, signal);
      states.add(store.health().state);
      return verdict;
    }),
  );
  expect(new Set(verdicts)).toEqual(new Set(['accepted']));
  expect(states).toEqual(new Set(['ok']));
  const { runs } = await store.claimReady(nextWorker(), { limit: RUNS });
  expect(runs).toHaveLength(RUNS);
  expect(runs.every(({ signals }) => signals.length === 1)).toBe(true);
}, 120_000);
