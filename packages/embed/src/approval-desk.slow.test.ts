/** What a program hears that waits for a run which cannot go on by itself. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '@tutti/adapters/storage/sqlite';
import { type Clock, systemClock } from '@tutti/engine';
import { nextWorker } from '@tutti/engine/testing';
import { listOpenApprovals } from '@tutti/protocol';
import { describe, expect, it, onTestFinished } from 'vitest';
import * as z from 'zod';
import {
  createTutti,
  DecisionNeededError,
  defineAgent,
  defineTool,
  type OpenApproval,
  type RunId,
  type RunState,
  type Tutti,
} from './index.ts';
import { callTool, scriptedModel } from './testing/index.ts';

const LONG = { timeout: 180_000 };
/** More than a run may be claimed without getting any further. */
const DEATHS = 6;

/** Two agents at a time, each of which asks before it rings. */
function createRingers() {
  const rung: string[] = [];
  const ring = defineTool({
    name: 'ring',
    description: 'Rings.',
    input: z.object({}),
    run: () => void rung.push('rung'),
  });
  const ringers = ['east', 'west'].map((id) =>
    defineAgent({ id, purpose: 'rings', instructions: 'Ring.', tools: [ring] }),
  );
  const model = scriptedModel([callTool('ring', {}), callTool('ring', {}), 'Rung.', 'Rung.']);
  return { rung, options: { environment: {}, models: [model], agents: ringers }, wish: toWish(ringers) };
}

function toWish(agents: readonly ReturnType<typeof defineAgent>[]) {
  return { goal: 'ring', agents, pattern: 'parallel' } as const;
}

async function untilBothAsk(tutti: Tutti, run: RunId): Promise<void> {
  await expect.poll(async () => listOpenApprovals(await tutti.getRun(run)).length, { timeout: 60_000 }).toBe(2);
}

async function untilAsked(tutti: Tutti, run: RunId): Promise<OpenApproval> {
  const needed = await tutti.finished(run).catch((error: unknown) => error);
  if (needed instanceof DecisionNeededError) return needed.approval;
  throw needed;
}

describe('two questions that are open at once', LONG, () => {
  it('are each told as long as they are open, whichever is answered first', async () => {
    const { rung, options, wish } = createRingers();
    await using tutti = await createTutti(options);
    const run = await tutti.start(wish);
    await untilBothAsk(tutti, run);
    const one = await untilAsked(tutti, run);
    await tutti.decide(one, 'approved');
    const other = await untilAsked(tutti, run);
    expect(other.path).not.toBe(one.path);
    expect(await untilAsked(tutti, run)).toEqual(other);
    await tutti.decide(other, 'approved');
    expect((await tutti.finished(run)).id).toBe(run);
    expect(rung).toHaveLength(2);
  });

  it('are decided side by side, each once', async () => {
    const { rung, options, wish } = createRingers();
    const asked: string[] = [];
    const both = Promise.withResolvers<void>();
    const approve = async ({ path }: OpenApproval) => {
      asked.push(path);
      if (asked.length === 2) both.resolve();
      // Neither is answered before the other was asked.
      await both.promise;
      return 'approved' as const;
    };
    await using tutti = await createTutti({ ...options, approve });
    await tutti.run(wish);
    expect(new Set(asked).size).toBe(2);
    expect([asked.length, rung.length]).toEqual([2, 2]);
  });
});

describe('whoever has heard that a run cannot go on', LONG, () => {
  it('looks at it no more', async () => {
    const { options, wish } = createRingers();
    const set = new Set<object>();
    const clock: Clock = {
      now: systemClock.now,
      at(instant, wake) {
        const timer = {};
        set.add(timer);
        const callOff = systemClock.at(instant, () => {
          set.delete(timer);
          wake();
        });
        return () => {
          set.delete(timer);
          callOff();
        };
      },
    };
    await using tutti = await createTutti({ ...options, clock });
    const run = await tutti.start(wish);
    await untilBothAsk(tutti, run);
    await untilAsked(tutti, run);
    const before = set.size;
    for (let time = 0; time < 40; time++) await untilAsked(tutti, run);
    await expect.poll(() => set.size, { timeout: 30_000 }).toBeLessThan(before + 10);
  });
});

describe('a run with which processes have ended again and again', LONG, () => {
  it('is kept aside, and goes on when it is resumed, with whoever waits for it at once', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'tutti-aside-'));
    onTestFinished(() => rm(directory, { recursive: true, force: true, maxRetries: 3 }));
    const wish = { id: 'blown', goal: 'light' };
    const { run, tenant } = await leaveUnended(directory, wish);
    for (let death = 0; death < DEATHS; death++) await claimAndDie(directory, { tenant, run });

    const lamp = defineAgent({ id: 'lamp', effect: 'pure', run: () => 'lit' });
    await using tutti = await createTutti({ directory, agents: [lamp], environment: {} });
    expect(await tutti.start({ ...wish, agents: [lamp] })).toBe(run);
    await expect(tutti.finished(run)).rejects.toMatchObject({ code: 'run_not_finished' });
    expect((await Array.fromAsync(tutti.watch(run))).at(-1)?.type).toBe('run.quarantined');
    await tutti.resume(run);
    expect((await tutti.finished(run)).text).toBe('lit');
  });
});

async function leaveUnended(directory: string, wish: { id: string; goal: string }): Promise<RunState> {
  const begun = Promise.withResolvers<void>();
  const lamp = defineAgent({
    id: 'lamp',
    effect: 'pure',
    run(_goal: string, { signal }: { signal: AbortSignal }) {
      begun.resolve();
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    },
  });
  await using tutti = await createTutti({ directory, agents: [lamp], environment: {} });
  const run = await tutti.start({ ...wish, agents: [lamp] });
  await begun.promise;
  return tutti.getRun(run);
}

/** As a process does that ends before it has recorded anything. */
async function claimAndDie(directory: string, { tenant, run }: Pick<RunState, 'tenant' | 'run'>): Promise<void> {
  await using store = await openSqliteStore({ directory });
  await store.claim(tenant, run, nextWorker());
}
