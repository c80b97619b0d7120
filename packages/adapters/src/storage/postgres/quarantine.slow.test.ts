/** A run that ends every worker that drives it: whoever takes it over, it is put aside in the end, and what stood beside it goes on. */
import { setImmediate } from 'node:timers/promises';
import { createEngine, type Engine, type Program, type Store } from '@tutti/engine';
import { nextTenant } from '@tutti/engine/testing';
import { Json, type Principal, type RunId, toIdText, UserId } from '@tutti/protocol';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPostgresStore } from './open-postgres-store.ts';
import { startTestPostgres, type TestPostgres } from './testing/start-test-postgres.ts';

/** So often a run may be claimed without getting any further. */
const DEATHS = 5;
const BESIDE = 2;

let server: TestPostgres;
const stores: Store[] = [];
const engines: Engine[] = [];
beforeAll(async () => void (server = await startTestPostgres()), 60_000);
afterAll(async () => {
  for (const engine of engines) engine.drop();
  await Promise.all(stores.map((store) => store[Symbol.asyncDispose]()));
  await server[Symbol.asyncDispose]();
});

const principal: Principal = {
  tenant: nextTenant(),
  user: UserId.parse(toIdText('usr', 0, new Uint8Array(16))),
  rights: ['view', 'use', 'manage'],
};

const toProgram = (name: string, run: Program['run']): Program => ({ name, version: 1, input: Json, run });

it('puts a run aside that ends its workers, and no other', async () => {
  let deaths = 0;
  /** It drives nothing any more, its place is taken by a new one, and its lease passes. */
  const die = async (name: string, engine: Engine) => {
    deaths += 1;
    engine.drop();
    await start(`worker-${deaths + 2}`);
    // It would renew it, until one of the others has ended it.
    const pass = `UPDATE tutti.holders SET lease_until = now() - interval '1 second'
      WHERE name = $1 AND ended_at IS NULL AND no = (SELECT min(no) FROM tutti.holders WHERE name = $1) RETURNING no`;
    while ((await server.query(pass, [name])).length > 0) await setImmediate();
  };
  const released = Promise.withResolvers<void>();
  const start = async (name: string): Promise<Engine> => {
    const store = await openPostgresStore({
      connectionString: server.connectionString,
      name,
      leaseMs: 600_000,
      lookEveryMs: 50,
      connections: 3,
    });
    stores.push(store);
    const poison = toProgram('poison', async (scope, { labels }) => {
      await scope.step('end', { effect: 'pure' }, () => die(name, engine).then(() => new Promise<null>(() => {})));
      return { output: null, labels };
    });
    const beside = toProgram('beside', async (scope, { labels }) => {
      await scope.step('wait', { effect: 'pure' }, () => released.promise.then(() => null));
      return { output: null, labels };
    });
    const engine = createEngine({ store, build: 'test', programs: [poison, beside], concurrentRuns: 20 });
    engines.push(engine);
    engine.start();
    return engine;
  };
  const first = await start('worker-1');
  await start('worker-2');
  const submit = (program: string) => first.submit(principal, { program, title: program, input: null });
  const others = await Promise.all(Array.from({ length: BESIDE }, () => submit('beside')));
  const run = await submit('poison');
  const statusOf = async (id: RunId) => (await stores.at(-1)?.findRun(principal.tenant, id))?.status;
  // A suspected run that gets no further keeps the others waiting for a minute.
  await expect.poll(() => statusOf(run), { timeout: 250_000 }).toBe('quarantined');
  expect(deaths).toBe(DEATHS);
  released.resolve();
  for (const other of others) await expect.poll(() => statusOf(other), { timeout: 60_000 }).toBe('completed');
  expect(await statusOf(run)).toBe('quarantined');
}, 400_000);
