/** Pause, resume, cancel, close and crash, in orders that nobody plans. */
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { SimClock } from '../testing/sim-clock.ts';
import { TEST_PRINCIPAL, TestStage, toProgram } from '../testing/test-stage.ts';
import { CLAIMS_WITHOUT_PROGRESS } from './quarantine.ts';
import type { Scope } from './scope.ts';

const pure = { effect: 'pure' } as const;
const go = { key: 'message:go', payload: z.null() } as const;
const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(new Error('stopped'))));

/** Waits for `go`, then does one step. */
function createPatient() {
  const acts: string[] = [];
  const program = toProgram('patient', async (scope) => {
    await scope.waitFor(go);
    return scope.step('act', pure, async () => {
      acts.push('act');
      return 'done';
    });
  });
  return { acts, stage: new TestStage({ programs: [program] }) };
}

describe('a paused run', () => {
  it.each([
    ['a control that is none', 'nonsense'],
    ['another pause', { action: 'pause', reason: 'again' }],
  ])('stays paused through %s, and what it waits for, and goes on when it is resumed', async (_, payload) => {
    const { acts, stage } = createPatient();
    const run = await stage.submit('patient');
    await stage.asleep(run);
    await stage.engine.pause(TEST_PRINCIPAL, run, 'lunch');
    await expect.poll(async () => (await stage.state(run)).status).toBe('paused');
    await stage.engine.send(TEST_PRINCIPAL, run, { key: 'message:go', payload: null });
    await stage.engine.send(TEST_PRINCIPAL, run, { key: 'control', payload });
    await expect.poll(() => stage.store.pendingSignals(TEST_PRINCIPAL.tenant, run)).toHaveLength(1);
    await expect.poll(() => stage.engine.driving).toBe(0);
    expect((await stage.state(run)).status).toBe('paused');
    expect(await stage.types(run)).toContain('signal.refused');
    expect(acts).toEqual([]);
    await stage.engine.resume(TEST_PRINCIPAL, run);
    expect((await stage.ended(run)).status).toBe('completed');
  });

  it('is cancelled without being driven any further', async () => {
    const { acts, stage } = createPatient();
    const run = await stage.submit('patient');
    await stage.asleep(run);
    await stage.engine.pause(TEST_PRINCIPAL, run, 'lunch');
    await expect.poll(async () => (await stage.state(run)).status).toBe('paused');
    await stage.engine.send(TEST_PRINCIPAL, run, { key: 'message:go', payload: null });
    await stage.engine.cancel(TEST_PRINCIPAL, run, 'no');
    expect(await stage.ended(run)).toMatchObject({ status: 'cancelled', stoppedAt: ['wait/1'] });
    expect(acts).toEqual([]);
  });

  it('is paused also when the worker was closing already', async () => {
    const gate = Promise.withResolvers<void>();
    const began = Promise.withResolvers<void>();
    const calls: string[] = [];
    const stage = new TestStage({
      programs: [
        toProgram('two', async (scope) => {
          await scope.step('a', pure, async () => {
            began.resolve();
            await gate.promise;
          });
          await scope.step('b', pure, async () => void calls.push('b'));
          return null;
        }),
      ],
    });
    const run = await stage.submit('two');
    await began.promise;
    const closing = stage.engine.close();
    await stage.engine.pause(TEST_PRINCIPAL, run, 'lunch');
    await stage.store.pendingSignals(TEST_PRINCIPAL.tenant, run);
    gate.resolve();
    await closing;
    stage.restart();
    expect((await stage.asleep(run)).status).toBe('paused');
    expect(calls).toEqual([]);
    await stage.engine.resume(TEST_PRINCIPAL, run);
    expect((await stage.ended(run)).status).toBe('completed');
  });

  it('is paused also between two episodes, while what the first one stopped is still ending', async () => {
    const stage = new TestStage({
      programs: [
        toProgram('kid', (scope) =>
          scope.step('pay', { effect: 'irreversible' }, async () => {
            throw new Error('connection cut');
          }),
        ),
        toProgram('boss', async (scope, { state }) => {
          if (state !== undefined) return 'second episode';
          await scope.all(
            {
              quick: async (own: Scope) => (await own.waitFor(go)).status,
              slow: async (own: Scope) =>
                (await own.child('kid', { program: 'kid', input: null, title: 'kid' })).status,
            },
            { successes: 1 },
          );
          return scope.continueAs(1);
        }),
      ],
    });
    const run = await stage.submit('boss');
    const [child] = Object.keys((await stage.asleep(run)).children) as [typeof run];
    expect((await stage.asleep(child)).doubts).toMatchObject({ 'pay/1': {} });
    await stage.engine.send(TEST_PRINCIPAL, run, { key: 'message:go', payload: null });
    await expect.poll(() => stage.types(run)).toContain('join.decided');
    await expect.poll(async () => (await stage.state(run)).status).toBe('waiting');
    await stage.engine.pause(TEST_PRINCIPAL, run, 'lunch');
    await expect.poll(async () => (await stage.state(run)).status).toBe('paused');
    await stage.engine.answerDoubt(TEST_PRINCIPAL, child, { path: 'pay/1', verdict: 'not_happened' });
    expect((await stage.ended(child)).status).toBe('cancelled');
    expect((await stage.state(run)).status).toBe('paused');
    await stage.engine.resume(TEST_PRINCIPAL, run);
    expect((await stage.ended(run)).output).toEqual({ value: 'second episode' });
  });
});

