/** Programs that do not behave: they let go of what they began, catch everything, ask after the end, or return nothing. */
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { SimClock } from '../testing/sim-clock.ts';
import { TEST_PRINCIPAL, TestStage, toProgram } from '../testing/test-stage.ts';
import type { Program } from './program.ts';
import type { Scope } from './scope.ts';

const pure = { effect: 'pure' } as const;
const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(new Error('stopped'))));

describe('a scope that has ended', () => {
  it.each<[string, (scope: Scope, part: (own: Scope) => Promise<null>) => Promise<unknown>]>([
    ['part', (scope, part) => scope.within('part', part)],
    ['branch', (scope, part) => scope.all({ branch: part })],
  ])('stops what its %s let go of, and answers nothing more', async (_, open) => {
    const told: string[] = [];
    const began = Promise.withResolvers<void>();
    let aborted = false;
    let leaked: Scope | undefined;
    const stage = new TestStage({
      programs: [
        toProgram('float', async (scope) => {
          await open(scope, async (own) => {
            leaked = own;
            void own.step('slow', pure, (signal) => {
              began.resolve();
              signal.addEventListener('abort', () => (aborted = true));
              return untilAborted(signal);
            });
            await began.promise;
            return null;
          });
          await leaked?.step('late', pure, async () => told.push('late')).catch((error) => told.push(error.code));
          return null;
        }),
      ],
    });
    expect((await stage.run('float')).status).toBe('completed');
    expect(aborted).toBe(true);
    expect(told).toEqual(['branch_aborted']);
  });

  it('lets a cancelled run end although its program catches everything and asks again for ever', async () => {
    const clock = new SimClock();
    const began = Promise.withResolvers<void>();
    const stage = new TestStage({
      clock,
      programs: [
        toProgram('stubborn', async (scope) => {
          for (;;) {
            try {
              await scope.within('turn', (own) =>
                own.step('s', pure, (signal) => {
                  began.resolve();
                  return untilAborted(signal);
                }),
              );
            } catch {
              // And again.
            }
          }
        }),
      ],
    });
    const run = await stage.submit('stubborn');
    await began.promise;
    await stage.engine.cancel(TEST_PRINCIPAL, run, 'enough');
    await expect.poll(() => clock.next).toBe(clock.now() + 10_000);
    clock.advance(11_000);
    expect((await stage.ended(run)).status).toBe('cancelled');
  });

  it('ends a program that catches every refusal of a scope that is in use', async () => {
    const clock = new SimClock();
    const stage = new TestStage({
      clock,
      programs: [
        toProgram('crowd', async (scope) => {
          void scope.waitFor({ key: 'message:never', payload: z.null() });
          for (;;) {
            try {
              await scope.step('s', pure, async () => null);
            } catch {
              // And again.
            }
          }
        }),
      ],
    });
    const run = await stage.submit('crowd');
    expect((await stage.asleep(run)).status).toBe('waiting');
    await stage.engine.cancel(TEST_PRINCIPAL, run, 'enough');
    await expect.poll(() => stage.types(run)).toContain('run.cancel_requested');
    await expect.poll(() => clock.next).toBe(clock.now() + 10_000);
    clock.advance(11_000);
    expect((await stage.ended(run)).status).toBe('cancelled');
  });

  it('fails a program that returns nothing, and none beside it', async () => {
    const nothing: Program = { ...toProgram('nothing', async () => null), run: async () => undefined as never };
    const half: Program = { ...toProgram('half', async () => null), run: async () => ({ output: 1 }) as never };
    const odd: Program = {
      ...toProgram('odd', async () => null),
      run: async () => ({ output: 1, labels: [{ source: 'nowhere' }] }) as never,
    };
    const stage = new TestStage({ programs: [nothing, half, odd, toProgram('fine', async () => 'fine')] });
    for (const name of ['nothing', 'half', 'odd']) expect((await stage.run(name)).status).toBe('failed');
    expect((await stage.run('fine')).status).toBe('completed');
  });

  it('does not end the process when a part is let go of and then stopped', async () => {
    const rejected: unknown[] = [];
    const note = (error: unknown) => rejected.push(error);
    process.on('unhandledRejection', note);
    const stage = new TestStage({
      programs: [
        toProgram('let-go', async (scope) => {
          void scope.within('part', (own) => own.step('slow', pure, untilAborted));
          return null;
        }),
      ],
    });
    expect((await stage.run('let-go')).status).toBe('completed');
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', note);
    expect(rejected).toEqual([]);
  });

  it('does not end the process, nor the run, when the live feed breaks', async () => {
    const stage = new TestStage({
      programs: [toProgram('fine', (scope) => scope.step('s', pure, async () => 'fine'))],
      live: {
        publish() {
          throw new Error('nobody listens');
        },
      },
    });
    expect((await stage.run('fine')).status).toBe('completed');
    expect(stage.problems).toContainEqual(expect.objectContaining({ message: 'nobody listens' }));
  });
});

describe('names that JavaScript knows', () => {
  it('are branches like any other', async () => {
    const names = ['__proto__', 'constructor', 'toString', 'ann'];
    const stage = new TestStage({
      programs: [
        toProgram('names', async (scope) => {
          const branches = Object.fromEntries(
            names.map((name) => [name, (own: Scope) => own.step('s', pure, async () => name)] as const),
          );
          const all = await scope.all(branches);
          const first = await scope.all(branches, { successes: 1 });
          return [all, first].map((outcomes) =>
            Object.entries(outcomes).map(([name, { status }]) => `${name}:${status}`),
          );
        }),
      ],
    });
    const { output } = await stage.run('names');
    expect(output).toEqual({
      value: [
        names.map((name) => `${name}:done`),
        ['__proto__:done', 'constructor:stopped', 'toString:stopped', 'ann:stopped'],
      ],
    });
  });

  it('are changes like any other', async () => {
    const stage = new TestStage({
      programs: [
        toProgram(
          'change',
          async (scope) => ['constructor', '__proto__', 'toString'].map((name) => scope.version(name)),
          {
            toString: 4,
          } as never,
        ),
      ],
    });
    expect((await stage.run('change')).output).toEqual({ value: [1, 1, 4] });
  });
});
