import { describe, expect, it } from 'vitest';
import { TEST_PRINCIPAL, TestStage, toProgram } from '../testing/test-stage.ts';
import * as z from 'zod';

describe('payloads', () => {
  it('keeps a large result outside the journal, and gives it back on replay', async () => {
    const large = 'ü'.repeat(60_000);
    const stage = new TestStage({
      programs: [
        toProgram('large', async (scope) => {
          const text = await scope.step('large', { effect: 'pure', input: large }, async () => large);
          await scope.waitFor({ key: 'message:go', payload: z.null() });
          return text.length;
        }),
      ],
    });
    const run = await stage.submit('large');
    await stage.asleep(run);
    stage.restart();
    await stage.engine.send(TEST_PRINCIPAL, run, { key: 'message:go', payload: null });
    expect((await stage.ended(run)).output).toEqual({ value: 60_000 });
    const step = (await stage.events(run)).find(({ type }) => type === 'step.completed');
    expect(step).toMatchObject({ output: { bytes: 120_002 }, input: { bytes: 120_002 } });
  });

  it.each([
    ['a value that is too large', 'x'.repeat(17 * 1024 * 1024), 'payload_too_large'],
    ['a value that holds itself', toCircle(), 'not_serializable'],
    ['a function', () => 1, 'not_serializable'],
    ['a number that JSON does not have', Number.NaN, 'not_serializable'],
    ['a big integer', 1n, 'not_serializable'],
  ])('fails the step that returns %s', async (_, value, code) => {
    const stage = new TestStage({
      programs: [toProgram('odd', (scope) => scope.step('odd', { effect: 'pure' }, async () => value as never))],
    });
    expect(await stage.run('odd')).toMatchObject({ status: 'failed', error: { code, path: 'odd/1' } });
  });

  it('gives a program live what it would get on replay', async () => {
    const stage = new TestStage({
      programs: [
        toProgram('date', async (scope) => {
          const { at, gone } = await scope.step('date', { effect: 'pure' }, async () => ({
            at: new Date(0),
            gone: undefined,
          }));
          return [typeof at, gone === undefined];
        }),
      ],
    });
    expect((await stage.run('date')).output).toEqual({ value: ['string', true] });
  });
});

function toCircle(): unknown {
  const circle: Record<string, unknown> = {};
  circle['self'] = circle;
  return circle;
}
