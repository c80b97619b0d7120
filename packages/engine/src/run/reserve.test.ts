import type { Usage } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import { TEST_PRINCIPAL, TestStage, toProgram } from '../testing/test-stage.ts';
import type { Scope } from './scope.ts';

const usage = (tokens: number): Usage => ({ inputTokens: tokens, outputTokens: 0, costNanoUsd: 0 });
const amount = (tokens: number) => ({ tokens, costNanoUsd: 0 });

function call(
  scope: Scope,
  facts: { worst: number; used: number | undefined },
  act = async () => 'answer',
): Promise<string> {
  const { worst, used } = facts;
  return scope.step(
    'call',
    {
      effect: 'read',
      kind: 'model',
      reserve: () => amount(worst),
      usage: () => (used === undefined ? undefined : usage(used)),
    },
    act,
  );
}

describe('reserving before a call', () => {
  it('settles what was really used on the run and on everything above it', async () => {
    const stage = new TestStage({
      programs: [
        toProgram('child', (scope) => call(scope, { worst: 100, used: 30 })),
        toProgram('parent', async (scope) => {
          await call(scope, { worst: 50, used: 10 });
          await scope.child('kid', { program: 'child', input: null, title: 'kid' });
          return null;
        }),
      ],
    });
    const { run, tenant, usage: counted } = await stage.run('parent', null, { budget: { tokens: 200 } });
    expect(counted.inputTokens).toBe(10);
    expect(await stage.store.findAccount(tenant, run)).toEqual({
      limit: { tokens: 200 },
      reserved: amount(0),
      spent: amount(40),
    });
  });

  it('refuses a call whose worst case does not fit, before anything is called', async () => {
    let acts = 0;
    const stage = new TestStage({
      programs: [
        toProgram('greedy', async (scope) => {
          await call(scope, { worst: 60, used: 60 });
          return call(scope, { worst: 60, used: 1 }, async () => {
            acts++;
            return '';
          });
        }),
      ],
    });
    const state = await stage.run('greedy', null, { budget: { tokens: 100 } });
    expect(state).toMatchObject({ status: 'failed', error: { code: 'budget_exceeded' } });
    expect(acts).toBe(0);
    expect(await stage.types(state.run)).toContain('budget.refused');
  });

  it('refuses by an account further up, too', async () => {
    const stage = new TestStage({ programs: [toProgram('one', (scope) => call(scope, { worst: 60, used: 1 }))] });
    await stage.store.setLimit(TEST_PRINCIPAL.tenant, TEST_PRINCIPAL.tenant, { tokens: 50 });
    expect((await stage.run('one')).error).toMatchObject({
      code: 'budget_exceeded',
      message: expect.stringContaining(TEST_PRINCIPAL.tenant),
    });
  });

  it('waits while only what others have reserved stands in the way', async () => {
    const gate = Promise.withResolvers<string>();
    const order: string[] = [];
    const stage = new TestStage({
      programs: [
        toProgram('pair', async (scope) => {
          await scope.all({
            first: (own) => call(own, { worst: 80, used: 5 }, () => gate.promise),
            second: async (own) => {
              order.push('second asks');
              gate.resolve('done');
              const answer = await call(own, { worst: 80, used: 5 });
              order.push('second called');
              return answer;
            },
          });
          return null;
        }),
      ],
    });
    const state = await stage.run('pair', null, { budget: { tokens: 100 } });
    expect(state).toMatchObject({ status: 'completed', usage: { inputTokens: 10 } });
    expect(order).toEqual(['second asks', 'second called']);
  });

  it('counts a call that was in flight at a crash with all that was reserved, and never more than the budget', async () => {
    const began = Promise.withResolvers<void>();
    let acts = 0;
    const stage = new TestStage({
      programs: [
        toProgram('cut', (scope) =>
          call(scope, { worst: 40, used: 7 }, () => {
            acts++;
            began.resolve();
            return acts === 1 ? new Promise<string>(() => {}) : Promise.resolve('answer');
          }),
        ),
      ],
    });
    const run = await stage.submit('cut', null, { budget: { tokens: 100 } });
    await began.promise;
    stage.restart();
    const state = await stage.ended(run);
    expect(state).toMatchObject({ status: 'completed', usage: { inputTokens: 47, estimated: true }, reservations: {} });
    expect(await stage.store.findAccount(state.tenant, run)).toMatchObject({ reserved: amount(0), spent: amount(47) });
  });

  it('counts usage that nobody tells as all that was reserved', async () => {
    const stage = new TestStage({
      programs: [toProgram('mute', (scope) => call(scope, { worst: 33, used: undefined }))],
    });
    const state = await stage.run('mute');
    expect(state.usage).toMatchObject({ inputTokens: 33, estimated: true });
    expect(await stage.store.findAccount(state.tenant, state.run)).toMatchObject({ spent: amount(33) });
  });
});
