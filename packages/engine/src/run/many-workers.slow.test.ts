/** Several engines over one store, as several processes are: what one of them dies of must not be blamed on what others drive. */
import { Json, type RunId, WorkerId } from '@tutti/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { createEngine, type Engine } from '../create-engine.ts';
import { newId } from '../entry-points/new-id.ts';
import { systemClock } from '../ports/clock.ts';
import { systemRandom } from '../ports/random.ts';
import { createMemoryStore, type MemoryStore } from '../testing/memory-store.ts';
import { nextRun, nextTenant } from '../testing/store-contract/test-ids.ts';
import { TEST_PRINCIPAL, toProgram } from '../testing/test-stage.ts';
import { CLAIMS_WITHOUT_PROGRESS } from './quarantine.ts';
import type { Program } from './program.ts';

interface TestWorker {
  readonly id: WorkerId;
  readonly engine: Engine;
}

/** Whenever a worker dies, another one takes its place, and a third ends its lease. */
class TestFleet {
  readonly store: MemoryStore = createMemoryStore();
  readonly problems: unknown[] = [];
  deaths = 0;
  readonly #workers = new Set<TestWorker>();
  readonly #programs: (worker: () => TestWorker) => readonly Program[];

  constructor(size: number, programs: (worker: () => TestWorker) => readonly Program[]) {
    this.#programs = programs;
    for (let count = 0; count < size; count++) this.#start();
  }

  get any(): Engine {
    const [worker] = this.#workers;
    if (!worker) throw new Error('nobody works');
    return worker.engine;
  }

  kill(worker: TestWorker): void {
    if (!this.#workers.delete(worker)) return;
    this.deaths++;
    worker.engine.drop();
    const [other] = this.#workers;
    void this.store.loseWorker(worker.id, other?.id);
    this.#start();
  }

  drop(): void {
    for (const { engine } of this.#workers) engine.drop();
  }

  #start(): void {
    const id = WorkerId.parse(newId({ clock: systemClock, random: systemRandom }, 'wrk'));
    const engine = createEngine({
      store: this.store,
      worker: id,
      build: 'test',
      programs: this.#programs(() => worker),
      onProblem: (error) => this.problems.push(error),
    });
    const worker: TestWorker = { id, engine };
    this.#workers.add(worker);
    engine.start();
  }
}

let fleet: TestFleet | undefined;
afterEach(() => fleet?.drop());

describe('a run that ends its worker', () => {
  it('is quarantined whoever claims it, and those beside it go on', async () => {
    let deaths = 0;
    const workers = new TestFleet(3, (worker) => [
      toProgram('poison', (scope) =>
        scope.step('kill', { effect: 'pure' }, async (signal) => {
          deaths++;
          workers.kill(worker());
          await untilAborted(signal);
          return null;
        }),
      ),
      toProgram('slow', (scope) =>
        scope.step('wait', { effect: 'pure' }, async (signal) => {
          // Longer than a death takes, so that it stands beside several.
          await Promise.race([untilAborted(signal), new Promise((resolve) => setTimeout(resolve, 300))]);
          return 'done';
        }),
      ),
    ]);
    fleet = workers;
    const poison = await submit(workers, 'poison');
    const slow = await Promise.all(Array.from({ length: 12 }, () => submit(workers, 'slow')));

    await expect.poll(() => statusOf(workers, poison), { timeout: 60_000 }).toBe('quarantined');
    for (const run of slow) await expect.poll(() => statusOf(workers, run), { timeout: 60_000 }).toBe('completed');
    expect(deaths).toBe(CLAIMS_WITHOUT_PROGRESS);
    expect(workers.deaths).toBe(CLAIMS_WITHOUT_PROGRESS);
  }, 120_000);
});

describe('the tasks of a tenant', () => {
  it('are driven one after the other where only one may be under way, by all workers together', async () => {
    let underWay = 0;
    let most = 0;
    const store = createMemoryStore();
    const program = toProgram('count', (scope) =>
      scope.step('count', { effect: 'pure' }, async () => {
        underWay++;
        most = Math.max(most, underWay);
        await new Promise((resolve) => setImmediate(resolve));
        underWay--;
        return null;
      }),
    );
    const engines = [1, 2, 3].map(() => createEngine({ store, programs: [program], runsPerTenant: 1 }));
    for (const engine of engines) engine.start();
    const request = { program: 'count', title: 'count', input: null };
    const other = { ...TEST_PRINCIPAL, tenant: nextTenant() };
    const runs = await Promise.all(
      engines.flatMap((engine) => [1, 2, 3].map(() => engine.submit(TEST_PRINCIPAL, request))),
    );
    const [one] = engines;
    await one?.submit(other, request);
    for (const run of runs) await one?.untilSettled(TEST_PRINCIPAL, run);
    expect(most).toBeLessThanOrEqual(2);
    for (const engine of engines) engine.drop();
  });
});

describe('version skew', () => {
  it('leaves a run to whoever has the version that it began with', async () => {
    const store = createMemoryStore();
    const wait = (version: number) => ({
      ...toProgram('wait', async (scope) => {
        await scope.waitFor({ key: 'message:go', payload: Json });
        return version;
      }),
      version,
    });
    const old = createEngine({ store, programs: [wait(1)] });
    old.start();
    const run = await old.submit(TEST_PRINCIPAL, { program: 'wait', title: 'wait', input: null, run: nextRun() });
    await old.untilSettled(TEST_PRINCIPAL, run, { or: ['waiting'] });
    await old.close();

    const fresh = createEngine({ store, programs: [wait(2)] });
    fresh.start();
    await fresh.send(TEST_PRINCIPAL, run, { key: 'message:go', payload: null });
    const other = await fresh.submit(TEST_PRINCIPAL, { program: 'wait', title: 'wait', input: null });
    await fresh.untilSettled(TEST_PRINCIPAL, other, { or: ['waiting'] });
    expect(await store.findRun(TEST_PRINCIPAL.tenant, run)).toMatchObject({ status: 'waiting' });

    const both = createEngine({ store, programs: [wait(1), wait(2)] });
    both.start();
    await both.untilSettled(TEST_PRINCIPAL, run);
    expect((await both.getRun(TEST_PRINCIPAL, run)).output).toEqual({ value: 1 });
    for (const engine of [fresh, both]) engine.drop();
  });
});

function submit(workers: TestFleet, program: string): Promise<RunId> {
  return workers.any.submit(TEST_PRINCIPAL, { program, title: program, input: null });
}

async function statusOf(workers: TestFleet, run: RunId): Promise<string | undefined> {
  return (await workers.store.findRun(TEST_PRINCIPAL.tenant, run))?.status;
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
