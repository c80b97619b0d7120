import { describe, expect, it } from 'vitest';
import { RetryableError } from '../errors.ts';
import { TEST_PRINCIPAL, TestStage, toProgram } from '../testing/test-stage.ts';
import type { Act, StepOptions } from './scope.ts';

function stageOf(options: StepOptions<string>, act: Act<string>): TestStage {
  return new TestStage({ programs: [toProgram('act', (scope) => scope.step('act', options, act))] });
}

describe('a step whose effect must not happen twice', () => {
  it('writes its intent down before it acts', async () => {
    const stage = stageOf({ effect: 'irreversible', input: { to: 'ann' } }, async () => 'sent');
    const { run } = await stage.run('act');
    expect(await stage.types(run)).toEqual([
      'run.submitted',
      'run.started',
      'effect.intended',
      'step.completed',
      'run.completed',
    ]);
  });

  it('asks the tool whether it happened, and takes its word', async () => {
    let acts = 0;
    const act = async () => {
      acts++;
      throw new Error('connection cut');
    };
    const verify = async () => ({ happened: true, output: 'found at the receiver' }) as const;
    const state = await stageOf({ effect: 'irreversible', verify }, act).run('act');
    expect(state).toMatchObject({ status: 'completed', output: { value: 'found at the receiver' } });
    expect(acts).toBe(1);
  });

  it('acts again when the tool says that nothing happened', async () => {
    let acts = 0;
    const act = async () => {
      acts++;
      if (acts === 1) throw new Error('connection cut');
      return 'sent';
    };
    const state = await stageOf({ effect: 'irreversible', verify: async () => ({ happened: false }) }, act).run('act');
    expect(state).toMatchObject({ status: 'completed', output: { value: 'sent' } });
    expect(acts).toBe(2);
  });

  it('undoes what is in doubt and acts again', async () => {
    const log: string[] = [];
    const act = async () => {
      log.push('act');
      if (log.length === 1) throw new Error('connection cut');
      return 'sent';
    };
    const undo = async () => void log.push('undo');
    expect((await stageOf({ effect: 'compensatable', undo }, act).run('act')).status).toBe('completed');
    expect(log).toEqual(['act', 'undo', 'act']);
  });

  it('tries again by itself only after an error that proves that nothing happened', async () => {
    let acts = 0;
    const act = async () => {
      acts++;
      if (acts < 3) throw new RetryableError('busy', { nothingHappened: true });
      return 'sent';
    };
    const state = await stageOf({ effect: 'irreversible', retry: { firstDelayMs: 1 } }, act).run('act');
    expect(state).toMatchObject({ status: 'completed', steps: { retried: 2 } });
  });

  it('puts a time-out before a person, who may say that it did not happen', async () => {
    let acts = 0;
    const act: Act<string> = (signal) => {
      acts++;
      if (acts === 2) return Promise.resolve('sent');
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
    };
    const stage = stageOf({ effect: 'irreversible', timeoutMs: 5 }, act);
    const run = await stage.submit('act');
    expect((await stage.asleep(run)).doubts).toMatchObject({ 'act/1': { cause: 'timed_out' } });
    await stage.engine.answerDoubt(TEST_PRINCIPAL, run, { path: 'act/1', verdict: 'not_happened' });
    expect(await stage.ended(run)).toMatchObject({ status: 'completed', output: { value: 'sent' } });
    expect(acts).toBe(2);
  });

  it('keeps a cancelled run open until the doubt about its effect is answered, and acts no more', async () => {
    const began = Promise.withResolvers<void>();
    let acts = 0;
    const stage = stageOf({ effect: 'irreversible' }, (signal) => {
      acts++;
      began.resolve();
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
    });
    const run = await stage.submit('act');
    await began.promise;
    await stage.engine.cancel(TEST_PRINCIPAL, run, 'stop');
    const waiting = await stage.asleep(run);
    expect(waiting).toMatchObject({
      status: 'waiting',
      doubts: { 'act/1': { cause: 'aborted' } },
      cancel: { reason: 'stop' },
    });
    stage.restart();
    await stage.engine.answerDoubt(TEST_PRINCIPAL, run, { path: 'act/1', verdict: 'not_happened' });
    expect((await stage.ended(run)).status).toBe('cancelled');
    expect(acts).toBe(1);
  });

  it('does not doubt an effect that answered with a result of the wrong shape', async () => {
    const stage = new TestStage({
      programs: [
        toProgram('act', (scope) =>
          scope.step('act', { effect: 'irreversible' }, async () => (() => 'a function') as never),
        ),
      ],
    });
    expect(await stage.run('act')).toMatchObject({ status: 'failed', error: { code: 'not_serializable' }, doubts: {} });
  });

  it('refuses an answer to a doubt that is none, and goes on waiting', async () => {
    const stage = stageOf({ effect: 'irreversible' }, async () => {
      throw new Error('cut');
    });
    const run = await stage.submit('act');
    await stage.asleep(run);
    await stage.engine.send(TEST_PRINCIPAL, run, { key: 'doubt:act/1', payload: 'perhaps' });
    await stage.engine.answerDoubt(TEST_PRINCIPAL, run, { path: 'act/1', verdict: 'happened', output: 'yes' });
    expect((await stage.ended(run)).output).toEqual({ value: 'yes' });
    expect(await stage.types(run)).toContain('signal.refused');
  });
});
