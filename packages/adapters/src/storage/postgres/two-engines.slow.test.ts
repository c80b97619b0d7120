/** Two whole engines over one database: one dies in the middle of its work, and the other ends what it began. */
import {
  createEngine,
  createRedact,
  type Engine,
  type Program,
  type Store,
  systemClock,
  systemRandom,
} from '@tutti/engine';
import { nextTenant } from '@tutti/engine/testing';
import { Json, type Principal, toIdText, UserId } from '@tutti/protocol';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPostgresStore } from './open-postgres-store.ts';
import { startTestPostgres, type TestPostgres } from './testing/start-test-postgres.ts';

const RUNS = 60;
const STEPS = 5;

let server: TestPostgres;
beforeAll(async () => void (server = await startTestPostgres()), 60_000);
afterAll(() => server[Symbol.asyncDispose]());

const principal: Principal = {
  tenant: nextTenant(),
  user: UserId.parse(toIdText('usr', 0, new Uint8Array(16))),
  rights: ['view', 'use', 'manage'],
};

/** Tells when each step acts, and of which engine it is. */
function startEngine(store: Store, onStep: () => Promise<void>): Engine {
  const steps: Program = {
    name: 'steps',
    version: 1,
    input: Json,
    async run(scope, { labels }) {
      for (let step = 0; step < STEPS; step++)
        await scope.step('act', { effect: 'pure' }, () => onStep().then(() => step));
      return { output: null, labels };
    },
  };
  const engine = createEngine({
    store,
    clock: systemClock,
    random: systemRandom,
    redact: createRedact(),
    build: 'test',
    programs: [steps],
    concurrentRuns: 20,
  });
  engine.start();
  return engine;
}

it('ends every run, and records each step once', async () => {
  const { connectionString } = server;
  await using survivor = await openPostgresStore({ connectionString, lookEveryMs: 50 });
  // It never renews its lease: as a process that hangs or is gone.
  await using doomed = await openPostgresStore({ connectionString, leaseMs: 5_000, lookEveryMs: 600_000 });
  const acted = { here: 0, there: 0 };
  const dead = Promise.withResolvers<void>();
  const dying = startEngine(doomed, async () => {
    acted.there += 1;
    if (acted.there > 40) dying.drop();
    if (acted.there >= 40) await dead.promise;
  });
  await using engine = startEngine(survivor, async () => void (acted.here += 1));
  for (let count = 0; count < RUNS; count++) {
    await engine.submit(principal, { program: 'steps', title: `run ${count}`, input: null });
  }
  const countDone = async () =>
    (await survivor.listRuns(principal.tenant, { status: ['completed'], limit: 1_000 })).runs.length;
  await expect.poll(countDone, { timeout: 60_000 }).toBe(RUNS);
  expect(acted.here).toBeGreaterThan(0);
  expect(acted.there).toBeGreaterThan(0);
  const recorded = await server.query(
    "SELECT count(*)::int AS count, count(DISTINCT (run, body::json ->> 'path'))::int AS different FROM tutti.events WHERE type = 'step.completed'",
  );
  expect(recorded).toEqual([{ count: RUNS * STEPS, different: RUNS * STEPS }]);
  dead.resolve();
  expect(await countDone()).toBe(RUNS);
}, 90_000);
