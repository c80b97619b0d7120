import * as z from 'zod';
import { describe, expect, it } from 'vitest';
import { RetryableError } from '../errors.ts';
import { TEST_PRINCIPAL, TestStage, toProgram } from '../testing/test-stage.ts';
import type { Scope } from './scope.ts';

const pure = { effect: 'pure' } as const;

describe('driving a run', () => {
  it('completes a program of steps and keeps their results in the journal', async () => {
    const add = toProgram('add', async (scope) => {
      const one = await scope.step('one', pure, async () => 1);
      const two = await scope.step('two', pure, async () => 2);
      return one + two;
    });
    const stage = new TestStage({ programs: [add] });
    const state = await stage.run('add');
    expect(state).toMatchObject({ status: 'completed', output: { value: 3 }, steps: { completed: 2, failed: 0 } });
    expect(await stage.types(state.run)).toEqual([
      'run.submitted',
      'run.started',
      'step.completed',
      'step.completed',
      'run.completed',
    ]);
  });

  it('answers recorded steps from the journal after a crash, and runs only the rest', async () => {
    const calls: string[] = [];
    const stage = new TestStage({
      programs: [
        toProgram('three', async (scope) => {
          for (const name of ['a', 'b', 'c']) {
            await scope.step(name, pure, async () => void calls.push(name));
            if (name === 'b') await scope.waitFor({ key: 'message:go', payload: z.null() });
          }
          return 'done';
        }),
      ],
    });
    const run = await stage.submit('three');
    await stage.asleep(run);
    stage.restart();
    await stage.engine.send(TEST_PRINCIPAL, run, { key: 'message:go', payload: null });
    expect((await stage.ended(run)).status).toBe('completed');
    expect(calls).toEqual(['a', 'b', 'c']);
  });

  it('keeps each result in its place when branches end in any order and the run is replayed', async () => {
    const delays: Record<string, number> = { ann: 30, bob: 10, cid: 20 };
    const branch = (name: string) => async (scope: Scope) => {
      const seen: string[] = [];
      for (let count = 1; count <= 3; count++) {
        seen.push(
          await scope.step('work', pure, async () => {
            await new Promise((resolve) => setTimeout(resolve, delays[name]));
            return `${name}${count}`;
          }),
        );
      }
      return seen.join();
    };
    const stage = new TestStage({
      programs: [
        toProgram('team', async (scope) => {
          const outcomes = await scope.all({ ann: branch('ann'), bob: branch('bob'), cid: branch('cid') });
          await scope.waitFor({ key: 'message:go', payload: z.null() });
          return Object.entries(outcomes).map(
            ([name, outcome]) => `${name}=${outcome.status === 'done' ? outcome.value : '?'}`,
          );
        }),
      ],
    });
    const run = await stage.submit('team');
    await stage.asleep(run);
    stage.restart();
    await stage.engine.send(TEST_PRINCIPAL, run, { key: 'message:go', payload: null });
    const { output } = await stage.ended(run);
    expect(output).toEqual({ value: ['bob=bob1,bob2,bob3', 'cid=cid1,cid2,cid3', 'ann=ann1,ann2,ann3'] });
  });

  it('tries a retryable step again and counts the attempts over a restart', async () => {
    let calls = 0;
    const stage = new TestStage({
      programs: [
        toProgram('flaky', (scope) =>
          scope.step('flaky', { ...pure, retry: { maxAttempts: 3, firstDelayMs: 1 } }, async () => {
            calls++;
            throw new RetryableError('not yet');
          }),
        ),
      ],
    });
    const state = await stage.run('flaky');
    expect(state).toMatchObject({
      status: 'failed',
      error: { code: 'step_failed', message: 'not yet' },
      steps: { failed: 1, retried: 2 },
    });
    expect(calls).toBe(3);
  });

  it('cancels a run: acts are aborted, and the journal says where it stopped', async () => {
    const began = Promise.withResolvers<void>();
    let aborted = false;
    const stage = new TestStage({
      programs: [
        toProgram('long', (scope) =>
          scope.step('long', pure, (signal) => {
            began.resolve();
            return new Promise((_, reject) => {
              signal.addEventListener('abort', () => {
                aborted = true;
                reject(signal.reason as Error);
              });
            });
          }),
        ),
      ],
    });
    const run = await stage.submit('long');
    await began.promise;
    await stage.engine.cancel(TEST_PRINCIPAL, run, 'changed my mind');
    expect(await stage.ended(run)).toMatchObject({
      status: 'cancelled',
      stoppedAt: ['long/1'],
      cancel: { reason: 'changed my mind' },
    });
    expect(aborted).toBe(true);
    await expect(stage.engine.cancel(TEST_PRINCIPAL, run, 'again')).rejects.toMatchObject({ code: 'run_finished' });
  });

  it('takes the first success and stops the others', async () => {
    const stage = new TestStage({
      programs: [
        toProgram('race', async (scope) => {
          const outcomes = await scope.all(
            {
              fast: (own) => own.step('s', pure, async () => 'fast'),
              slow: (own) =>
                own.step(
                  's',
                  pure,
                  (signal) =>
                    new Promise<string>((_, reject) =>
                      signal.addEventListener('abort', () => reject(new Error('stopped'))),
                    ),
                ),
            },
            { successes: 1 },
          );
          return Object.entries(outcomes).map(([name, { status }]) => `${name}:${status}`);
        }),
      ],
    });
    expect((await stage.run('race')).output).toEqual({ value: ['fast:done', 'slow:stopped'] });
  });

  it('pauses, keeps still, and goes on when it is resumed', async () => {
    const gate = Promise.withResolvers<void>();
    const began = Promise.withResolvers<void>();
    const calls: string[] = [];
    const stage = new TestStage({
      programs: [
        toProgram('two', async (scope) => {
          await scope.step('a', pure, async () => {
            began.resolve();
            await gate.promise;
            calls.push('a');
          });
          await scope.step('b', pure, async () => void calls.push('b'));
          return null;
        }),
      ],
    });
    const run = await stage.submit('two');
    await began.promise;
    await stage.engine.pause(TEST_PRINCIPAL, run, 'lunch');
    await stage.store.pendingSignals(TEST_PRINCIPAL.tenant, run);
    gate.resolve();
    expect((await stage.asleep(run)).status).toBe('paused');
    expect(calls).toEqual(['a']);
    await stage.engine.resume(TEST_PRINCIPAL, run);
    expect((await stage.ended(run)).status).toBe('completed');
    expect(calls).toEqual(['a', 'b']);
  });

  it('takes a pause back that has not taken hold yet', async () => {
    const gate = Promise.withResolvers<void>();
    const began = Promise.withResolvers<void>();
    const stage = new TestStage({
      programs: [
        toProgram('held', (scope) =>
          scope.step('a', pure, async () => {
            began.resolve();
            await gate.promise;
            return 'done';
          }),
        ),
      ],
    });
    const run = await stage.submit('held');
    await began.promise;
    await expect(stage.engine.resume(TEST_PRINCIPAL, run)).rejects.toMatchObject({ code: 'run_not_paused' });
    await stage.engine.pause(TEST_PRINCIPAL, run, 'lunch');
    await stage.engine.resume(TEST_PRINCIPAL, run);
    gate.resolve();
    expect((await stage.ended(run)).output).toEqual({ value: 'done' });
    expect(await stage.store.pendingSignals(TEST_PRINCIPAL.tenant, run)).toEqual([]);
  });

  it('goes through episodes with a small state', async () => {
    const stage = new TestStage({
      programs: [
        toProgram('loop', async (scope, { state }) => {
          const done = typeof state === 'number' ? state : 0;
          for (let count = 0; count < 5; count++) await scope.step('s', pure, async () => count);
          if (done < 3) scope.continueAs(done + 1);
          return done;
        }),
      ],
    });
    const state = await stage.run('loop');
    expect(state).toMatchObject({ status: 'completed', output: { value: 3 }, episode: 4, steps: { completed: 20 } });
  });

  it('runs a child and hears of its end; a cancel reaches it', async () => {
    const stage = new TestStage({
      programs: [
        toProgram('child', async (scope, { input }) => {
          if (input === 'wait') await scope.waitFor({ key: 'message:never', payload: z.null() });
          return `hello ${JSON.stringify(input)}`;
        }),
        toProgram('parent', async (scope, { input }) => {
          const outcome = await scope.child('kid', { program: 'child', input, title: 'a child' });
          return outcome.status === 'done' ? outcome.value : outcome.status;
        }),
      ],
    });
    expect((await stage.run('parent', 'world')).output).toEqual({ value: 'hello "world"' });
    const run = await stage.submit('parent', 'wait');
    const waiting = await stage.asleep(run);
    await stage.engine.cancel(TEST_PRINCIPAL, run, 'enough');
    expect((await stage.ended(run)).status).toBe('cancelled');
    const [child] = Object.keys(waiting.children);
    expect(await stage.state(child as typeof run)).toMatchObject({ status: 'cancelled' });
  });

  it('refuses two steps at once on one scope', async () => {
    const stage = new TestStage({
      programs: [
        toProgram('twice', async (scope) => {
          const one = scope.step('a', pure, async () => 1);
          await scope.step('b', pure, async () => 2);
          return one;
        }),
      ],
    });
    expect(await stage.run('twice')).toMatchObject({ status: 'failed', error: { code: 'concurrent_scope_use' } });
  });

  it('stops a program that takes another road than its journal', async () => {
    let input = 1;
    const stage = new TestStage({
      programs: [
        toProgram('drift', async (scope) => {
          await scope.step('a', { ...pure, input }, async () => null);
          await scope.waitFor({ key: 'message:go', payload: z.null() });
          return null;
        }),
      ],
    });
    const run = await stage.submit('drift');
    await stage.asleep(run);
    input = 2;
    await stage.engine.send(TEST_PRINCIPAL, run, { key: 'message:go', payload: null });
    expect(await stage.ended(run)).toMatchObject({
      status: 'failed',
      error: { code: 'nondeterministic_program', path: 'a/1' },
    });
  });

  it('never repeats an irreversible effect that may have happened: a person decides', async () => {
    let acts = 0;
    const stage = new TestStage({
      programs: [
        toProgram('pay', (scope) =>
          scope.step('pay', { effect: 'irreversible' }, async () => {
            acts++;
            if (acts === 1) throw new Error('connection cut');
            return 'paid';
          }),
        ),
      ],
    });
    const run = await stage.submit('pay');
    expect((await stage.asleep(run)).doubts).toMatchObject({ 'pay/1': { cause: 'cut' } });
    stage.restart();
    expect(Object.keys((await stage.state(run)).doubts)).toEqual(['pay/1']);
    await stage.engine.answerDoubt(TEST_PRINCIPAL, run, { path: 'pay/1', verdict: 'happened', output: 'paid before' });
    expect(await stage.ended(run)).toMatchObject({
      status: 'completed',
      output: { value: 'paid before' },
      doubts: {},
      intents: {},
    });
    expect(acts).toBe(1);
  });
});
