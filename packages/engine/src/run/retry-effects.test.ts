/** What happened outside happened: no retry of a run does it again unless somebody says so. */
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { SimClock } from '../testing/sim-clock.ts';
import { TEST_PRINCIPAL, TestStage, toProgram } from '../testing/test-stage.ts';
import type { Scope } from './scope.ts';

const pure = { effect: 'pure' } as const;
const irreversible = { effect: 'irreversible' } as const;

describe('retrying', () => {
  it('carries an effect into the episode in which it happened', async () => {
    let paid = 0;
    const stage = new TestStage({
      programs: [
        toProgram('episodes', async (scope, { state }) => {
          if (state === undefined) {
            await scope.step('plan', pure, async () => 'plan');
            return scope.continueAs(1);
          }
          if (state === 1) return scope.continueAs(2);
          return scope.step('pay', { ...irreversible, input: 'ann' }, async () => {
            paid++;
            return `paid ${paid}`;
          });
        }),
      ],
    });
    const { run } = await stage.run('episodes');
    const edited = await stage.engine.retry(TEST_PRINCIPAL, run, { from: 'plan/1' as never, output: 'better plan' });
    expect(await stage.ended(edited)).toMatchObject({ status: 'completed', output: { value: 'paid 1' }, episode: 3 });
    expect(paid).toBe(1);
  });

  it('carries an effect through a retry of a retry that did not come so far', async () => {
    let paid = 0;
    let broken = false;
    const stage = new TestStage({
      programs: [
        toProgram('twice', async (scope) => {
          await scope.step('plan', pure, async () => 'plan');
          await scope.step('check', pure, async () => {
            if (broken) throw new Error('not now');
          });
          return scope.step('pay', irreversible, async () => {
            paid++;
            return `paid ${paid}`;
          });
        }),
      ],
    });
    const { run } = await stage.run('twice');
    broken = true;
    const first = await stage.ended(
      await stage.engine.retry(TEST_PRINCIPAL, run, { from: 'plan/1' as never, output: 'better' }),
    );
    expect(first.status).toBe('failed');
    broken = false;
    const second = await stage.ended(await stage.engine.retry(TEST_PRINCIPAL, first.run, {}));
    expect(second).toMatchObject({ status: 'completed', output: { value: 'paid 1' } });
    expect(paid).toBe(1);
  });

  it('refuses to repeat an effect that happened although its step failed', async () => {
    let paid = 0;
    const stage = new TestStage({
      programs: [
        toProgram('odd', (scope) =>
          scope.step('pay', { ...irreversible, output: z.number() }, async () => {
            paid++;
            return 'paid' as never;
          }),
        ),
      ],
    });
    const { run, status } = await stage.run('odd');
    expect(status).toBe('failed');
    await expect(stage.engine.retry(TEST_PRINCIPAL, run, {})).rejects.toMatchObject({
      code: 'effect_already_happened',
    });
    const edited = await stage.engine.retry(TEST_PRINCIPAL, run, { output: 7 });
    expect((await stage.ended(edited)).output).toEqual({ value: 7 });
    expect(paid).toBe(1);
  });

  it('refuses to repeat such an effect of another branch, too', async () => {
    let paid = 0;
    const gate = Promise.withResolvers<void>();
    const stage = new TestStage({
      programs: [
        toProgram('both', async (scope) => {
          await scope.all({
            pay: async (own: Scope) => {
              await gate.promise.then(() => undefined);
              return own.step('pay', { ...irreversible, output: z.number() }, async () => {
                paid++;
                return 'paid' as never;
              });
            },
            write: (own: Scope) =>
              own.step('write', { effect: 'pure' }, async () => {
                gate.resolve();
                throw new Error('no ink');
              }),
          });
          throw new Error('nothing came of it');
        }),
      ],
    });
    const { run } = await stage.run('both');
    expect(paid).toBe(1);
    const retry = stage.engine.retry(TEST_PRINCIPAL, run, { from: 'all/1/write/write/1' as never });
    await expect(retry).rejects.toMatchObject({ code: 'effect_already_happened' });
  });

  it('lets an effect with another input happen only when that is allowed, and then under another key', async () => {
    const keys: string[] = [];
    const stage = new TestStage({
      programs: [
        toProgram('pay', async (scope) => {
          const amount = await scope.step('plan', pure, async () => 10);
          return scope.step('pay', { ...irreversible, input: amount }, async (_, { key }) => {
            keys.push(key);
            return `paid ${amount}`;
          });
        }),
      ],
    });
    const { run } = await stage.run('pay');
    const more = { from: 'plan/1' as never, output: 20 };
    const refused = await stage.ended(await stage.engine.retry(TEST_PRINCIPAL, run, more));
    expect(refused).toMatchObject({ status: 'failed', error: { code: 'effect_already_happened' } });
    expect(keys).toHaveLength(1);
    const allowed = await stage.engine.retry(TEST_PRINCIPAL, run, { ...more, repeatEffect: true });
    expect((await stage.ended(allowed)).output).toEqual({ value: 'paid 20' });
    expect(new Set(keys).size).toBe(2);
    const same = await stage.engine.retry(TEST_PRINCIPAL, run, { from: 'pay/1' as never, repeatEffect: true });
    expect((await stage.ended(same)).output).toEqual({ value: 'paid 10' });
    expect(new Set(keys).size).toBe(3);
  });

  it('goes on from the step that failed the run, not from one that was stopped after it', async () => {
    let broken = true;
    const acts: string[] = [];
    const stage = new TestStage({
      programs: [
        toProgram('sleeper', async (scope) => scope.sleepUntil(scope.now() + 3_600_000).then(() => null)),
        toProgram('boss', async (scope) => {
          await scope.all(
            {
              quick: (own: Scope) => own.step('quick', pure, async () => acts.push('quick')),
              child: async (own: Scope) => {
                await own.child('kid', { program: 'sleeper', input: null, title: 'kid' });
                return 0;
              },
            },
            { successes: 1 },
          );
          return scope.step('last', pure, async () => {
            acts.push('last');
            if (broken) throw new Error('broke');
            return 'done';
          });
        }),
      ],
    });
    const { run } = await stage.run('boss');
    broken = false;
    expect((await stage.ended(await stage.engine.retry(TEST_PRINCIPAL, run, {}))).output).toEqual({ value: 'done' });
    expect(acts).toEqual(['quick', 'last', 'last']);
  });

  it('shows the program the time that it was shown before', async () => {
    const clock = new SimClock();
    let broken = true;
    let sent = 0;
    const times: number[] = [];
    const stage = new TestStage({
      clock,
      programs: [
        toProgram('dated', async (scope) => {
          times.push(scope.now());
          await scope.step('first', { ...pure, input: scope.now() }, async () => null);
          times.push(scope.now());
          await scope.all({
            send: (own: Scope) => own.step('send', { ...irreversible, input: own.now() }, async () => `sent ${++sent}`),
            write: async (own: Scope) => {
              await own.step('wait', pure, async () => null);
              return own.step('write', pure, async () => {
                if (broken) throw new Error('no ink');
                return 'written';
              });
            },
          });
          if (broken) throw new Error('broken');
          return null;
        }),
      ],
    });
    const { run } = await stage.run('dated');
    clock.advance(60_000);
    broken = false;
    const retried = await stage.ended(
      await stage.engine.retry(TEST_PRINCIPAL, run, { from: 'all/1/write/write/1' as never }),
    );
    expect(retried).toMatchObject({ status: 'completed' });
    expect(times.slice(2)).toEqual(times.slice(0, 2));
    expect(sent).toBe(1);
    expect(retried.submittedAt).toBe(clock.now());
  });
});

describe('a doubt', () => {
  it('is not settled by an answer that was meant for the one before', async () => {
    let acts = 0;
    const stage = new TestStage({
      programs: [
        toProgram('pay', (scope) =>
          scope.step('pay', irreversible, async () => {
            acts++;
            throw new Error('connection cut');
          }),
        ),
      ],
    });
    const run = await stage.submit('pay');
    await stage.asleep(run);
    const answer = () => stage.engine.answerDoubt(TEST_PRINCIPAL, run, { path: 'pay/1', verdict: 'not_happened' });
    await Promise.all([answer(), answer()]);
    await expect.poll(() => stage.types(run)).toContain('signal.refused');
    expect((await stage.asleep(run)).doubts).toMatchObject({ 'pay/1': { cause: 'cut' } });
    expect(acts).toBe(2);
  });
});
