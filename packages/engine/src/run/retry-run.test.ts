import { describe, expect, it } from 'vitest';
import { TEST_PRINCIPAL, TestStage, toProgram } from '../testing/test-stage.ts';

const pure = { effect: 'pure' } as const;

function createPlan() {
  const acts: string[] = [];
  const broken = { now: true };
  const program = toProgram('plan', async (scope) => {
    const facts = await scope.step('research', pure, async () => {
      acts.push('research');
      return 'facts';
    });
    const both = await scope.all({
      pay: (own) =>
        own.step('pay', { effect: 'irreversible' }, async () => {
          acts.push('pay');
          return 'paid';
        }),
      write: (own) =>
        own.step('write', pure, async () => {
          acts.push('write');
          if (broken.now) throw new Error('no ink');
          return `text on ${facts}`;
        }),
    });
    if (both['write']?.status !== 'done') throw new Error('nothing written');
    return [both['pay']?.status === 'done' ? both['pay'].value : 'unpaid', both['write'].value];
  });
  return { acts, broken, program };
}

describe('retrying a run', () => {
  it('takes over what was done, repeats only from the failed step on, and never an irreversible effect', async () => {
    const { acts, broken, program } = createPlan();
    const stage = new TestStage({ programs: [program] });
    const failed = await stage.run('plan');
    expect(failed.status).toBe('failed');
    broken.now = false;
    const retried = await stage.ended(await stage.engine.retry(TEST_PRINCIPAL, failed.run, {}));
    expect(retried).toMatchObject({
      status: 'completed',
      output: { value: ['paid', 'text on facts'] },
      retryOf: { run: failed.run },
    });
    expect(retried.lineage).toBe(failed.run);
    expect(acts.filter((act) => act === 'research')).toHaveLength(1);
    expect(acts.filter((act) => act === 'pay')).toHaveLength(1);
    expect(acts.filter((act) => act === 'write')).toHaveLength(2);
  });

  it('puts an edited output in the place of what a step returned', async () => {
    const { acts, broken, program } = createPlan();
    const stage = new TestStage({ programs: [program] });
    const failed = await stage.run('plan');
    broken.now = false;
    const edited = await stage.engine.retry(TEST_PRINCIPAL, failed.run, {
      from: 'research/1' as never,
      output: 'better facts',
    });
    expect((await stage.ended(edited)).output).toEqual({ value: ['paid', 'text on better facts'] });
    expect(acts.filter((act) => act === 'pay')).toHaveLength(1);
  });

  it('does not count the cost of the old run again', async () => {
    const usage = { inputTokens: 3, outputTokens: 4, costNanoUsd: 5 };
    const broken = { now: true };
    const stage = new TestStage({
      programs: [
        toProgram('costly', async (scope) => {
          await scope.step('ask', { effect: 'read', kind: 'model', usage: () => usage }, async () => 'answer');
          await scope.step('then', pure, async () => {
            if (broken.now) throw new Error('later');
          });
          return null;
        }),
      ],
    });
    const failed = await stage.run('costly');
    expect(failed.usage).toEqual(usage);
    broken.now = false;
    const retried = await stage.ended(await stage.engine.retry(TEST_PRINCIPAL, failed.run, {}));
    expect(retried).toMatchObject({
      status: 'completed',
      usage: { inputTokens: 0, outputTokens: 0, costNanoUsd: 0 },
      steps: { completed: 2 },
    });
  });

  it('goes on from where a run was cancelled', async () => {
    const began = Promise.withResolvers<void>();
    let held = true;
    const stage = new TestStage({
      programs: [
        toProgram('hold', async (scope) => {
          await scope.step('first', pure, async () => 1);
          return scope.step('second', pure, (signal) => {
            began.resolve();
            if (!held) return Promise.resolve('through');
            return new Promise<string>((_, reject) =>
              signal.addEventListener('abort', () => reject(new Error('stopped'))),
            );
          });
        }),
      ],
    });
    const run = await stage.submit('hold');
    await began.promise;
    await stage.engine.cancel(TEST_PRINCIPAL, run, 'wait');
    await stage.ended(run);
    held = false;
    const retried = await stage.ended(await stage.engine.retry(TEST_PRINCIPAL, run, {}));
    expect(retried).toMatchObject({ status: 'completed', output: { value: 'through' }, steps: { completed: 2 } });
  });

  it('refuses to repeat an effect, an unknown step, and a run that has not ended', async () => {
    const { broken, program } = createPlan();
    const waiting = toProgram('waiting', async (scope) => {
      await scope.sleepUntil(scope.now() + 3_600_000);
      return null;
    });
    const stage = new TestStage({ programs: [program, waiting] });
    const failed = await stage.run('plan');
    broken.now = false;
    const retry = (from: string, more = {}) =>
      stage.engine.retry(TEST_PRINCIPAL, failed.run, { from: from as never, ...more });
    await expect(retry('all/1/pay/pay/1')).rejects.toMatchObject({ code: 'effect_already_happened' });
    await expect(retry('nowhere/1')).rejects.toMatchObject({ code: 'step_not_found' });
    const repeated = await stage.ended(await retry('all/1/pay/pay/1', { repeatEffect: true }));
    expect(repeated.status).toBe('completed');
    const open = await stage.submit('waiting');
    await expect(stage.engine.retry(TEST_PRINCIPAL, open, {})).rejects.toMatchObject({ code: 'run_not_finished' });
  });

  it('refuses to begin a child run anew that has acted outside', async () => {
    const stage = new TestStage({
      programs: [
        toProgram('payer', async (scope) => {
          await scope.step('pay', { effect: 'irreversible' }, async () => 'paid');
          throw new Error('then it broke');
        }),
        toProgram('boss', async (scope) => {
          const outcome = await scope.child('payer', { program: 'payer', input: null, title: 'pays' });
          if (outcome.status !== 'done') throw new Error('child failed');
          return null;
        }),
      ],
    });
    const failed = await stage.run('boss');
    await expect(stage.engine.retry(TEST_PRINCIPAL, failed.run, {})).rejects.toMatchObject({
      code: 'effect_already_happened',
    });
  });
});