describe('a cancel', () => {
  it('keeps the place where the run stood when it is sent twice', async () => {
    const began = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    const stage = new TestStage({
      programs: [
        toProgram('long', (scope) =>
          scope.step('long', pure, async () => {
            began.resolve();
            await gate.promise;
            return 'late';
          }),
        ),
      ],
    });
    const run = await stage.submit('long');
    await began.promise;
    await stage.engine.cancel(TEST_PRINCIPAL, run, 'once');
    await stage.engine.cancel(TEST_PRINCIPAL, run, 'twice');
    await stage.store.pendingSignals(TEST_PRINCIPAL.tenant, run);
    gate.resolve();
    expect(await stage.ended(run)).toMatchObject({ status: 'cancelled', stoppedAt: ['long/1'] });
    const retried = await stage.engine.retry(TEST_PRINCIPAL, run, {});
    expect((await stage.ended(retried)).output).toEqual({ value: 'late' });
  });

  it('stops a run that waits for money, and charges nothing for the call that was never made', async () => {
    const began = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    let acts = 0;
    const call = (scope: Scope, tokens: number) =>
      scope.step(
        'call',
        { effect: 'read', kind: 'model', reserve: () => ({ tokens, costNanoUsd: 0 }) },
        async (signal) => {
          acts++;
          began.resolve();
          return untilAborted(signal);
        },
      );
    const stage = new TestStage({
      programs: [toProgram('rich', (scope) => call(scope, 80)), toProgram('poor', (scope) => call(scope, 70))],
    });
    const { tenant } = TEST_PRINCIPAL;
    await stage.store.setLimit(tenant, tenant, { tokens: 100 });
    const rich = await stage.submit('rich');
    await began.promise;
    const reserve = stage.store.reserve.bind(stage.store);
    stage.store.reserve = async (wish) => {
      const verdict = await reserve(wish);
      asked.resolve();
      return verdict;
    };
    const poor = await stage.submit('poor');
    await asked.promise;
    await stage.engine.cancel(TEST_PRINCIPAL, poor, 'too long');
    expect((await stage.ended(poor)).status).toBe('cancelled');
    expect(acts).toBe(1);
    expect(await stage.store.findAccount(tenant, poor)).toMatchObject({
      spent: { tokens: 0 },
      reserved: { tokens: 0 },
    });
    await stage.engine.cancel(TEST_PRINCIPAL, rich, 'done');
    expect((await stage.ended(rich)).status).toBe('cancelled');
    expect(await stage.store.findAccount(tenant, tenant)).toMatchObject({
      spent: { tokens: 80 },
      reserved: { tokens: 0 },
    });
  });
});

describe('a run that ends its process again and again', () => {
  it('is put aside although each of its calls is settled, and frees what it had reserved', async () => {
    const began: (() => void)[] = [];
    const stage = new TestStage({
      programs: [
        toProgram('poison', (scope) =>
          scope.step('call', { effect: 'read', kind: 'model', reserve: () => ({ tokens: 10, costNanoUsd: 0 }) }, () => {
            began.shift()?.();
            return new Promise<never>(() => {});
          }),
        ),
      ],
    });
    const next = () => new Promise<void>((resolve) => began.push(resolve));
    let started = next();
    const run = await stage.submit('poison');
    for (let boot = 1; boot <= CLAIMS_WITHOUT_PROGRESS; boot++) {
      await started;
      started = next();
      stage.restart();
    }
    expect(await stage.asleep(run)).toMatchObject({ status: 'quarantined', reservations: {} });
    expect(await stage.store.findAccount(TEST_PRINCIPAL.tenant, run)).toMatchObject({
      reserved: { tokens: 0 },
      spent: { tokens: 10 * CLAIMS_WITHOUT_PROGRESS },
    });
  });
});

