/** Whatever a program or a caller hands over: what is written down can be read back, or it is refused with its reason. */
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { RetryableError } from '../errors.ts';
import { SimClock } from '../testing/sim-clock.ts';
import { TEST_PRINCIPAL, TestStage, toProgram } from '../testing/test-stage.ts';
import type { Scope } from './scope.ts';

const pure = { effect: 'pure' } as const;
const letters = (count: number) => 'abcdefghijklmnopqrstuvwxyz0123456789'.repeat(8).slice(0, count);

function stageOf(run: (scope: Scope) => Promise<unknown>): TestStage {
  return new TestStage({ programs: [toProgram('odd', async (scope) => z.json().parse(await run(scope)))] });
}

describe('a journal', () => {
  it.each<[string, (scope: Scope) => Promise<unknown>]>([
    ['a time with a fraction', (scope) => scope.sleepUntil(scope.now() + 0.5)],
    ['a time that is none', (scope) => scope.sleepUntil(Number.NaN)],
    ['a wait that ends at no time', (scope) => scope.waitFor({ key: 'a', payload: z.null(), until: -1 })],
    ['a wait for nothing', (scope) => scope.waitFor({ key: '', payload: z.null() })],
    ['a wait for what only the engine may take', (scope) => scope.waitFor({ key: 'control', payload: z.json() })],
    ['a document without a name', (scope) => scope.produce({ name: '', mediaType: 'a/b', text: '', labels: [] })],
    ['a name that is too long', (scope) => scope.step('x'.repeat(101), pure, async () => 1)],
    [
      'a child with half a token',
      async (scope) => {
        const end = await scope.child('kid', { program: 'odd', input: 1, title: 'kid', budget: { tokens: 0.5 } });
        if (end.status === 'failed') throw Object.assign(new Error(end.error.message), { code: end.error.code });
      },
    ],
  ])('refuses %s and stays readable', async (_, act) => {
    const stage = stageOf(async (scope) => {
      await act(scope);
      return 'not refused';
    });
    const state = await stage.run('odd');
    expect(state.status).toBe('failed');
    expect(stage.problems).toEqual([]);
  });

  it('refuses a path that is too long to be written down', async () => {
    const deeper = (scope: Scope, depth: number): Promise<number> =>
      depth === 0
        ? scope.step('bottom', pure, async () => 1)
        : scope.within('level-'.repeat(10), (own) => deeper(own, depth - 1));
    const stage = stageOf((scope) => deeper(scope, 40));
    expect((await stage.run('odd')).error).toMatchObject({ code: 'invalid_input' });
  });

  it.each([
    ['what is reserved', { reserve: () => ({ tokens: 0.5, costNanoUsd: 0 }) }],
    ['what was used', { usage: () => ({ inputTokens: 1.5, outputTokens: 0, costNanoUsd: 0 }) }],
    ['where it came from', { labels: () => [{ source: 'nowhere' as 'web' }] }],
    [
      'a reason to fail',
      {
        labels: () => {
          throw new Error('no labels');
        },
      },
    ],
  ])('fails a step that tells nonsense about %s, without repeating it', async (_, options) => {
    let acts = 0;
    const stage = stageOf((scope) =>
      scope.step('s', { effect: 'read', kind: 'model', ...options }, async () => {
        acts++;
        return 1;
      }),
    );
    expect((await stage.run('odd')).status).toBe('failed');
    expect(acts).toBeLessThanOrEqual(1);
    expect(stage.problems).toEqual([]);
  });

  it('takes a time for the next attempt with a fraction', async () => {
    let acts = 0;
    const stage = stageOf((scope) =>
      scope.step('s', { effect: 'read', retry: { firstDelayMs: 0 } }, async () => {
        acts++;
        if (acts === 1) throw new RetryableError('later', { retryAt: Date.now() + 0.5 });
        return 'done';
      }),
    );
    expect((await stage.run('odd')).output).toEqual({ value: 'done' });
  });

  it('refuses a request that could not be read back', async () => {
    const stage = stageOf(async () => 1);
    await expect(stage.submit('odd', null, { deadline: 1.5 })).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(stage.submit('odd', null, { budget: { tokens: -1 } })).rejects.toMatchObject({
      code: 'invalid_input',
    });
  });

  it('keeps its form when two halves of a secret meet in one event', async () => {
    const stage = stageOf((scope) =>
      scope.step('s', { ...pure, input: 'a key begins -----BEGIN PRIVATE KEY----- so' }, async () => [
        ['and ends -----END PRIVATE KEY----- so'],
        'here',
      ]),
    );
    expect(await stage.run('odd')).toMatchObject({
      status: 'completed',
      output: { value: [['and ends -----END PRIVATE KEY----- so'], 'here'] },
    });
    expect(stage.problems).toEqual([]);
  });

  it('holds no secret that stands at the beginning of a line', async () => {
    const secret = `ghp_${letters(36)}`;
    const stage = stageOf((scope) => scope.step('s', pure, async () => `tokens:\n${secret}\t${secret}`));
    const { run } = await stage.run('odd');
    expect(JSON.stringify(await stage.events(run))).not.toContain(secret);
  });

  it('says of a result whose secret was taken out that it lost its shape, and does not blame the program', async () => {
    const stage = stageOf((scope) =>
      scope.step('s', { ...pure, output: z.string().max(40) }, async () => `hf_${letters(34)}`),
    );
    await expect(stage.run('odd')).resolves.toMatchObject({ status: 'completed' });
    const strict = stageOf((scope) =>
      scope.step('s', { ...pure, output: z.string().length(40) }, async () => `ghp_${letters(36)}`),
    );
    expect((await strict.run('odd')).error).toMatchObject({ code: 'step_failed', path: 's/1' });
  });

  it('shows a program the same value in life and on replay, whatever its keys are', async () => {
    const seen: string[] = [];
    const stage = stageOf(async (scope) => {
      const value = await scope.step('s', pure, async () =>
        JSON.parse('{"__proto__":{"a":1},"constructor":2,"b":[-0]}'),
      );
      seen.push(Object.keys(value as object).join(), String(Object.is((value as { b: number[] }).b[0], -0)));
      const zero = await scope.step('z', pure, async () => -0);
      seen.push(String(Object.is(zero, -0)));
      await scope.waitFor({ key: 'message:go', payload: z.null() });
      return null;
    });
    const run = await stage.submit('odd');
    await stage.asleep(run);
    await stage.engine.send(TEST_PRINCIPAL, run, { key: 'message:go', payload: null });
    await stage.ended(run);
    expect(seen).toHaveLength(6);
    expect(seen.slice(0, 3)).toEqual(seen.slice(3));
  });

  it('refuses a signal that is too large for a run before it reaches one', async () => {
    const stage = stageOf((scope) => scope.waitFor({ key: 'message:go', payload: z.string() }));
    const run = await stage.submit('odd');
    await stage.asleep(run);
    const send = stage.engine.send(TEST_PRINCIPAL, run, { key: 'message:go', payload: 'x'.repeat(17 * 1024 * 1024) });
    await expect(send).rejects.toMatchObject({ code: 'payload_too_large' });
  });

  it('calls a time-out by its name, also when the act puts it in other words', async () => {
    const clock = new SimClock();
    const began = Promise.withResolvers<void>();
    const stage = new TestStage({
      clock,
      programs: [
        toProgram('slow', (scope) =>
          scope.step('s', { ...pure, timeoutMs: 50 }, (signal) => {
            began.resolve();
            return new Promise((_, reject) =>
              signal.addEventListener('abort', () => reject(new Error('This operation was aborted'))),
            );
          }),
        ),
      ],
    });
    const run = await stage.submit('slow');
    await began.promise;
    clock.advance(50);
    expect((await stage.ended(run)).error).toMatchObject({ code: 'step_timed_out' });
  });
});