describe('a store that fails for a moment', () => {
  it('fails no run while it is replayed', async () => {
    const clock = new SimClock();
    const stage = new TestStage({
      clock,
      programs: [
        toProgram('large', async (scope) => {
          const text = await scope.step('s', pure, async () => 'x'.repeat(100_000));
          await scope.waitFor(go);
          return text.length;
        }),
      ],
    });
    const run = await stage.submit('large');
    await stage.asleep(run);
    const findBlob = stage.store.findBlob.bind(stage.store);
    let failures = 1;
    stage.store.findBlob = (tenant, hash) =>
      failures-- > 0 ? Promise.reject(new Error('connection lost')) : findBlob(tenant, hash);
    await stage.engine.send(TEST_PRINCIPAL, run, { key: 'message:go', payload: null });
    await expect.poll(() => stage.problems).toHaveLength(1);
    await expect.poll(() => clock.next).toBe(clock.now() + 1_000);
    clock.advance(1_000);
    expect(await stage.ended(run)).toMatchObject({ status: 'completed', output: { value: 100_000 } });
  });

  it('begins no program after the engine was given up', async () => {
    let called = 0;
    const stage = new TestStage({
      programs: [
        toProgram('late', async () => {
          called++;
          return null;
        }),
      ],
    });
    const findBlob = stage.store.findBlob.bind(stage.store);
    const reading = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    stage.store.findBlob = async (tenant, hash) => {
      reading.resolve();
      await gate.promise;
      return findBlob(tenant, hash);
    };
    await stage.submit('late', 'x'.repeat(100_000));
    await reading.promise;
    stage.engine.drop();
    gate.resolve();
    for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(called).toBe(0);
  });
});

describe('a child run', () => {
  it('is believed about its end only when it tells of it itself', async () => {
    const stage = new TestStage({
      programs: [
        toProgram('kid', async (scope) => (await scope.waitFor(go)).status),
        toProgram('boss', async (scope) => {
          const end = await scope.child('kid', { program: 'kid', input: null, title: 'kid' });
          return end.status === 'done' ? end.value : end.status;
        }),
      ],
    });
    const run = await stage.submit('boss');
    const [child] = Object.keys((await stage.asleep(run)).children) as [typeof run];
    for (const payload of ['nonsense', { status: 'completed', output: { value: 'forged' } }])
      await stage.engine.send(TEST_PRINCIPAL, run, { key: `child:${child}`, payload });
    await expect.poll(async () => (await stage.types(run)).filter((type) => type === 'signal.refused')).toHaveLength(2);
    await stage.engine.send(TEST_PRINCIPAL, child, { key: 'message:go', payload: null });
    expect((await stage.ended(run)).output).toEqual({ value: 'received' });
  });

  it('that no build knows is answered at once', async () => {
    const stage = new TestStage({
      programs: [
        toProgram('boss', async (scope) => {
          const end = await scope.child('kid', { program: 'nobody', input: null, title: 'kid' });
          return end.status === 'failed' ? end.error.code : end.status;
        }),
      ],
    });
    expect((await stage.run('boss')).output).toEqual({ value: 'unknown_program' });
  });
});

describe('a change of a program', () => {
  it('is answered the same at every place of one run', async () => {
    const program = (isNew: boolean) =>
      toProgram('loop', async (scope) => {
        const done: string[] = [];
        for (let round = 1; round <= 3; round++) {
          const name = isNew && scope.version('better') > 0 ? 'better' : 'plain';
          done.push(await scope.step(name, pure, async () => name));
          await scope.waitFor(go);
        }
        return done;
      });
    const stage = new TestStage({ programs: [program(false)] });
    const run = await stage.submit('loop');
    await stage.asleep(run);
    stage.restart({ programs: [program(true)], build: 'next' });
    const sendGo = () => stage.engine.send(TEST_PRINCIPAL, run, { key: 'message:go', payload: null });
    await sendGo();
    await expect.poll(async () => Object.keys((await stage.state(run)).waits)).toEqual(['wait/2']);
    await stage.asleep(run);
    stage.restart({ programs: [program(true)], build: 'next' });
    await sendGo();
    await sendGo();
    expect((await stage.ended(run)).output).toEqual({ value: ['plain', 'plain', 'plain'] });
  });
});
